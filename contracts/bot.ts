import { z } from 'zod';
import type { Greeting } from './answer.ts';
import { type Audience, LifecycleStage } from './audience.ts';
import { EscalationReason, HandOverCard, Mood } from './conversation.ts';
import type { DialogDefinition } from './dialog.ts';
import { Channel, Citation, MessageExtra, QuickReply } from './message.ts';
import { PromiseKind } from './policy.ts';
import { Instant, Language } from './time.ts';

/** What the bot remembers between turns. JSON only; ≤ 32 KB. Versioned by `v` so that an older state can be read. */
export const BotState = z.object({
  v: z.literal(1),
  greeted: z.boolean(),
  language: Language.optional(),
  /** Dialog under way and its slots. */
  dialog: z
    .object({
      name: z.string(),
      step: z.string(),
      slots: z.record(z.string(), z.unknown()),
      stack: z.array(z.unknown()).optional(),
    })
    .optional(),
  /** Intents offered by the last clarifying question; set only while its answer is awaited. */
  clarifying: z.array(z.string()).optional(),
  failedClarifications: z.number().int(),
  lastAnswerKey: z.string().optional(),
  tried: z.array(z.string()).max(20),
  facts: z.array(z.object({ label: z.string(), value: z.string() })).max(20),
  lastIntent: z.string().optional(),
  /** The first and the last question of the matter under way, each cut to 200 characters; absent once it is settled or told to a person. */
  matter: z.object({ first: z.string(), last: z.string() }).optional(),
  mood: Mood,
  /** Turns of this engagement: since the conversation opened, was reopened or came back from a person. */
  turns: z.number().int(),
  /** People have had the word in this cycle, or the customer chose the bot while waiting for them: "people first" is fulfilled. */
  afterPeople: z.boolean().optional(),
  /** What a person left behind when they handed back. */
  person: z
    .object({
      /** Said to the customer at the next answer, in the agent's words. */
      note: z.string().max(300).optional(),
      promises: z
        .array(z.object({ kind: PromiseKind, what: z.string().max(200).optional(), dueAt: Instant }))
        .max(5),
      /** Whether the customer has been told of it. */
      told: z.boolean(),
    })
    .optional(),
});
export type BotState = z.infer<typeof BotState>;

export const EMPTY_BOT_STATE: BotState = {
  v: 1,
  greeted: false,
  failedClarifications: 0,
  tried: [],
  facts: [],
  mood: 'calm',
  turns: 0,
};

const HoursLine = z.object({ days: z.string(), hours: z.string() });

/** One turn's input. Everything the bot may know of the world; it reads articles and orders only through its deps. */
export const BotTurn = z.object({
  conversationId: z.string(),
  now: Instant,
  /** The conversation's language so far; the bot may answer that it is another. */
  language: Language,
  channel: Channel,
  /** Longest text the channel takes and whether buttons can be shown. */
  capabilities: z.object({ quickReplies: z.boolean(), cards: z.boolean(), maxText: z.number().int() }),
  customer: z.object({
    id: z.string(),
    name: z.string().optional(),
    verified: z.boolean(),
    tier: z.string(),
    vip: z.boolean(),
    highTouch: z.boolean(),
    /** Verified addresses on the record: confirmed, never asked for. */
    email: z.string().optional(),
    phone: z.string().optional(),
    timeZone: z.string().optional(),
    /** What chooses among an answer's variants, with `tier`. */
    tags: z.array(z.string()).optional(),
    stage: LifecycleStage.optional(),
    persona: z.string().optional(),
  }),
  /** The policy's word for this customer on this channel; absent = bot first, without a cap. */
  policy: z
    .object({ cell: z.string(), start: z.enum(['bot', 'human']), turnCap: z.number().int() })
    .optional(),
  /** The customer's messages since the last turn, oldest first; none when a call's answer is the input. `payload` when a quick reply was tapped. */
  messages: z
    .array(
      z.object({
        seq: z.number().int(),
        text: z.string(),
        payload: z.string().optional(),
        hasAttachment: z.boolean(),
      }),
    )
    .max(1_000),
  /** What the call of the dialog under way came to: then there are no messages, which keep their order behind it. */
  answered: z
    .object({
      key: z.string(),
      ok: z.boolean(),
      dryRun: z.boolean().optional(),
      answer: z.record(z.string(), z.string()),
    })
    .optional(),
  state: BotState,
  /** Business hours now: open, and when it opens next (already in words for the customer's zone is the bot's job). */
  hours: z.object({
    open: z.boolean(),
    opensAt: Instant.optional(),
    closesAt: Instant.optional(),
    timeZone: z.string(),
    lines: z.array(HoursLine),
    /** The same in both languages: the bot may answer in the other one. */
    linesIn: z.object({ ja: z.array(HoursLine), en: z.array(HoursLine) }).optional(),
  }),
});
export type BotTurn = z.infer<typeof BotTurn>;

