import { MongoClient } from 'mongodb';
import { io, type Socket } from 'socket.io-client';
import { SOCKET_PROTOCOL } from '#contracts/socket.ts';
import { api } from '#test/kit/server-process.ts';
import type { BenchServer } from './bench-server.ts';
import { ms, percentile, type Row, rssOf } from './measure.ts';

const AT_ONCE = 100;
const ACK_MS = 20_000;

interface Ack {
  ok: boolean;
  visitorToken?: string;
  messages?: { id: string; text: string }[];
}
interface Visitor {
  socket: Socket;
  token: string;
  seen: Map<string, number>;
}

/** Each visitor comes from an address of their own, as the trusted proxy would say. */
const addressOf = (n: number): string => `203.0.${(n >> 8) % 256}.${n % 256}`;

const connect = async (
  url: string,
  accountId: string,
  n: number,
  token?: string,
): Promise<{ socket: Socket; ack: Ack }> => {
  const socket = io(`${url}/widget`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { 'x-forwarded-for': addressOf(n) },
    auth: { protocol: SOCKET_PROTOCOL, accountId, language: 'ja', ...(token ? { visitorToken: token } : {}) },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', reject);
  });
  const ack = (await socket.timeout(ACK_MS).emitWithAck('session.start', {})) as Ack;
  if (!ack.ok) throw new Error(`session.start: ${JSON.stringify(ack)}`);
  return { socket, ack };
};

const inWaves = async <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> => {
  const out: T[] = [];
  for (let from = 0; from < count; from += AT_ONCE)
    out.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => work(from + i)),
      )),
    );
  return out;
};

const SETTLED_MS = 1_000;
const SETTLE_AT_MOST_MS = 120_000;

/** Waits until a second passes in which every conversation waits in the queue and no interaction is pending. Milliseconds it took, that second excluded. */
const settled = async (uri: string, count: number): Promise<number> => {
  const client = await MongoClient.connect(uri);
  const db = client.db();
  const from = performance.now();
  let since = from;
  while (performance.now() - since < SETTLED_MS && performance.now() - from < SETTLE_AT_MOST_MS) {
    const [pending, waiting] = await Promise.all([
      db.collection('interactions').countDocuments({ pending: true }),
      db.collection('escalations').countDocuments({ state: { $in: ['queued', 'offered'] } }),
    ]);
    if (pending > 0 || waiting < count) since = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await client.close();
  return since - from;
};

interface WidgetFigures {
  count: number;
  perSocket: number;
  acks: readonly number[];
  settleMs: number;
  stormMs: number;
  lost: number;
  repeated: number;
}

const rowsOf = ({ count, perSocket, acks, settleMs, stormMs, lost, repeated }: WidgetFigures): Row[] => [
  {
    what: `${count.toLocaleString('en')} widgets, memory each`,
    measured: `${(perSocket / 1_024).toFixed(1)} KiB`,
    raw: '–',
    budget: '≤ 40 KiB',
    met: perSocket <= 40 * 1_024,
  },
  {
    what: 'widget message acknowledged, 100 at once',
    measured: `p50 ${ms(percentile(acks, 0.5))} p99 ${ms(percentile(acks, 0.99))}`,
    raw: '–',
    budget: '–',
    met: undefined,
  },
  {
    what: 'until they all wait in the queue',
    measured: ms(settleMs),
    raw: '–',
    budget: '–',
    met: undefined,
  },
  {
    what: `reconnect storm of ${count.toLocaleString('en')}`,
    measured: `${ms(stormMs)} for all; ${lost} lost, ${repeated} repeated`,
    raw: '–',
    budget: '0 lost, 0 repeated',
    met: lost === 0 && repeated === 0,
  },
];

/** Visitors connect, write one message each, all lose their socket at once and come back: nothing is lost, nothing comes twice. */
export const measureWidgets = async (bench: BenchServer, count: number): Promise<Row[]> => {
  const account = await api<{ id: string }>(bench.server, 'POST', '/channel-accounts', {
    channel: 'web-chat',
    adapter: 'web-chat',
    name: 'Bench',
    settings: { botFirst: false },
  });
  const rssBefore = await rssOf(bench.server.pid() ?? 0);
  const visitors = await inWaves(count, async (n): Promise<Visitor> => {
    const { socket, ack } = await connect(bench.server.url, account.id, n);
    return { socket, token: ack.visitorToken ?? '', seen: new Map() };
  });
  const perSocket = ((await rssOf(bench.server.pid() ?? 0)) - rssBefore) / count;
  const acks: number[] = [];
  await inWaves(count, async (n) => {
    const at = performance.now();
    const ack = (await visitors[n]?.socket
      .timeout(ACK_MS)
      .emitWithAck('message.send', { clientId: `bench-client-${n}`, text: `widget ${n}` })) as
      | Ack
      | undefined;
    if (!ack?.ok) throw new Error(`message.send: ${JSON.stringify(ack)}`);
    acks.push(performance.now() - at);
  });
  const settleMs = await settled(bench.stores.mongoUri, count);
  for (const v of visitors) v.socket.disconnect();
  const stormAt = performance.now();
  const back = await inWaves(count, (n) => connect(bench.server.url, account.id, n, visitors[n]?.token));
  const stormMs = performance.now() - stormAt;
  const own = (n: number): number =>
    back[n]?.ack.messages?.filter((m) => m.text === `widget ${n}`).length ?? 0;
  const lost = back.filter((_, n) => own(n) === 0).length;
  const repeated = back.filter((_, n) => own(n) > 1).length;
  for (const b of back) b.socket.disconnect();
  return rowsOf({ count, perSocket, acks, settleMs, stormMs, lost, repeated });
};
