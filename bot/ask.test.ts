import { beforeAll, describe, expect, it } from 'vitest';
import type { BotTurn } from '#contracts/bot.ts';
import { createBot } from './bot.ts';
import { DEFAULT_BANDS } from './policy/bands.ts';
import { demoArticles, HOURS, makeBot, textsOf, turnOf } from './test-bot.ts';

const bot = createBot({
  reads: {
    articles: async (language) => ({ version: '1', articles: demoArticles(language) }),
    orders: async () => [],
  },
  settings: () => ({
    name: { ja: 'あかり', en: 'Akari' },
    shopName: { ja: '灯屋', en: 'Akariya' },
    bands: DEFAULT_BANDS,
    hours: (language): Pick<BotTurn, 'now' | 'hours'> => ({
      now: '2026-11-24T03:00:00.000Z',
      hours: { ...HOURS, lines: HOURS.linesIn?.[language] ?? [] },
    }),
  }),
});

const plain = makeBot();

beforeAll(async () => {
  await bot.warm();
  await plain.warm();
}, 60_000);

describe('a dry run', () => {
  it('answers an article with its section and citation', async () => {
    const result = await bot.ask('返品はできますか', 'ja');
    expect(result).toMatchObject({ decision: 'answer', citations: [{ slug: 'returns' }] });
    expect(result.answer).toContain('30日以内');
  });

  it('tells the opening hours, not only their name', async () => {
    expect((await bot.ask('営業時間を教えてください', 'ja')).answer).toBe(
      'ただいま営業中です。本日は18:00まで承ります。\n\n月〜金　10:00〜18:00\n土〜日　休業',
    );
    expect((await bot.ask('what are your opening hours', 'en')).answer).toContain('Mon–Fri: 10:00–18:00');
  });

  it('names the matter where no hours are known', async () => {
    expect((await plain.ask('営業時間を教えてください', 'ja')).answer).toBe('営業時間');
  });
});

describe('the opening hours', () => {
  it('are told in the language of the question, whatever the page speaks', async () => {
    const { actions } = await plain.turn(
      turnOf('what are your opening hours?', { language: 'ja', hours: HOURS }),
    );
    expect(textsOf(actions)).toContain('Mon–Fri: 10:00–18:00');
    expect(textsOf(actions)).not.toContain('月');
  });

  it('begin with the week where another day is asked about', async () => {
    const { actions } = await plain.turn(turnOf('土曜日は営業していますか', { hours: HOURS }));
    expect(textsOf(actions)).toMatch(
      /営業時間は次のとおりです。\n月〜金　10:00〜18:00\n土〜日　休業\n\nただいま営業中/,
    );
  });
});
