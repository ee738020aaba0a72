import { z } from 'zod';
import { AgentPreferences, AgentView, Role, TeamView } from './agent.ts';
import { BotAskResult } from './bot.ts';
import { GateOverride } from './bot-test.ts';
import { answerEndpoints, learningEndpoints } from './http-answers.ts';
import { assistEndpoints } from './http-assist.ts';
import { dialogEndpoints, httpActionEndpoints } from './http-bot-dialogs.ts';
import { botTestEndpoints } from './http-bot-tests.ts';
import { conversationEndpoints } from './http-conversations.ts';
import { customerEndpoints } from './http-customers.ts';
import { articleEndpoints, categoryEndpoints } from './http-help.ts';
import { measuredEndpoints } from './http-measured.ts';
import { modelEndpoints } from './http-model.ts';
import { bandsEndpoint, promiseEndpoints } from './http-policy.ts';
import { recognizerEndpoint } from './http-recognizer.ts';
import { byId, del, get, list, Page, patch, post, versioned } from './http-words.ts';
import { Attachment, Channel } from './message.ts';
import { QueueView } from './queue.ts';
import { ReportQuery, ReportResult } from './report.ts';
import { WidgetConfig } from './socket.ts';
import { Language } from './time.ts';
import {
  AccountCheck,
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
  conversations: conversationEndpoints,
  customers: customerEndpoints,
  promises: promiseEndpoints,
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
  articles: articleEndpoints,
  articleCategories: categoryEndpoints,
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
        /** Where providers reach this server, without a slash at the end. */
        publicUrl: z.string().optional(),
        items: z.array(
          z.object({
            id: z.string(),
            channel: Channel,
            /** Whether an agent can write first. */
            canStart: z.boolean().optional(),
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
      .input(GeneralSettings.partial().extend({ override: GateOverride.optional() }))
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
    bands: bandsEndpoint,
    recognizer: recognizerEndpoint,
    ask: post('/bot/ask', 'Dry run of the bot over one text')
      .input(z.object({ text: z.string().min(1).max(2_000), lang: Language }))
      .output(BotAskResult),
  },
  botAnswers: answerEndpoints,
  botLearning: learningEndpoints,
  botMeasured: measuredEndpoints,
  assist: assistEndpoints,
  model: modelEndpoints,
  botTests: botTestEndpoints,
  botDialogs: dialogEndpoints,
  httpActions: httpActionEndpoints,
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
  /** An image a mail shows from elsewhere, `?url=`; agents by session. */
  mailImage: '/mail-image',
  health: '/healthz',
  ready: '/readyz',
  metrics: '/metrics',
  widgetScript: '/widget.js',
  demo: '/demo',
  help: '/help',
  socket: '/socket.io',
} as const;
