import { type BotAction, type BotReads, type BotState, BotTurn, EMPTY_BOT_STATE } from '#contracts/bot.ts';
import type {
  BotDecision,
  BotStage,
  BotTestDraft,
  BotWorld,
  PlayAsk,
  PlayedTest,
  TestResult,
  TurnExpect,
  TurnGot,
} from '#contracts/bot-test.ts';
import { PolicyTier } from '#contracts/policy.ts';
import { cellOf } from '#contracts/policy-default.ts';
import type { Language } from '#contracts/time.ts';
import { type Bot, createBot } from './bot.ts';
import { trainLexical } from './recognizer/classifier.ts';
import type { TrainRecognizer } from './recognizer/recognizer.ts';

const MAX_SAID = 600;
const CUSTOMER = 'test-customer';

/** A bot of a world. `train` default: the lexical recognizer. */
export const botOf = (
  world: BotWorld,
  orders: () => BotTestDraft['customer']['orders'],
  train?: TrainRecognizer,
): Bot => {
  const version = '1';
  const { answers, more } = world;
  const reads: BotReads = {
    articles: async (language) => ({ version, articles: world.articles[language] }),
    orders: async () => orders() ?? [],
    ...(answers ? { answers: async (language: Language) => ({ version, ...answers[language] }) } : {}),
  };
  for (const [name, of] of Object.entries(more ?? {}))
    Object.assign(reads, { [name]: async (language: Language) => of[language] });
  return createBot({ reads, settings: () => world.settings, ...(train ? { train } : {}) });
};

/** What the policy says of the test's customer; nothing of a tier it does not know. */
const policyOf = ({ policy }: BotWorld, { customer, channel }: PlayedTest): BotTurn['policy'] => {
  const tier = PolicyTier.safeParse(customer.tier).data;
  if (!policy || !tier || tier === 'vip') return undefined;
  const { name, cell } = cellOf(policy, { tier, vip: customer.vip }, channel);
  return { cell: name, start: cell.start, turnCap: policy.turnCap };
};

const turnOf = (world: BotWorld, test: PlayedTest, at: number, state: BotState, stage: BotStage): BotTurn => {
  const { text, payload } = test.turns[at] ?? { text: '' };
  const { orders: _, ...customer } = test.customer;
  const policy = policyOf(world, test);
  return BotTurn.parse({
    conversationId: `test-${test.id}`,
    now: stage.now,
    language: test.language,
    channel: test.channel,
    capabilities: { quickReplies: true, cards: true, maxText: 4_000 },
    customer: { id: CUSTOMER, ...customer },
    messages: [{ seq: at + 1, text, hasAttachment: false, ...(payload === undefined ? {} : { payload }) }],
    state,
    hours: stage.hours[test.language],
    ...(policy ? { policy } : {}),
  });
};

const decisionOf = (actions: readonly BotAction[], state: BotState): BotDecision => {
  if (actions.some(({ type }) => type === 'escalate')) return 'escalate';
  if (actions.some(({ type }) => type === 'resolve')) return 'resolve';
  const said = actions.flatMap((action) => (action.type === 'reply' ? [action.extra.bot] : []));
  const decided = said.find((bot) => bot !== undefined)?.decision;
  if (decided) return decided;
  if (state.dialog) return 'dialog';
  return said.length > 0 ? 'answer' : 'none';
};

const slotsOf = (state: BotState): Record<string, string> | undefined => {
  if (!state.dialog) return undefined;
  const entries = Object.entries(state.dialog.slots).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(entries);
};