export const BotAction = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('reply'),
    text: z.string().min(1),
    quickReplies: z.array(QuickReply).max(13),
    citations: z.array(Citation).max(5),
    extra: MessageExtra,
    /** The part of `text` that is the retrieved answer itself, word for word; absent where there is none. */
    core: z.string().optional(),
  }),
  z.object({
    type: z.literal('escalate'),
    reason: EscalationReason,
    skills: z.array(z.string()),
    priority: z.enum(['urgent', 'high', 'normal', 'low']),
    card: HandOverCard,
  }),
  /** The customer said that it is solved. */
  z.object({ type: z.literal('resolve'), confirmed: z.boolean() }),
  z.object({ type: z.literal('set-language'), language: Language }),
  /** The customer judged the bot's last answer in words or by a button. */
  z.object({ type: z.literal('vote'), helpful: z.boolean() }),
  /** An HTTP action to be called by a job once the turn is kept. `key`: the same call has the same one, whoever makes it how often. */
  z.object({
    type: z.literal('call-http'),
    actionId: z.string(),
    dialogId: z.string(),
    input: z.record(z.string(), z.string()),
    key: z.string(),
    /** The customer said yes to exactly this. */
    confirmed: z.boolean(),
  }),
  /** What a dialog gathered, for the customer record. `fields`: as people read it. */
  z.object({
    type: z.literal('record'),
    as: z.enum(['callback', 'appointment', 'feedback', 'complaint', 'contact-data', 'return']),
    dialogId: z.string(),
    title: z.string(),
    fields: z.array(z.object({ label: z.string(), value: z.string() })).max(30),
    /** Addresses the customer gave; not proven. */
    email: z.string().optional(),
    phone: z.string().optional(),
  }),
  /** A call is still being made: the messages are kept for after it, in their order. */
  z.object({ type: z.literal('hold') }),
]);
export type BotAction = z.infer<typeof BotAction>;

export const BotTurnResult = z.object({ actions: z.array(BotAction).max(8), state: BotState });
export type BotTurnResult = z.infer<typeof BotTurnResult>;

/** Answer of `POST bot/ask`: a dry run of the policy over one text. */
export const BotAskResult = z.object({
  decision: z.enum(['answer', 'clarify', 'escalate']),
  answer: z.string().optional(),
  citations: z.array(Citation),
  candidates: z.array(z.object({ intent: z.string(), title: z.string(), probability: z.number() })),
  reason: EscalationReason.optional(),
});
export type BotAskResult = z.infer<typeof BotAskResult>;

/** A published help article as the bot and the help centre read it. */
export const BotArticle = z.object({
  id: z.string(),
  slug: z.string(),
  language: Language,
  title: z.string(),
  body: z.string(),
  category: z.string(),
  /** Example questions: what customers ask when this is the answer. */
  questions: z.array(z.string()),
  updatedAt: Instant,
  intent: z.string().optional(),
  skills: z.array(z.string()).optional(),
});
export type BotArticle = z.infer<typeof BotArticle>;

export const BotOrder = z.object({
  number: z.string(),
  status: z.enum(['placed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled', 'returned']),
  placedAt: Instant,
  items: z.array(z.string()),
  total: z.number(),
  currency: z.string(),
  carrier: z.string().optional(),
  trackingCode: z.string().optional(),
  expectedOn: z.string().optional(),
});
export type BotOrder = z.infer<typeof BotOrder>;

/** A published answer of the operator as the bot reads it, in one language. */
export interface BotAnswer {
  id: string;
  title: string;
  examples: readonly string[];
  skills: readonly string[];
  /** An article or a dialog that is not there in this language is left out, as is a text without words in it. */
  variants: readonly { audience: Audience; content: BotAnswerContent }[];
}
export type BotAnswerContent =
  | { kind: 'article'; articleId: string }
  | { kind: 'text'; text: string }
  | { kind: 'dialog'; dialogId: string }
  | { kind: 'hand-over'; skills: readonly string[]; priority?: 'urgent' | 'high' | 'normal' | 'low' };

/** What the bot may read. Implementations are the server's queries; orders only of the conversation's own verified customer. */
export interface BotReads {
  articles(language: Language): Promise<{ version: string; articles: BotArticle[] }>;
  orders(customerId: string): Promise<BotOrder[]>;
  /** The operator's own answers and the examples learned from conversations (label `article:<id>` or `answer:<id>`); absent = none. */
  answers?(language: Language): Promise<{
    version: string;
    answers: readonly BotAnswer[];
    learned: readonly { text: string; label: string }[];
  }>;
  /** Live dialogs, and the HTTP actions that cannot be taken back; absent = none. */
  dialogs?(language: Language): Promise<{
    version: string;
    dialogs: readonly BotDialog[];
    irreversible: readonly string[];
  }>;
  /** A published version that is not live any more: runs end as they began. */
  dialogVersion?(id: string, number: number): Promise<DialogDefinition | undefined>;
}

/** An answer that fits a text: an article's section or an answer of the operator. */
export interface BotFit {
  kind: 'article' | 'answer';
  id: string;
  title: string;
  section?: string;
  slug?: string;
  text: string;
  /** 0..1. */
  score: number;
}

/** A published dialog as the bot runs it. */
export interface BotDialog {
  id: string;
  number: number;
  definition: DialogDefinition;
}

export interface BotSettings {
  name: Record<Language, string>;
  shopName: Record<Language, string>;
  /** Probability from which the bot answers, and from which it asks instead of escalating. */
  bands: Record<Language, { answer: number; clarify: number; margin: number }>;
  /** First words by audience; the usual ones for whom none is meant. */
  greetings?: readonly Greeting[];
  /** Words of the operator that always go to a person. */
  regulated?: Record<Language, readonly string[]>;
  /** Business hours at this moment, for a dry run outside any conversation. */
  hours?: (language: Language) => Pick<BotTurn, 'now' | 'hours'>;
}
