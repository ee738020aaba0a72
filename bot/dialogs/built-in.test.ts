import { describe, expect, it } from 'vitest';
import type { BotReads } from '#contracts/bot.ts';
import { createBot } from '../bot.ts';
import { DEFAULT_BANDS } from '../policy/bands.ts';
import { demoArticles, HANAS_ORDERS, turnOf } from '../test-bot.ts';
import { BUILT_IN_DIALOGS } from './built-in.ts';

const ARTICLES = { ja: demoArticles('ja'), en: demoArticles('en') };
const reads: BotReads = {
  articles: async (language) => ({ version: '1', articles: ARTICLES[language] }),
  orders: async () => HANAS_ORDERS,
  dialogs: async () => ({
    version: '1',
    dialogs: BUILT_IN_DIALOGS.map((one) => ({ ...one, number: 1 })),
    irreversible: [],
  }),
};

describe('the examples of the built-in dialogs', () => {
  it('begin their own dialog, among the demo shop’s articles', async () => {
    const bot = createBot({
      reads,
      settings: () => ({
        name: { ja: 'あかり', en: 'Akari' },
        shopName: { ja: '灯屋', en: 'Akariya' },
        bands: DEFAULT_BANDS,
      }),
    });
    const lost: string[] = [];
    for (const { id, definition } of BUILT_IN_DIALOGS)
      for (const language of ['ja', 'en'] as const)
        for (const text of definition.examples[language]) {
          const { state } = await bot.turn(turnOf(text, { language }));
          if (state.lastIntent !== `dialog:${id}`) lost.push(`${id}: ${text}`);
        }
    expect(lost).toEqual([]);
  }, 60_000);
});
