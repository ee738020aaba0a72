import { z } from 'zod';
import { SharedContact, SharedPlace } from '#contracts/message.ts';

/** Longest text of one request to the callback URL, in UTF-16 units. */
export const MAX_TEXT_PART = 10_000;
/** Events in one request. */
export const MAX_EVENTS = 1_000;
/** Largest file fetched from a URL in a message, in bytes. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;
/** Longest id of a sender, thread or message. */
export const MAX_ID = 200;

/** Settings of one connected app. */
export const ApiSettings = z.object({
  /** Where we post what is to be said. */
  callbackUrl: z.url({ protocol: /^https?$/ }),
  /** Whose the sender ids are: of this account alone, or the shop's user ids, the same on every API account set so. */
  userIds: z.enum(['account', 'shop']).default('account'),
});
export type ApiSettings = z.infer<typeof ApiSettings>;

/** What the ledger keeps: one event as it came with the id it is known by, or what could not be read. */
export const ItemBody = z.union([
  z.object({ receivedAt: z.iso.datetime(), id: z.string(), event: z.record(z.string(), z.unknown()) }),
  z.object({ receivedAt: z.iso.datetime(), unparsed: z.string() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const cut = (max: number) => z.string().transform((text) => text.slice(0, max));
const Id = z.union([z.string().min(1).max(MAX_ID), z.number().int().transform(String)]);
/** Scalars only; at most 50. */
const attributes = z.record(z.string().max(64), z.union([cut(500), z.number(), z.boolean()]));

export const SenderPart = z.object({
  id: Id,
  name: cut(200).optional(),
  language: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  attributes: attributes.optional(),
  /** Identity token: a JWT under `identitySecret`. */
  token: z.string().max(8_192).optional(),
});
export type SenderPart = z.infer<typeof SenderPart>;

/** Claims of an identity token that are taken as vouched for. */
export const TokenClaims = z.object({
  name: cut(200).optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  language: z.string().optional(),
  attributes: attributes.optional(),
});

export const FilePart = z.object({
  url: z.string(),
  name: cut(255).optional(),
  mime: cut(127).optional(),
  size: z.number().int().nonnegative().optional(),
});
export type FilePart = z.infer<typeof FilePart>;

/** What each event has. */
export const EventBase = z.object({
  type: z.string(),
  sender: SenderPart.optional(),
  threadId: Id.optional(),
  sentAt: z.iso.datetime({ offset: true }).optional(),
  counter: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(),
});
export type EventBase = z.infer<typeof EventBase>;

export const MessagePart = z.object({
  text: z.string().default(''),
  attachments: z.array(FilePart).max(20).default([]),
  payload: cut(200).optional(),
  replyTo: Id.optional(),
  topic: cut(200).optional(),
  isPublic: z.boolean().optional(),
  isShared: z.boolean().optional(),
  peopleOnly: z.boolean().optional(),
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional(),
  unsupported: cut(60).optional(),
  place: SharedPlace.optional(),
  contacts: z.array(SharedContact).max(10).optional(),
  fields: z.record(z.string().max(64), cut(500)).optional(),
});
export const EditPart = z.object({ messageId: Id, text: z.string() });
export const ReactionPart = z.object({ messageId: Id, emoji: z.string().max(64).default('') });
export const UnsendPart = z.object({ messageId: Id });
export const ContactPart = z.object({ state: z.enum(['reachable', 'unreachable']) });
export const SurveyPart = z.object({
  surveyId: z.string().min(1).max(100),
  score: z.number().int().min(0).max(10),
  comment: cut(2_000).optional(),
});
export const StatusPart = z.object({
  messageId: Id,
  state: z.enum(['sent', 'delivered', 'read', 'failed']),
  reason: z.string().max(64).optional(),
});

/** One request to the callback URL. Files are named by id and go out as signed URLs. */
export const WireBody = z.object({
  type: z.literal('outbound.message'),
  accountId: z.string(),
  conversationId: z.string(),
  messageId: z.string(),
  part: z.number(),
  to: z.string(),
  threadId: z.string(),
  language: z.enum(['ja', 'en']),
  author: z.object({ kind: z.string(), name: z.string().optional() }).optional(),
  replyTo: z.string().optional(),
  text: z.string(),
  quickReplies: z.array(z.object({ label: z.string(), payload: z.string().optional() })).optional(),
  links: z.array(z.object({ label: z.string(), url: z.string() })).optional(),
  card: z
    .object({ title: z.string(), lines: z.array(z.object({ label: z.string(), value: z.string() })) })
    .optional(),
  citations: z.array(z.object({ title: z.string(), url: z.string().optional() })).optional(),
  survey: z.object({ surveyId: z.string(), kind: z.enum(['csat', 'nps', 'ces']) }).optional(),
  files: z
    .array(z.object({ fileId: z.string(), name: z.string(), mime: z.string(), size: z.number() }))
    .optional(),
});
export type WireBody = z.infer<typeof WireBody>;
