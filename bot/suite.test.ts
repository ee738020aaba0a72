import { describe, expect, it } from 'vitest';
import type { BotStage, BotWorld, PlayedTest, TestTurn } from '#contracts/bot-test.ts';
import { DEFAULT_BANDS } from './policy/bands.ts';
import { playSuite, wrongIn } from './suite.ts';
import { demoArticles, HOURS } from './test-bot.ts';

const WORLD: BotWorld = {
  articles: { ja: demoArticles('ja'), en: demoArticles('en') },
  settings: {
    name: { ja: 'あかり', en: 'Akari' },
    shopName: { ja: '灯屋', en: 'Akariya' },
    bands: DEFAULT_BANDS,
  },
};
const STAGE: BotStage = { now: '2026-11-24T03:00:00.000Z', hours: { ja: HOURS, en: HOURS } };
const test = (turns: TestTurn[], change: Partial<PlayedTest> = {}): PlayedTest => ({
  id: 't1',
  name: 'a test',
  language: 'ja',
  channel: 'web-chat',
  customer: { tier: 'C', verified: false, vip: false, highTouch: false },
  enabled: true,
  turns,
  ...change,
});
const play = async (...tests: PlayedTest[]) => playSuite(WORLD, tests, STAGE);

describe('a suite', () => {
  it('passes where the bot does what is wanted, turn after turn', async () => {
    const [result] = await play(
      test([
        { text: '返品の送料はいくらですか', expect: { decision: 'answer', articleId: 'ja-returns' } },
        { text: '人と話したい', expect: { decision: 'escalate', reason: 'customer-asked' } },
      ]),
    );
    expect(result?.turns.map(({ wrong }) => wrong)).toEqual([[], []]);
    expect(result?.passed).toBe(true);
  });

  it('says of each turn what came instead', async () => {
    const [result] = await play(
      test([{ text: '人と話したい', expect: { decision: 'answer', articleId: 'ja-returns' } }]),
    );
    expect(result?.passed).toBe(false);
    expect(result?.turns[0]?.wrong).toEqual(['decision', 'articleId']);
    expect(result?.turns[0]?.got).toMatchObject({ decision: 'escalate', reason: 'customer-asked' });
  });

  it('fails when the bot hands over before the test is through', async () => {
    const [result] = await play(
      test([
        { text: '人と話したい', expect: { decision: 'escalate' } },
        { text: 'もしもし', expect: { decision: 'escalate' } },
      ]),
    );
    expect(result?.passed).toBe(false);
    expect(result?.turns).toHaveLength(1);
  });

  it('gives each test its own orders and an empty memory', async () => {
    const order = {
      number: 'A-10001',
      status: 'shipped' as const,
      placedAt: '2026-11-20T00:00:00.000Z',
      items: ['lamp'],
      total: 100,
      currency: 'JPY',
    };
    const ask: TestTurn = {
      text: '注文の状況を教えてください',
      expect: { decision: 'dialog', intent: 'order-status' },
    };
    const verified = { tier: 'B', verified: true, vip: false, highTouch: false };
    const [one, none] = await play(
      test([ask], { customer: { ...verified, orders: [order] } }),
      test([ask], { customer: verified }),
    );
    expect(one?.turns[0]?.got.text).toContain('A-10001');
    expect(none?.turns[0]?.got.text).not.toContain('A-10001');
    expect(none?.passed).toBe(true);
  });

  it('gives up when its time is over', async () => {
    const asked = test([{ text: '返品したい', expect: { decision: 'answer' } }]);
    await expect(playSuite(WORLD, [asked], STAGE, { until: performance.now() - 1 })).rejects.toThrow(
      'out of time',
    );
  });
});

it('wants nothing that it does not name', () => {
  const got = {
    decision: 'dialog' as const,
    articleIds: [],
    titles: [],
    text: '',
    slots: { day: '2026-11-25' },
  };
  expect(wrongIn({ decision: 'dialog' }, got)).toEqual([]);
  expect(wrongIn({ decision: 'dialog', slots: { day: '2026-11-25' } }, got)).toEqual([]);
  expect(wrongIn({ decision: 'dialog', slots: { day: '2026-11-26' }, intent: 'x' }, got)).toEqual([
    'intent',
    'slots',
  ]);
});
