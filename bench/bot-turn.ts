import { createBot } from '#bot/bot.ts';
import { type BotArticle, EMPTY_BOT_STATE } from '#contracts/bot.ts';
import en from '#server/demo/articles.en.json' with { type: 'json' };
import ja from '#server/demo/articles.ja.json' with { type: 'json' };
import { DEFAULT_SETTINGS } from '#server/domain/settings/default-settings.ts';
import { ms, percentile, type Row } from './measure.ts';

const QUESTIONS = {
  ja: [
    '送料はいくらですか',
    '返品したいのですが',
    '営業時間を教えて',
    '電球の種類がわかりません',
    '注文をキャンセルできますか',
    '領収書がほしい',
    '明日の天気は',
  ],
  en: [
    'How much is shipping?',
    'I want to return my lamp',
    'When are you open?',
    'Which bulb fits?',
    'Can I cancel my order?',
    'I need a receipt',
    'What is the weather tomorrow?',
  ],
} as const;

const articlesOf = (language: 'ja' | 'en'): BotArticle[] =>
  (language === 'ja' ? ja : en).map(
    (a, i) =>
      ({
        ...a,
        id: `${language}-${i}`,
        language,
        updatedAt: '2026-11-01T00:00:00.000Z',
      }) as unknown as BotArticle,
  );

/** Warm turns over the demo's articles, both languages; the bot's own time, without the store. */
export const measureBotTurn = async (): Promise<Row[]> => {
  const settings = {
    name: DEFAULT_SETTINGS.botName,
    shopName: DEFAULT_SETTINGS.shopName,
    bands: DEFAULT_SETTINGS.bot.bands,
  };
  const bot = createBot({
    reads: {
      articles: async (language) => ({ version: '1', articles: articlesOf(language) }),
      orders: async () => [],
    },
    settings: () => settings,
  });
  const startedAt = performance.now();
  await bot.warm();
  const warmMs = performance.now() - startedAt;
  const times: number[] = [];
  for (let round = 0; round < 60; round++) {
    for (const language of ['ja', 'en'] as const) {
      for (const text of QUESTIONS[language]) {
        const at = performance.now();
        await bot.turn({
          conversationId: 'bench',
          now: '2026-11-24T03:00:00.000Z',
          language,
          channel: 'web-chat',
          capabilities: { quickReplies: true, cards: true, maxText: 2_000 },
          customer: { id: 'c', verified: false, tier: 'C', vip: false, highTouch: false },
          messages: [{ seq: 1, text, hasAttachment: false }],
          state: EMPTY_BOT_STATE,
          hours: { open: true, timeZone: 'Asia/Tokyo', lines: [{ days: '月〜日', hours: '10:00〜19:00' }] },
        });
        if (round >= 5) times.push(performance.now() - at);
      }
    }
  }
  return [
    {
      what: 'bot turn, lexical, warm',
      measured: `p50 ${ms(percentile(times, 0.5))} p95 ${ms(percentile(times, 0.95))}; training both languages ${ms(warmMs)}`,
      raw: '–',
      budget: 'p95 ≤ 5 ms',
      met: percentile(times, 0.95) <= 5,
    },
  ];
};