/** What a turn did, in the words of a test. */
export const gotOf = (actions: readonly BotAction[], state: BotState): TurnGot => {
  const replies = actions.flatMap((action) => (action.type === 'reply' ? [action] : []));
  const escalation = actions.find((action) => action.type === 'escalate');
  const citations = replies.flatMap((reply) => reply.citations);
  const decision = decisionOf(actions, state);
  const answerId =
    decision === 'answer' || decision === 'dialog'
      ? /^answer:([^#\s]+)/.exec(state.lastAnswerKey ?? '')?.[1]
      : undefined;
  const intent = replies.find((reply) => reply.extra.bot?.intent)?.extra.bot?.intent;
  const slots = slotsOf(state);
  return {
    decision,
    articleIds: [...new Set(citations.map(({ articleId }) => articleId))],
    titles: [...new Set(citations.map(({ title }) => title))],
    text: replies
      .map(({ text }) => text)
      .join('\n')
      .slice(0, MAX_SAID),
    ...(answerId === undefined ? {} : { answerId }),
    ...(intent === undefined ? {} : { intent }),
    ...(escalation ? { reason: escalation.reason } : {}),
    ...(slots ? { slots } : {}),
  };
};

type Wrong = TestResult['turns'][number]['wrong'][number];

/** In what a turn differs from what was wanted of it. */
export const wrongIn = (expect: TurnExpect, got: TurnGot): Wrong[] => {
  const wrong: Wrong[] = [];
  if (expect.decision !== got.decision) wrong.push('decision');
  if (expect.articleId !== undefined && !got.articleIds.includes(expect.articleId)) wrong.push('articleId');
  for (const field of ['answerId', 'intent', 'reason'] as const)
    if (expect[field] !== undefined && expect[field] !== got[field]) wrong.push(field);
  const slots = Object.entries(expect.slots ?? {});
  if (slots.some(([name, value]) => got.slots?.[name] !== value)) wrong.push('slots');
  return wrong;
};

/** Plays one test from an empty memory; a turn after a hand-over is not played, for the bot is silent then. */
const playOne = async (bot: Bot, world: BotWorld, test: PlayedTest, stage: BotStage): Promise<TestResult> => {
  const turns: TestResult['turns'] = [];
  let state: BotState = EMPTY_BOT_STATE;
  for (const [at, { text, expect }] of test.turns.entries()) {
    const result = await bot.turn(turnOf(world, test, at, state, stage));
    state = result.state;
    const got = gotOf(result.actions, state);
    turns.push({ text, expect, got, wrong: wrongIn(expect, got) });
    if (got.decision === 'escalate') break;
  }
  const whole = turns.length === test.turns.length;
  const passed = whole && turns.every(({ wrong }) => wrong.length === 0);
  return { testId: test.id, name: test.name, passed, turns };
};

/** Plays tests one after the other in a world; each yields to the event loop. `until` (performance.now): gives up by throwing. */
export const playSuite = async (
  world: BotWorld,
  tests: readonly PlayedTest[],
  stage: BotStage,
  options: { train?: TrainRecognizer; until?: number } = {},
): Promise<TestResult[]> => {
  let orders: BotTestDraft['customer']['orders'];
  const bot = botOf(world, () => orders, options.train);
  const results: TestResult[] = [];
  for (const test of tests) {
    if (options.until !== undefined && performance.now() > options.until)
      throw new Error(`out of time after ${results.length} of ${tests.length} tests`);
    orders = test.customer.orders;
    results.push(await playOne(bot, world, test, stage));
  }
  return results;
};

/** What tests may cost in all. */
export const PLAY_MS = 60_000;

/** Plays the tests in each world, in the order of the worlds. What the same examples teach is learned once. */
export const playWorlds = async (
  { worlds, tests, stage }: PlayAsk,
  learn: TrainRecognizer = trainLexical,
): Promise<TestResult[][]> => {
  const learned = new Map<string, ReturnType<TrainRecognizer>>();
  const train: TrainRecognizer = (language, examples) => {
    const key = JSON.stringify([language, examples]);
    const known = learned.get(key) ?? learn(language, examples);
    learned.set(key, known);
    return known;
  };
  const until = performance.now() + PLAY_MS;
  const results: TestResult[][] = [];
  for (const world of worlds) results.push(await playSuite(world, tests, stage, { train, until }));
  return results;
};
