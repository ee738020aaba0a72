import { Schema } from 'mongoose';
import type { CollectionPlan } from './collections.ts';

/** `_id` is the domain's `id`; documents are plain, `version` is ours, not mongoose's. */
const options = { versionKey: false, minimize: false, strict: 'throw' } as const;
const text = { type: String, required: true } as const;
const when = { type: Date, required: true } as const;
const count = { type: Number, required: true } as const;
const flag = { type: Boolean, required: true } as const;
const LANGUAGES = ['ja', 'en'] as const;
const language = { type: String, enum: LANGUAGES, required: true } as const;

export const articleSchema = new Schema(
  {
    _id: text,
    slug: text,
    language,
    title: text,
    body: text,
    category: text,
    status: { type: String, enum: ['draft', 'published', 'archived'], required: true },
    questions: { type: [String], default: [] },
    intent: String,
    skills: { type: [String], default: [] },
    tokens: { type: [String], default: [] },
    familyId: String,
    categoryId: String,
    draft: { type: Schema.Types.Mixed },
    publishedVersion: Number,
    publishedAt: Date,
    publishedBy: String,
    updatedBy: String,
    updatedAt: when,
    version: count,
  },
  options,
);

export const cannedSchema = new Schema(
  { _id: text, shortcut: text, title: text, text, language, find: { type: [String], default: [] } },
  options,
);

export const channelAccountSchema = new Schema(
  {
    _id: text,
    channel: text,
    adapter: text,
    name: text,
    paused: flag,
    settings: { type: Schema.Types.Mixed, default: {} },
    secrets: { type: Schema.Types.Mixed, default: {} },
    lastReceivedAt: Date,
    lastSentAt: Date,
    lastError: String,
    tokenExpiresAt: Date,
    checkedAt: Date,
    version: count,
  },
  options,
);

export const settingsSchema = new Schema(
  {
    _id: text,
    shopName: { type: Schema.Types.Mixed, required: true },
    botName: { type: Schema.Types.Mixed, required: true },
    language,
    hours: { type: Schema.Types.Mixed, required: true },
    csat: { type: Schema.Types.Mixed, required: true },
    nps: { type: Schema.Types.Mixed, required: true },
    routing: { type: Schema.Types.Mixed },
    policy: { type: Schema.Types.Mixed },
    bot: { type: Schema.Types.Mixed, required: true },
    version: count,
  },
  options,
);

export const draftSchema = new Schema(
  {
    _id: text,
    agentId: text,
    conversationId: text,
    text: { type: String, default: '' },
    visibility: { type: String, enum: ['public', 'note'], required: true },
    updatedAt: when,
  },
  options,
);

export const savedViewSchema = new Schema(
  {
    _id: text,
    name: text,
    shared: flag,
    ownerId: text,
    query: { type: Schema.Types.Mixed, default: {} },
  },
  options,
);

/** Collections of content by name, with the shape each document has. */
export const CONTENT_SCHEMAS = {
  articles: articleSchema,
  canned: cannedSchema,
  channelAccounts: channelAccountSchema,
  settings: settingsSchema,
  drafts: draftSchema,
  savedViews: savedViewSchema,
} as const;

const byId: CollectionPlan['shardKey'] = { _id: 'hashed' };

/** Shard keys and indexes of the content collections; GridFS (`files.*`) and sign-ins included. */
export const CONTENT_COLLECTIONS: Record<string, CollectionPlan> = {
  articles: {
    shardKey: { language: 1, slug: 1 },
    indexes: [
      { name: 'by_slug', key: { language: 1, slug: 1 }, unique: true },
      { name: 'published', key: { language: 1, status: 1, category: 1, title: 1 } },
      { name: 'by_updated', key: { updatedAt: -1, _id: -1 } },
      { name: 'by_token', key: { tokens: 1, updatedAt: -1 } },
      { name: 'by_family', key: { familyId: 1 } },
      { name: 'by_category', key: { categoryId: 1, updatedAt: -1 } },
    ],
  },
  contentRevisions: { shardKey: byId, indexes: [] },
  canned: {
    shardKey: { language: 1, shortcut: 1 },
    indexes: [
      { name: 'by_language_shortcut', key: { language: 1, shortcut: 1 }, unique: true },
      { name: 'by_shortcut', key: { shortcut: 1, _id: 1 } },
      { name: 'by_word', key: { find: 1 } },
    ],
  },
  channelAccounts: { shardKey: byId, indexes: [] },
  settings: { shardKey: byId, indexes: [{ name: 'by_version', key: { version: -1 } }] },
  drafts: { shardKey: byId, indexes: [{ name: 'by_conversation', key: { conversationId: 1 } }] },
  savedViews: {
    shardKey: byId,
    indexes: [
      { name: 'by_owner', key: { ownerId: 1 } },
      { name: 'shared', key: { shared: 1 } },
    ],
  },
  loggedTexts: {
    shardKey: byId,
    indexes: [
      { name: 'by_customer', key: { customerId: 1 } },
      { name: 'by_word', key: { tokens: 1, at: -1 } },
      { name: 'by_file', key: { fileIds: 1 } },
    ],
  },
  'files.files': {
    shardKey: byId,
    indexes: [
      { name: 'by_conversation', key: { 'metadata.conversationId': 1 } },
      { name: 'by_owner', key: { 'metadata.owner.kind': 1, 'metadata.owner.id': 1 } },
    ],
  },
  'files.chunks': {
    shardKey: { files_id: 1, n: 1 },
    indexes: [{ name: 'files_id_1_n_1', key: { files_id: 1, n: 1 }, unique: true }],
  },
  /** better-auth makes the indexes of its own collections. */
  auth_user: { shardKey: byId, indexes: [] },
  auth_account: { shardKey: byId, indexes: [] },
  auth_session: { shardKey: byId, indexes: [] },
  /** Secrets of the second step, one row an agent. */
  auth_second_step: { shardKey: byId, indexes: [{ name: 'by_user', key: { userId: 1 } }] },
  apiTokens: { shardKey: byId, indexes: [{ name: 'by_agent', key: { agentId: 1 } }] },
  oneTimeLinks: {
    shardKey: byId,
    indexes: [
      { name: 'by_agent', key: { agentId: 1 } },
      { name: 'expires', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
    ],
  },
};
