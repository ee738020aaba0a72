import { z } from 'zod';
import { AnswerDefinition } from './answer.ts';
import { LifecycleStage } from './audience.ts';
import type { BotArticle, BotReads, BotSettings, BotTurn } from './bot.ts';
import { BOT_DECISIONS, TEST_GATES } from './choices.ts';
import { EscalationReason } from './conversation.ts';
import { DialogDefinition } from './dialog.ts';
import { Channel } from './message.ts';
import { BotPolicy } from './policy.ts';
import { Instant, Language } from './time.ts';

/** What the bot did in a turn. `none`: it said nothing. */
export const BotDecision = z.enum(BOT_DECISIONS);
export type BotDecision = z.infer<typeof BotDecision>;

const id = z.string().min(1).max(200);

/** What a test wants of a turn; what is absent may be anything. */
export const TurnExpect = z.object({
  decision: BotDecision,
  articleId: id.optional(),
  answerId: id.optional(),
  intent: id.optional(),
  /** Why it hands over. */
  reason: EscalationReason.optional(),
  /** Slots of the dialog under way after the turn. */
  slots: z.record(z.string().max(64), z.string().max(300)).optional(),
});
export type TurnExpect = z.infer<typeof TurnExpect>;

/** What the customer wrote, masked, and what the bot is to do. `payload`: of a quick reply. */
export const TestTurn = z.object({
  text: z.string().max(2_000),
  payload: z.string().max(600).optional(),
  expect: TurnExpect,
});
export type TestTurn = z.infer<typeof TestTurn>;

/** What of the customer the bot may go by: who they are is not kept. */
export const TestCustomer = z.object({
  tier: z.string().max(20),
  verified: z.boolean(),
  vip: z.boolean(),
  highTouch: z.boolean(),
  stage: LifecycleStage.optional(),
  persona: z.string().max(60).optional(),
  tags: z.array(z.string().max(60)).max(20).optional(),
  /** Orders by stand-in numbers. */
  orders: z
    .array(
      z.object({
        number: z.string().max(40),
        status: z.enum(['placed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled', 'returned']),
        placedAt: Instant,
        items: z.array(z.string().max(200)).max(20),
        total: z.number(),
        currency: z.string().max(8),
      }),
    )
    .max(5)
    .optional(),
});
export type TestCustomer = z.infer<typeof TestCustomer>;

/** A regression test as people write it. */
export const BotTestDraft = z.object({
  name: z.string().trim().min(1).max(120),
  language: Language,
  channel: Channel.default('web-chat'),
  customer: TestCustomer,
  turns: z.array(TestTurn).min(1).max(20),
  enabled: z.boolean().default(true),
});
export type BotTestDraft = z.infer<typeof BotTestDraft>;

/** What the bot did in a turn of a test or with a question. */
export const TurnGot = z.object({
  decision: BotDecision,
  articleIds: z.array(z.string()),
  answerId: z.string().optional(),
  intent: z.string().optional(),
  reason: z.string().optional(),
  slots: z.record(z.string(), z.string()).optional(),
  /** Titles of what it answered from. */
  titles: z.array(z.string()),
  /** Its words, cut to 600 characters. */
  text: z.string(),
});
export type TurnGot = z.infer<typeof TurnGot>;

/** One run of one test: each turn with what it wanted and what came. */
export const TestResult = z.object({
  testId: z.string(),
  name: z.string(),
  passed: z.boolean(),
  turns: z.array(
    z.object({
      text: z.string(),
      expect: TurnExpect,
      got: TurnGot,
      /** What differed. */
      wrong: z.array(z.enum(['decision', 'articleId', 'answerId', 'intent', 'reason', 'slots'])),
    }),
  ),
});
export type TestResult = z.infer<typeof TestResult>;

export const BotTestView = BotTestDraft.extend({
  id: z.string(),
  /** The conversation it was made of, while that is there. */
  conversationId: z.string().optional(),
  createdBy: z.string().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  version: z.number().int(),
  lastRunAt: Instant.optional(),
  lastPassed: z.boolean().optional(),
});
export type BotTestView = z.infer<typeof BotTestView>;

