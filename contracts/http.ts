import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AgentPreferences, AgentView, Role, TeamView } from './agent.ts';
import { BotAskResult } from './bot.ts';
import {
  Attribute,
  ConversationRow,
  ConversationView,
  InboxSort,
  InboxView,
  Priority,
} from './conversation.ts';
import { CustomerRow, CustomerView, InteractionView, MergeSuggestion } from './customer.ts';
import { Attachment, Channel, MessageView, OutboundChoices } from './message.ts';
import { QueueView } from './queue.ts';
import { ReportQuery, ReportResult } from './report.ts';
import { WidgetConfig } from './socket.ts';
import { Instant, Language } from './time.ts';
import {
  AccountCheck,
  ArticleView,
  CannedView,
  ChannelAccountView,
  GeneralSettings,
  LedgerRow,
  SavedView,
  SessionView,
  TemplateView,
} from './views.ts';

/**
 * The endpoint catalogue, mounted at `/api/v1` (REST, OpenAPI at `/api/openapi.json`). The key path names the file:
 * `conversations.accept` → `server/http/routes/conversations/accept.ts`.
 * Lists answer `{ items, nextCursor }`. Errors: `{ error: { code, message, requestId } }` with a code of errors.ts.
 */
const get = (path: `/${string}`, summary: string) => oc.route({ method: 'GET', path, summary });
const post = (path: `/${string}`, summary: string) => oc.route({ method: 'POST', path, summary });
const patch = (path: `/${string}`, summary: string) => oc.route({ method: 'PATCH', path, summary });
const del = (path: `/${string}`, summary: string) => oc.route({ method: 'DELETE', path, summary });

const byId = z.object({ id: z.string().min(1).max(512) });
/** `limit` 1..100, default 50; `cursor` as answered before. */
export const Page = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });
/** Compare-and-swap: the version the writer saw; absent = whatever is there. */
const versioned = byId.extend({ version: z.number().int().optional() });
const done = z.object({ conversation: ConversationRow });

