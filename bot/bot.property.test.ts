import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect } from 'vitest';
import { type BotAction, BotState, BotTurnResult } from '#contracts/bot.ts';
import { MAX_STATE_BYTES } from './state.ts';
import { gistOf, makeBot, turnOf } from './test-bot.ts';

const bot = makeBot();
beforeAll(() => bot.warm(), 60_000);

const REAL = [
  '返品したい',
  '注文の状況',
  '１',
  '2番',
  'どれでもない',
  'hello',
  'where is my order',
  'A-20417',
  'ありがとう',
  '色が違ったから返せる？',
  'お店はどこ',
  'the glass was smashed when I opened the box',
  '解決しました',
  '営業時間',
  '😀',
  '',
  'hey whats the postage',
];
const WISHES = [
  'オペレーターにつないで',
  '人と話したい',
  'talk to a human please',
  'agent',
  '担当者お願いします',
  'can someone call me',
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...REAL) },
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.lorem(),
);
const payload = fc.option(
  fc.oneof(
    fc.constantFrom(
      'solved',
      'none',
      'order:A-20417',
      'order:',
      'intent:order-status',
      'intent:article:ja-returns',
      'intent:x',
    ),
    fc.string(),
  ),
  { nil: undefined },
);
const line = fc.string({ maxLength: 400 });
const label = fc.oneof(
  fc.constantFrom('article:ja-returns', 'order-status', 'opening-hours', 'greeting'),
  line,
);
const state: fc.Arbitrary<BotState> = fc.record(
  {
    v: fc.constant(1 as const),
    greeted: fc.boolean(),
    failedClarifications: fc.nat(3),
    tried: fc.array(line, { maxLength: 20 }),
    turns: fc.nat(1_000),
    facts: fc.array(fc.record({ label: line, value: line }), { maxLength: 20 }),
    mood: fc.constantFrom('calm' as const, 'worried' as const, 'angry' as const, 'glad' as const),
    language: fc.constantFrom('ja' as const, 'en' as const),
    clarifying: fc.array(label, { maxLength: 3 }),
    lastAnswerKey: line,
    lastIntent: label,
    dialog: fc.record({
      name: fc.oneof(fc.constant('order-status'), line),
      step: line,
      slots: fc.dictionary(fc.string(), fc.jsonValue()),
      stack: fc.array(fc.jsonValue(), { maxLength: 3 }),
    }),
  },
  { requiredKeys: ['v', 'greeted', 'failedClarifications', 'tried', 'turns', 'facts', 'mood'] },
) as fc.Arbitrary<BotState>;
const change = fc.record({
  language: fc.constantFrom('ja' as const, 'en' as const),
  capabilities: fc.record({
    quickReplies: fc.boolean(),
    cards: fc.boolean(),
    maxText: fc.integer({ min: 70, max: 5_000 }),
  }),
  customer: fc.constantFrom(
    { id: 'hana', verified: true, tier: 'standard', vip: false, highTouch: false },
    { id: 'x', verified: false, tier: 'standard', vip: true, highTouch: false },
  ),
});

const clarifies = (actions: readonly BotAction[]): boolean => gistOf(actions) === 'clarify';
const escalates = (actions: readonly BotAction[]): boolean => actions.some(({ type }) => type === 'escalate');

describe('whatever is written in whatever state', () => {
  test.prop([text, payload, state, change], { numRuns: 150 })(
    'a turn answers within its contract and its limits',
    async (said, tapped, before, own) => {
      const result = BotTurnResult.parse(
        await bot.turn(
          turnOf(said, { ...own, state: before, ...(tapped === undefined ? {} : { payload: tapped }) }),
        ),
      );
      expect(result.actions.length).toBeGreaterThan(0);
      expect(Buffer.byteLength(JSON.stringify(result.state))).toBeLessThanOrEqual(MAX_STATE_BYTES);
      for (const action of result.actions)
        if (action.type === 'reply') expect(action.text.length).toBeLessThanOrEqual(own.capabilities.maxText);
    },
    120_000,
  );

  test.prop([fc.constantFrom(...WISHES), state, change], { numRuns: 80 })(
    'a wish for a person is honoured at once',
    async (said, before, own) => {
      expect(escalates((await bot.turn(turnOf(said, { ...own, state: before }))).actions)).toBe(true);
    },
    120_000,
  );

  test.prop([fc.array(text, { minLength: 2, maxLength: 8 }), change], { numRuns: 60 })(
    'two turns running never both ask back, but for what it is about at all, which is asked once',
    async (texts, own) => {
      let before = BotState.parse({
        v: 1,
        greeted: false,
        failedClarifications: 0,
        tried: [],
        facts: [],
        mood: 'calm',
        turns: 0,
      });
      let asked = false;
      for (const said of texts) {
        const { actions, state: after } = await bot.turn(turnOf(said, { ...own, state: before }));
        expect(asked && clarifies(actions), said).toBe(false);
        const open = clarifies(actions) && after.clarifying?.length === 0;
        expect(open && before.failedClarifications > 0, said).toBe(false);
        asked = clarifies(actions) && !open;
        before = after;
      }
    },
    120_000,
  );

  test.prop([text, state, change], { numRuns: 30 })(
    'the same turn gives the same result',
    async (said, before, own) => {
      const turn = turnOf(said, { ...own, state: before });
      expect(await bot.turn(turn)).toEqual(await bot.turn(turn));
    },
    120_000,
  );
});