/** An article as it would stand after publishing. */
const ChangedArticle = z.object({
  language: Language,
  title: z.string().max(200),
  body: z.string().max(100_000),
  slug: z.string().max(80),
  category: z.string().max(80),
  status: z.enum(['draft', 'published', 'archived']),
  questions: z.array(z.string().max(300)).max(200),
  intent: z.string().max(80).optional(),
});
const Band = z.object({
  answer: z.number().min(0).max(1),
  clarify: z.number().min(0).max(1),
  margin: z.number().min(0).max(1),
});

/** Something about to be published that the bot goes by. An absent definition or article means that it is taken away. */
export const BotChange = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('article'),
    id: z.string().max(64).optional(),
    article: ChangedArticle.optional(),
  }),
  z.object({
    kind: z.literal('answer'),
    id: z.string().max(64),
    definition: AnswerDefinition.optional(),
  }),
  z.object({ kind: z.literal('dialog'), id: z.string().max(64), definition: DialogDefinition.optional() }),
  z.object({
    kind: z.literal('settings'),
    bands: z.object({ ja: Band, en: Band }).optional(),
    policy: BotPolicy.optional(),
  }),
]);
export type BotChange = z.infer<typeof BotChange>;

/** A question whose answer a change alters. */
export const ChangedAnswer = z.object({
  /** Masked. */
  question: z.string(),
  language: Language,
  source: z.enum(['test', 'conversation']),
  testId: z.string().optional(),
  conversationId: z.string().optional(),
  before: TurnGot,
  after: TurnGot,
});
export type ChangedAnswer = z.infer<typeof ChangedAnswer>;

/** Whether a test that fails only with the change keeps it from being published. */
export const TestGate = z.enum(TEST_GATES);
export type TestGate = z.infer<typeof TestGate>;

/** What publishing a change would do. */
export const ChangePreview = z.object({
  changed: z.array(ChangedAnswer),
  /** Tests that pass today and would fail. */
  failing: z.array(TestResult),
  /** Tests that fail today and would pass. */
  mended: z.array(z.object({ testId: z.string(), name: z.string() })),
  /** Tests that fail with and without it. */
  alreadyFailing: z.number().int(),
  tests: z.number().int(),
  questions: z.number().int(),
  gate: TestGate,
  /** Publishing is refused without a reason. */
  blocked: z.boolean(),
  mayOverride: z.boolean(),
});
export type ChangePreview = z.infer<typeof ChangePreview>;

/** Publishing in spite of failing tests: the reason is kept. */
export const GateOverride = z.object({ reason: z.string().trim().min(3).max(500) });
export type GateOverride = z.infer<typeof GateOverride>;

/** A publishing in spite of failing tests, as it is kept. */
export const OverrideView = z.object({
  id: z.string(),
  at: Instant,
  agentId: z.string(),
  kind: z.enum(['article', 'answer', 'dialog', 'settings']),
  subject: z.string(),
  reason: z.string(),
  failing: z.array(z.object({ testId: z.string(), name: z.string() })),
});
export type OverrideView = z.infer<typeof OverrideView>;

type Answers = Awaited<ReturnType<NonNullable<BotReads['answers']>>>;

/** Everything a bot goes by, as data: what it knows and how it decides, at one moment. */
export interface BotWorld {
  articles: Record<Language, BotArticle[]>;
  answers?: Record<Language, Pick<Answers, 'answers' | 'learned'>>;
  settings: Omit<BotSettings, 'hours'>;
  /** Absent: the bot first for all. */
  policy?: BotPolicy;
  /** Further reads of the bot that ask for the language alone, by their name. */
  more?: Record<string, Record<Language, unknown>>;
}

/** When tests are played: the same for every world, so that only a change can make a difference. */
export interface BotStage {
  now: string;
  hours: Record<Language, BotTurn['hours']>;
}

/** A test with its id; a question of a real conversation is one of which nothing is wanted. */
export type PlayedTest = BotTestDraft & { id: string };

/** Tests to be played in one world or several. */
export interface PlayAsk {
  worlds: BotWorld[];
  tests: PlayedTest[];
  stage: BotStage;
}
