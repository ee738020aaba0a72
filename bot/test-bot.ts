import { readFileSync } from 'node:fs';
import {
  type BotAction,
  type BotArticle,
  type BotOrder,
  BotTurn,
  BotTurnResult,
  EMPTY_BOT_STATE,
} from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import { type Bot, createBot } from './bot.ts';
import { DEFAULT_BANDS } from './policy/bands.ts';

/** The demo shop's articles, as the tests read them. */
export const demoArticles = (language: Language): BotArticle[] => {
  const file = new URL(`../server/demo/articles.${language}.json`, import.meta.url);
  const raw = JSON.parse(readFileSync(file, 'utf8')) as Omit<BotArticle, 'id' | 'language' | 'updatedAt'>[];
  return raw.map((article) => ({
    ...article,
    id: `${language}-${article.slug}`,
    language,
    updatedAt: '2026-11-01T00:00:00.000Z',
  }));
};

/** Two orders of Hana, who is verified. */
export const HANAS_ORDERS: BotOrder[] = [
  {
    number: 'A-20417',
    status: 'shipped',
    placedAt: '2026-11-20T02:00:00.000Z',
    items: ['和紙ペンダント 月', 'LED電球 E26'],
    total: 18_700,
    currency: 'JPY',
    carrier: 'ヤマト運輸',
    trackingCode: '4412-8890-1123',
    expectedOn: '2026-11-25',
  },
  {
    number: 'A-20388',
    status: 'delivered',
    placedAt: '2026-10-02T02:00:00.000Z',
    items: ['真鍮デスクランプ'],
    total: 24_200,
    currency: 'JPY',
  },
];

const ARTICLES = { ja: demoArticles('ja'), en: demoArticles('en') };

/** A bot of the demo shop over Hana's orders, or those given. */
export const makeBot = (orders: BotOrder[] = HANAS_ORDERS): Bot =>
  createBot({
    reads: {
      articles: async (language) => ({ version: '1', articles: ARTICLES[language] }),
      orders: async (id) => (id === 'hana' ? orders : []),
    },
    settings: () => ({
      name: { ja: 'あかり', en: 'Akari' },
      shopName: { ja: '灯屋', en: 'Akariya' },
      bands: DEFAULT_BANDS,
    }),
  });

const WEEK = [
  { days: '月〜金', hours: '10:00〜18:00' },
  { days: '土〜日', hours: '休業' },
];

/** Open until six, told in both languages; the page speaks Japanese. */
export const HOURS: BotTurn['hours'] = {
  open: true,
  closesAt: '2026-11-24T09:00:00.000Z',
  timeZone: 'Asia/Tokyo',
  lines: WEEK,
  linesIn: {
    ja: WEEK,
    en: [
      { days: 'Mon–Fri', hours: '10:00–18:00' },
      { days: 'Sat–Sun', hours: 'closed' },
    ],
  },
};

/** What may differ from an ordinary first turn by Hana in the web chat, within opening hours. */
export type TurnChange = Partial<Omit<BotTurn, 'messages'>> & { payload?: string; hasAttachment?: boolean };

/** An ordinary turn with this text. */
export const turnOf = (
  text: string,
  { payload, hasAttachment = false, ...change }: TurnChange = {},
): BotTurn =>
  BotTurn.parse({
    conversationId: 'c1',
    now: '2026-11-24T03:00:00.000Z',
    language: 'ja',
    channel: 'web-chat',
    capabilities: { quickReplies: true, cards: true, maxText: 4_000 },
    customer: { id: 'hana', name: '花', verified: true, tier: 'standard', vip: false, highTouch: false },
    messages: [{ seq: 1, text, hasAttachment, ...(payload === undefined ? {} : { payload }) }],
    state: EMPTY_BOT_STATE,
    hours: {
      open: true,
      closesAt: '2026-11-24T09:00:00.000Z',
      timeZone: 'Asia/Tokyo',
      lines: [{ days: '月–金', hours: '10:00–18:00' }],
    },
    ...change,
  });

/** A conversation that carries the bot's state from turn to turn. Each result is checked against the contract. */
export const converse = (bot: Bot, change: TurnChange = {}) => {
  let state = change.state ?? EMPTY_BOT_STATE;
  return async (text: string, own: TurnChange = {}): Promise<BotAction[]> => {
    const result = BotTurnResult.parse(await bot.turn(turnOf(text, { ...change, ...own, state })));
    state = result.state;
    return result.actions;
  };
};

/** What the customer reads of a turn. */
export const textsOf = (actions: readonly BotAction[]): string =>
  actions.flatMap((action) => (action.type === 'reply' ? [action.text] : [])).join('\n');

/** What a turn did, in short: `answer:returns`, `clarify`, `escalate:anger`, `smalltalk:thanks`, `resolve`. */
export const gistOf = (actions: readonly BotAction[]): string => {
  const escalation = actions.find((action) => action.type === 'escalate');
  if (escalation) return `escalate:${escalation.reason}`;
  if (actions.some((action) => action.type === 'resolve')) return 'resolve';
  const reply = actions.find((action) => action.type === 'reply');
  const facts = reply?.extra.bot;
  return facts?.decision === 'clarify' ? 'clarify' : `${facts?.decision}:${facts?.intent}`;
};
