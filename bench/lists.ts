import { MongoClient } from 'mongodb';
import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import { tokenise } from '#server/domain/conversation/tokens.ts';
import { api } from '#test/kit/server-process.ts';
import type { BenchServer } from './bench-server.ts';
import { ms, percentile, type Row } from './measure.ts';

const LIVE_SHARE = 0.02;
const MESSAGES_EACH = 5;
const WORDS = [
  '破損',
  '返品',
  '電球',
  '配送',
  '領収書',
  'refund',
  'delivery',
  'lamp',
  'bulb',
  'invoice',
  '修理',
  '在庫',
];
const ROUNDS = 40;

const conversationDoc = (n: number, now: number) => {
  const live = n % Math.round(1 / LIVE_SHARE) === 0;
  const at = new Date(now - n * 60_000);
  const word = WORDS[n % WORDS.length] ?? '';
  return {
    _id: `bench-c-${n}`,
    number: n,
    customerId: `bench-k-${n % 30_000}`,
    customerName: `Customer ${n}`,
    tier: 'B',
    status: live ? (n % 3 === 0 ? 'open' : 'bot') : 'resolved',
    speaker: live && n % 3 === 0 ? 'human' : 'bot',
    priority: 'normal',
    priorityRank: 2,
    language: 'ja',
    accountId: 'bench',
    channel: 'sms',
    threads: [],
    tags: [word],
    attributes: [],
    seq: MESSAGES_EACH,
    version: 1,
    cycle: 1,
    cycleAt: at,
    lastLine: word,
    lastAuthor: 'customer',
    lastAt: at,
    ...(live ? { waitingSince: at } : { resolvedAt: at }),
    botInvolved: true,
    humanInvolved: false,
    articleIds: [],
    bot: { state: EMPTY_BOT_STATE, seenSeq: 0, turn: 0 },
    readBy: {},
    customerReadSeq: 0,
    mentions: [],
    missed: false,
    spam: false,
    tokens: tokenise(`Customer ${n}`),
    createdAt: at,
    updatedAt: at,
  };
};

const messageDocs = (n: number, now: number) =>
  Array.from({ length: MESSAGES_EACH }, (_, i) => {
    const text = `${WORDS[(n + i) % WORDS.length]} ${WORDS[(n * 7 + i) % WORDS.length]} ${n}`;
    return {
      _id: `bench-m-${n}-${i}`,
      conversationId: `bench-c-${n}`,
      customerId: `bench-k-${n % 30_000}`,
      seq: i + 1,
      direction: 'inbound',
      author: { kind: 'customer' },
      text,
      attachments: [],
      extra: {},
      at: new Date(now - n * 60_000 + i),
      counter: 0,
      late: false,
      acceptedAt: new Date(now),
      tokens: tokenise(text),
      version: 1,
    };
  });

/** Adds seeded conversations up to `total`. */
const seed = async (uri: string, total: number): Promise<void> => {
  const client = await MongoClient.connect(uri);
  const db = client.db();
  const now = Date.now();
  const have = await db.collection<{ _id: string }>('conversations').countDocuments({ _id: /^bench-c-/ });
  for (let from = have; from < total; from += 2_000) {
    const numbers = Array.from({ length: Math.min(2_000, total - from) }, (_, i) => from + i);
    await db
      .collection('conversations')
      .insertMany(numbers.map((n) => conversationDoc(n, now)) as never, { ordered: false });
    await db
      .collection('messages')
      .insertMany(numbers.flatMap((n) => messageDocs(n, now)) as never, { ordered: false });
  }
  await client.close();
};

const timed = async (work: (round: number) => Promise<unknown>): Promise<number[]> => {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const at = performance.now();
    await work(round);
    if (round >= 5) times.push(performance.now() - at);
  }
  return times;
};

const first: Record<string, number> = {};

/** List, open and search over the REST API at a number of seeded conversations; p95 must not grow with it. */
export const measureLists = async (bench: BenchServer, total: number): Promise<Row[]> => {
  await seed(bench.stores.mongoUri, total);
  const asks: Record<string, (round: number) => Promise<unknown>> = {
    'inbox list, my team’s newest': () => api(bench.server, 'GET', '/conversations?view=all&limit=50'),
    'inbox list, waiting longest': () =>
      api(bench.server, 'GET', '/conversations?status=open&sort=waiting&limit=50'),
    'open a conversation': (round) =>
      api(bench.server, 'GET', `/conversations/bench-c-${(round * 37) % total}/messages?limit=50`),
    'search a rare word': (round) =>
      api(
        bench.server,
        'GET',
        `/conversations?q=${encodeURIComponent(String((round * 91) % total))}&limit=25`,
      ),
    'search two common words': () =>
      api(bench.server, 'GET', `/conversations?q=${encodeURIComponent('返品 lamp')}&limit=25`),
    // The seed never puts these two into one message: every message with the one is looked at, the worst there is.
    'search two common words that never meet': () =>
      api(bench.server, 'GET', `/conversations?q=${encodeURIComponent('返品 電球')}&limit=25`),
  };
  const rows: Row[] = [];
  for (const [what, ask] of Object.entries(asks)) {
    const p95 = percentile(await timed(ask), 0.95);
    first[what] ??= p95;
    const base = first[what] ?? p95;
    rows.push({
      what: `${what}, ${total.toLocaleString('en')} conversations`,
      measured: `p95 ${ms(p95)}`,
      raw: `p95 ${ms(base)} at the smallest`,
      budget: '≤ 1.5 × the smallest, or ≤ 50 ms',
      met: p95 <= 1.5 * base || p95 <= 50,
    });
  }
  return rows;
};
