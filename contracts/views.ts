import { z } from 'zod';
import { AgentPreferences, AgentView } from './agent.ts';
import { Greeting } from './answer.ts';
import { TestGate } from './bot-test.ts';
import { Channel } from './message.ts';
import { BotPolicy } from './policy.ts';
import { BusinessHours } from './queue.ts';
import { RecognizerSettings } from './recognizer.ts';
import { Instant, Language } from './time.ts';

export const CannedView = z.object({
  id: z.string(),
  shortcut: z.string().min(1).max(40),
  title: z.string().min(1).max(120),
  text: z.string().min(1).max(5_000),
  language: Language,
});
export const ArticleView = z.object({
  id: z.string(),
  slug: z.string(),
  language: Language,
  title: z.string(),
  body: z.string(),
  category: z.string(),
  /** Archived: kept, shown to nobody outside and read by no bot. */
  status: z.enum(['draft', 'published', 'archived']),
  questions: z.array(z.string()).max(50),
  intent: z.string().optional(),
  /** What the ja and the en version of an article share. */
  familyId: z.string().max(64).optional(),
  /** The category by id; `category` is its name in the article's language. */
  categoryId: z.string().max(64).optional(),
  /** Words that wait to be published, beside those that are. */
  draft: z
    .object({
      title: z.string(),
      body: z.string(),
      questions: z.array(z.string()),
      updatedAt: Instant,
      updatedBy: z.string(),
    })
    .optional(),
  /** How often it was published, when last and by whom (an agent's id or `system`). */
  publishedVersion: z.number().int().optional(),
  publishedAt: Instant.optional(),
  publishedBy: z.string().optional(),
  counts: z
    .object({ views: z.number().int(), helpful: z.number().int(), notHelpful: z.number().int() })
    .optional(),
  /** The other versions of the family. */
  translations: z
    .array(
      z.object({ id: z.string(), language: Language, status: z.enum(['draft', 'published', 'archived']) }),
    )
    .optional(),
  updatedAt: Instant,
  version: z.number().int(),
});
export const ChannelAccountView = z.object({
  id: z.string(),
  channel: Channel,
  adapter: z.string(),
  name: z.string(),
  paused: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  /** Names of the secrets that are set; values are write-only. */
  secretsSet: z.array(z.string()),
  webhookPath: z.string().optional(),
  health: z.object({
    lastReceivedAt: Instant.optional(),
    lastSentAt: Instant.optional(),
    lastError: z.string().optional(),
    /** When its token ends, as the last check told. */
    tokenExpiresAt: Instant.optional(),
    backlog: z.number().int(),
  }),
  version: z.number().int(),
});
export const LedgerRow = z.object({
  id: z.string(),
  accountId: z.string(),
  lane: z.string(),
  state: z.enum(['pending', 'applied', 'poison', 'unrouted', 'waiting']),
  kind: z.string(),
  receivedAt: Instant,
  reason: z.string().optional(),
  attempts: z.number().int(),
  messageId: z.string().optional(),
});
/** What a check of a channel account found. `problem`, `label`: keys of the adapter's strings. */
export const AccountCheck = z.object({
  /** Absent: this channel cannot be asked. */
  ok: z.boolean().optional(),
  problem: z.string().optional(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  expiresAt: Instant.optional(),
});
export const TemplateView = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  status: z.enum(['approved', 'pending', 'rejected', 'paused']),
  body: z.string(),
  variables: z.array(z.string()),
  header: z.enum(['text', 'image', 'video', 'document']).optional(),
  buttons: z.array(z.object({ kind: z.enum(['reply', 'url', 'phone']), label: z.string() })),
});
export const SavedView = z.object({
  id: z.string(),
  name: z.string().min(1).max(60),
  shared: z.boolean(),
  query: z.record(z.string(), z.string()),
});
export const SessionView = z.object({
  agent: AgentView,
  preferences: AgentPreferences,
  abilities: z.record(z.string(), z.boolean()),
  vapidKey: z.string().optional(),
});
export const GeneralSettings = z.object({
  shopName: z.object({ ja: z.string(), en: z.string() }),
  botName: z.object({ ja: z.string(), en: z.string() }),
  language: Language,
  hours: BusinessHours,
  csat: z.object({ enabled: z.boolean(), delayMs: z.number().int().min(0) }),
  nps: z.object({ enabled: z.boolean(), everyDays: z.number().int().min(1) }),
  /** An absent agent's conversations in which a customer waits go back to the queue after this; default 10 min, 0 = never. */
  routing: z.object({ requeueAbsentAfterMs: z.number().int().min(0).max(86_400_000) }).optional(),
  /** How customers are served by tier and channel; absent = DEFAULT_POLICY. */
  policy: BotPolicy.optional(),
  bot: z.object({
    enabled: z.boolean(),
    /** Whether a failing regression test blocks publishing; absent = it warns. */
    testGate: TestGate.optional(),
    bands: z.object({
      ja: z.object({ answer: z.number(), clarify: z.number(), margin: z.number() }),
      en: z.object({ answer: z.number(), clarify: z.number(), margin: z.number() }),
    }),
    /** First words by audience; absent = the usual ones. */
    greetings: z.array(Greeting).max(20).optional(),
    /** What it understands by; left out of a change: as it was. */
    recognizer: RecognizerSettings.optional(),
  }),
  version: z.number().int(),
});