export const contract = {
  session: {
    show: get('/session', 'Who is signed in, preferences and abilities').output(SessionView),
    update: patch('/session/preferences', 'Change own preferences')
      .input(AgentPreferences.partial())
      .output(SessionView),
    /** One-time link: sets the first or a new password. */
    redeem: post('/session/redeem', 'Set a password by a one-time link')
      .input(z.object({ token: z.string().min(20).max(200), password: z.string().min(1).max(200) }))
      .output(z.object({ email: z.string() })),
  },
  conversations: {
    list: get('/conversations', 'List conversations')
      .input(
        Page.extend({
          view: InboxView.optional(),
          status: z.string().optional(),
          assignee: z.string().optional(),
          team: z.string().optional(),
          channel: Channel.optional(),
          tag: z.string().optional(),
          priority: Priority.optional(),
          language: Language.optional(),
          customer: z.string().optional(),
          q: z.string().max(200).optional(),
          sort: InboxSort.default('newest'),
          /** Drill-down from a report: the same words the report was asked with. */
          report: z.string().optional(),
          from: Instant.optional(),
          to: Instant.optional(),
          bucket: z.string().optional(),
        }),
      )
      .output(list(ConversationRow)),
    counts: get('/conversations/counts', 'Counts of the built-in views').output(
      z.object({ counts: z.record(z.string(), z.number()) }),
    ),
    show: get('/conversations/{id}', 'One conversation').input(byId).output(ConversationView),
    start: post('/conversations', 'Start a conversation')
      .input(
        z.object({
          customerId: z.string(),
          accountId: z.string(),
          address: z.string().max(200).optional(),
          text: z.string().min(1).max(20_000),
          clientId: z.string().min(8).max(64),
          ...OutboundChoices.shape,
        }),
      )
      .output(z.object({ conversation: ConversationRow, message: MessageView })),
    messages: get('/conversations/{id}/messages', 'Messages, newest page first')
      .input(
        byId.extend({
          beforeSeq: z.coerce.number().int().optional(),
          afterSeq: z.coerce.number().int().optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
      )
      .output(z.object({ items: z.array(MessageView), nextCursor: z.string().optional() })),
    send: post('/conversations/{id}/messages', 'Send a message or add a note')
      .input(
        byId.extend({
          text: z.string().max(20_000),
          visibility: z.enum(['public', 'note']),
          clientId: z.string().min(8).max(64),
          fileIds: z.array(z.string()).max(10).optional(),
          mentions: z.array(z.string()).max(20).optional(),
          threadId: z.string().optional(),
          basedOnSeq: z.number().int().optional(),
          force: z.boolean().optional(),
          ...OutboundChoices.shape,
        }),
      )
      .output(z.object({ message: MessageView })),
    retry: post('/conversations/{id}/messages/{messageId}/retry', 'Send a failed message again')
      .input(byId.extend({ messageId: z.string() }))
      .output(z.object({ message: MessageView })),
    accept: post('/conversations/{id}/accept', 'Accept an offer or take from the queue')
      .input(versioned)
      .output(done),
    decline: post('/conversations/{id}/decline', 'Decline an offer').input(byId).output(done),
    assign: post('/conversations/{id}/assign', 'Assign to an agent or team, or to nobody')
      .input(
        versioned.extend({
          assigneeId: z.string().nullable().optional(),
          teamId: z.string().nullable().optional(),
        }),
      )
      .output(done),
    takeOver: post('/conversations/{id}/take-over', 'Take over from the bot or a colleague')
      .input(versioned)
      .output(done),
    resolve: post('/conversations/{id}/resolve', 'Resolve').input(versioned).output(done),
    reopen: post('/conversations/{id}/reopen', 'Reopen (also the undo of resolve)')
      .input(versioned.extend({ undo: z.boolean().optional() }))
      .output(done),
    snooze: post('/conversations/{id}/snooze', 'Snooze until')
      .input(versioned.extend({ until: Instant }))
      .output(done),
    handBack: post('/conversations/{id}/hand-back', 'Hand back to the bot').input(versioned).output(done),
    spam: post('/conversations/{id}/spam', 'Mark or clear spam')
      .input(versioned.extend({ spam: z.boolean().default(true) }))
      .output(done),
    update: patch('/conversations/{id}', 'Priority, tags, subject, attributes')
      .input(
        versioned.extend({
          priority: Priority.optional(),
          tags: z.array(z.string().min(1).max(40)).max(30).optional(),
          subject: z.string().max(200).optional(),
          attributes: z.array(Attribute).max(50).optional(),
        }),
      )
      .output(done),
    decisions: get('/conversations/{id}/decisions', 'Routing decisions, newest first')
      .input(byId)
      .output(z.object({ items: z.array(z.record(z.string(), z.unknown())) })),
    draft: {
      show: get('/conversations/{id}/draft', 'Own draft')
        .input(byId)
        .output(z.object({ text: z.string(), visibility: z.enum(['public', 'note']) })),
      save: post('/conversations/{id}/draft', 'Keep own draft')
        .input(byId.extend({ text: z.string().max(20_000), visibility: z.enum(['public', 'note']) }))
        .output(z.object({ saved: z.boolean() })),
    },
  },
  customers: {
    list: get('/customers', 'List customers')
      .input(Page.extend({ q: z.string().max(200).optional() }))
      .output(list(CustomerRow)),
    show: get('/customers/{id}', 'One customer').input(byId).output(CustomerView),
    create: post('/customers', 'Create a customer')
      .input(
        z.object({
          name: z.string().min(1).max(200),
          language: Language.optional(),
          email: z.email().optional(),
          phone: z.string().max(32).optional(),
        }),
      )
      .output(CustomerView),
    update: patch('/customers/{id}', 'Change a customer')
      .input(
        versioned.extend({
          name: z.string().min(1).max(200).optional(),
          language: Language.optional(),
          tags: z.array(z.string().max(40)).max(50).optional(),
          vip: z.boolean().optional(),
          attributes: z.array(Attribute).max(50).optional(),
        }),
      )
      .output(CustomerView),
    block: post('/customers/{id}/block', 'Block or unblock')
      .input(byId.extend({ blocked: z.boolean() }))
      .output(CustomerView),
    erase: post('/customers/{id}/erase', 'Erase a customer')
      .input(byId)
      .output(z.object({ erased: z.boolean() })),
    /** Only links: rows keep the id they were written with, and `unmerge` drops the link. */
    merge: post('/customers/{id}/merge', 'Merge into another customer')
      .input(byId.extend({ into: z.string() }))
      .output(CustomerView),
    unmerge: post('/customers/{id}/unmerge', 'Undo a merge; the id is the merged one’s')
      .input(byId)
      .output(CustomerView),
    suggestions: get('/customers/{id}/suggestions', 'Who may be the same person, at most 5')
      .input(byId)
      .output(z.object({ items: z.array(MergeSuggestion) })),
    interactions: get('/customers/{id}/interactions', 'Timeline, newest first')
      .input(byId.extend(Page.shape).extend({ types: z.string().optional(), channel: Channel.optional() }))
      .output(list(InteractionView)),
    logInteraction: post('/customers/{id}/interactions', 'Log a call, letter or meeting')
      .input(
        byId.extend({
          channel: z.enum(['phone', 'fax', 'post', 'meeting']),
          direction: z.enum(['inbound', 'outbound']),
          at: Instant,
          text: z.string().max(5_000),
          durationMs: z.number().int().optional(),
          outcome: z.string().max(64).optional(),
        }),
      )
      .output(InteractionView),
  },
  agents: {
    list: get('/agents', 'Agents with presence').output(list(AgentView)),
    invite: post('/agents', 'Invite an agent; answers a one-time link')
      .input(
        z.object({
          name: z.string().min(1).max(120),
          email: z.email(),
          role: Role,
          language: Language.default('ja'),
        }),
      )
      .output(z.object({ agent: AgentView, link: z.string() })),
    update: patch('/agents/{id}', 'Change an agent')
      .input(
        byId.extend({
          name: z.string().min(1).max(120).optional(),
          role: Role.optional(),
          skills: z.array(z.string().max(40)).max(40).optional(),
          serves: z.array(Language).optional(),
          teamIds: z.array(z.string()).optional(),
          capacity: z.number().int().min(1).max(100).optional(),
          disabled: z.boolean().optional(),
          /** Takes the second step of signing in away, for one who lost the device and the backup codes. */
          dropSecondStep: z.literal(true).optional(),
        }),
      )
      .output(AgentView),
    resetLink: post('/agents/{id}/reset-link', 'A one-time link to set a new password')
      .input(byId)
      .output(z.object({ link: z.string() })),
  },
  teams: {
    list: get('/teams', 'Teams').output(list(TeamView)),
    create: post('/teams', 'Make a team')
      .input(z.object({ name: z.string().trim().min(1).max(80) }))
      .output(TeamView),
    update: patch('/teams/{id}', 'Rename a team')
      .input(byId.extend({ name: z.string().trim().min(1).max(80) }))
      .output(TeamView),
  },
  queues: {
    list: get('/queues', 'Queues').output(list(QueueView)),
    create: post('/queues', 'Make a queue; it is asked after the ones that are there')
      .input(
        z.object({
          name: z.string().trim().min(1).max(80),
          skills: z.array(z.string().min(1).max(40)).max(40).default([]),
          languages: z.array(Language).default([]),
          /** Empty = no team. */
          teamId: z.string().optional(),
          offerTimeoutMs: z.number().int().min(5_000).max(600_000).default(45_000),
        }),
      )
      .output(QueueView),
    update: patch('/queues/{id}', 'Change a queue')
      .input(
        byId.extend({
          name: z.string().min(1).max(80).optional(),
          skills: z.array(z.string()).optional(),
          languages: z.array(Language).optional(),
          /** Empty = no team. */
          teamId: z.string().optional(),
          offerTimeoutMs: z.number().int().min(5_000).max(600_000).optional(),
        }),
      )
      .output(QueueView),
  },
  canned: {
    list: get('/canned-responses', 'Canned responses')
      .input(Page.extend({ q: z.string().max(100).optional() }))
      .output(list(CannedView)),
    create: post('/canned-responses', 'Create')
      .input(CannedView.omit({ id: true }))
      .output(CannedView),
    update: patch('/canned-responses/{id}', 'Change').input(CannedView).output(CannedView),
    remove: del('/canned-responses/{id}', 'Remove')
      .input(byId)
      .output(z.object({ removed: z.boolean() })),
  },
  articles: {
    list: get('/articles', 'Articles')
      .input(
        Page.extend({
          language: Language.optional(),
          status: z.enum(['draft', 'published', 'archived']).optional(),
          q: z.string().max(100).optional(),
        }),
      )
      .output(list(ArticleView)),
    show: get('/articles/{id}', 'One article').input(byId).output(ArticleView),
    create: post('/articles', 'Create')
      .input(ArticleView.omit({ id: true, updatedAt: true, version: true }))
      .output(ArticleView),
    update: patch('/articles/{id}', 'Change')
      .input(versioned.extend(ArticleView.omit({ id: true, updatedAt: true, version: true }).partial().shape))
      .output(ArticleView),
  },
  channelAccounts: {
    list: get('/channel-accounts', 'Channel accounts').output(list(ChannelAccountView)),
    create: post('/channel-accounts', 'Connect')
      .input(
        z.object({
          channel: Channel,
          adapter: z.string().optional(),
          name: z.string().min(1).max(80),
          settings: z.record(z.string(), z.unknown()),
          secrets: z.record(z.string(), z.string().max(4_000)).optional(),
        }),
      )
      .output(ChannelAccountView),
    update: patch('/channel-accounts/{id}', 'Change')
      .input(
        versioned.extend({
          name: z.string().min(1).max(80).optional(),
          paused: z.boolean().optional(),
          settings: z.record(z.string(), z.unknown()).optional(),
          secrets: z.record(z.string(), z.string().max(4_000)).optional(),
        }),
      )
      .output(ChannelAccountView),
    check: post('/channel-accounts/{id}/check', 'Ask the provider whether the account works')
      .input(byId)
      .output(AccountCheck),
    templates: get('/channel-accounts/{id}/templates', 'Approved templates, read from the provider')
      .input(byId)
      .output(z.object({ items: z.array(TemplateView) })),
    /** JSON Schema of each adapter's settings and the names of its secrets; the inbox draws the form from it. */
    adapters: get('/channel-adapters', 'Adapters that can be connected').output(
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            channel: Channel,
            inbound: z.array(z.string()),
            settingsSchema: z.record(z.string(), z.unknown()),
            secrets: z.array(z.string()),
            strings: z.record(z.string(), z.record(z.string(), z.string())),
          }),
        ),
      }),
    ),
  },
  files: {
    show: get('/files/{id}', 'Meta data of an uploaded file')
      .input(byId)
      .output(Attachment.omit({ sourceUrl: true })),
  },
  settings: {
    show: get('/settings', 'General settings').output(GeneralSettings),
    update: patch('/settings', 'Change general settings')
      .input(GeneralSettings.partial())
      .output(GeneralSettings),
  },
  savedViews: {
    list: get('/saved-views', 'Own and shared views').output(list(SavedView)),
    save: post('/saved-views', 'Save a view')
      .input(SavedView.omit({ id: true }))
      .output(SavedView),
    remove: del('/saved-views/{id}', 'Remove')
      .input(byId)
      .output(z.object({ removed: z.boolean() })),
  },
  bot: {
    ask: post('/bot/ask', 'Dry run of the bot over one text')
      .input(z.object({ text: z.string().min(1).max(2_000), lang: Language }))
      .output(BotAskResult),
  },
  reports: { show: get('/reports/{name}', 'One report').input(ReportQuery).output(ReportResult) },
  ledger: {
    list: get('/ledger', 'Intake ledger, newest first')
      .input(
        Page.extend({
          state: z.enum(['pending', 'applied', 'poison', 'unrouted', 'waiting']).optional(),
          account: z.string().optional(),
        }),
      )
      .output(list(LedgerRow)),
    retry: post('/ledger/{id}/retry', 'Apply a poison item again').input(byId).output(LedgerRow),
  },
  widget: {
    config: get('/widget/config', 'Public widget configuration')
      .input(z.object({ account: z.string() }))
      .output(WidgetConfig),
  },
};
export type Contract = typeof contract;

/** Paths outside oRPC: raw bodies, uploads, auth. */
export const PATHS = {
  api: '/api/v1',
  openapi: '/api/openapi.json',
  docs: '/api/docs',
  auth: '/api/auth',
  webhook: '/webhooks/:channel/:accountId',
  /** multipart `file`; agents by session, visitors by `x-visitor-token`. Answers Attachment. */
  upload: '/api/v1/files',
  download: '/files/:id',
  health: '/healthz',
  ready: '/readyz',
  metrics: '/metrics',
  widgetScript: '/widget.js',
  demo: '/demo',
  help: '/help',
  socket: '/socket.io',
} as const;
