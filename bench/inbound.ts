import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { signatureOf } from '#channels/sms/verify.ts';
import { ACCOUNT_SID, AUTH_TOKEN, type BenchServer, NUMBER } from './bench-server.ts';
import { cpuSecondsOf, percentile } from './measure.ts';

const WARM_UP = 3;

export interface InboundResult {
  senders: number;
  accepted: number;
  applied: number;
  ack: { p50: number; p99: number };
  toAgent: { p50: number; p99: number };
  cpuMsPerMessage: number;
}

const httpAgent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Posts one signed inbound SMS. Resolves with the status. */
export const postSms = (url: string, from: string, text: string): Promise<number> => {
  const id = `SM${randomUUID().replaceAll('-', '')}`;
  const fields: [string, string][] = [
    ['SmsMessageSid', id],
    ['NumMedia', '0'],
    ['SmsSid', id],
    ['SmsStatus', 'received'],
    ['Body', text],
    ['To', NUMBER],
    ['NumSegments', '1'],
    ['MessageSid', id],
    ['AccountSid', ACCOUNT_SID],
    ['From', from],
    ['ApiVersion', '2010-04-01'],
  ];
  const body = new URLSearchParams(fields).toString();
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: 'POST',
        agent: httpAgent,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          'x-twilio-signature': signatureOf(AUTH_TOKEN, url, fields),
        },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    call.once('error', reject);
    call.end(body);
  });
};

interface Row {
  lastLine: string;
}

/** Watches an agent's socket: when each marked text first shows in the list. */
const watchAgent = (bench: BenchServer): { seen: Map<string, number>; stop(): void } => {
  const seen = new Map<string, number>();
  const note = ({ rows }: { rows: Row[] }): void => {
    const now = performance.now();
    for (const row of rows) if (!seen.has(row.lastLine)) seen.set(row.lastLine, now);
  };
  bench.agent.on('conversations.changed', note);
  return { seen, stop: () => bench.agent.off('conversations.changed', note) };
};

const cpuNow = async (bench: BenchServer): Promise<number> => {
  const pids = [bench.server.pid() ?? 0, bench.stores.mongodPid(), bench.stores.redisPid()];
  return (await Promise.all(pids.map(cpuSecondsOf))).reduce((sum, s) => sum + s, 0);
};

/** Senders write in a closed loop, each to its own conversation, for `durationMs`; then everything must have been applied. */
export const measureInbound = async (
  bench: BenchServer,
  senders: number,
  durationMs: number,
  run: number,
): Promise<InboundResult> => {
  const numberOf = (n: number): string => `+8180${String(run).padStart(4, '0')}${String(n).padStart(4, '0')}`;
  for (let w = 0; w < WARM_UP; w++)
    await Promise.all(
      Array.from({ length: senders }, (_, n) => postSms(bench.webhookUrl, numberOf(n), `warm up ${w}`)),
    );
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const agent = watchAgent(bench);
  const sentAt = new Map<string, number>();
  const acks: number[] = [];
  const cpuBefore = await cpuNow(bench);
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: senders }, async (_, n) => {
      for (let m = 0; performance.now() - startedAt < durationMs; m++) {
        const text = `bench ${run} ${n} ${m}`;
        const at = performance.now();
        sentAt.set(text, at);
        const status = await postSms(bench.webhookUrl, numberOf(n), text);
        if (status !== 200) throw new Error(`webhook answered ${status}`);
        acks.push(performance.now() - at);
      }
    }),
  );
  const sendingMs = performance.now() - startedAt;
  const appliedMs = await waitApplied(bench, startedAt);
  const cpu = (await cpuNow(bench)) - cpuBefore;
  agent.stop();
  const delays = [...sentAt].flatMap(([text, at]) => {
    const seen = agent.seen.get(text);
    return seen === undefined ? [] : [seen - at];
  });
  return {
    senders,
    accepted: acks.length / (sendingMs / 1_000),
    applied: acks.length / (appliedMs / 1_000),
    ack: { p50: percentile(acks, 0.5), p99: percentile(acks, 0.99) },
    toAgent: { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99) },
    cpuMsPerMessage: (cpu * 1_000) / acks.length,
  };
};

/** All of it is applied when no ledger row is pending. */
export const waitApplied = async (bench: BenchServer, startedAt: number): Promise<number> => {
  const { MongoClient } = await import('mongodb');
  const client = await MongoClient.connect(bench.stores.mongoUri);
  try {
    while ((await client.db().collection('ledger').countDocuments({ state: 0 }, { limit: 1 })) > 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return performance.now() - startedAt;
  } finally {
    await client.close();
  }
};

/** Senders of a steady rate. */
const STEADY_SENDERS = 50;
const steadyNumber = (run: number, n: number): string =>
  `+8170${String(run).padStart(4, '0')}${String(n % STEADY_SENDERS).padStart(4, '0')}`;

/** Opens the conversations of a steady run, so that what follows is talk in conversations that are there; then lets their hand-overs settle. */
export const openSteady = async (bench: BenchServer, run: number): Promise<void> => {
  for (let w = 0; w < WARM_UP; w++)
    await Promise.all(
      Array.from({ length: STEADY_SENDERS }, (_, n) =>
        postSms(bench.webhookUrl, steadyNumber(run, n), `warm up ${w}`),
      ),
    );
  await new Promise((resolve) => setTimeout(resolve, 2_000));
};

/** A steady rate, open loop: acknowledgement and time to the agent's socket. Fifty senders; who has not written before opens a conversation. */
export const measureSteady = async (
  bench: BenchServer,
  ratePerSecond: number,
  durationMs: number,
  run: number,
): Promise<{ ack: { p50: number; p99: number }; toAgent: { p50: number; p99: number } }> => {
  const agent = watchAgent(bench);
  const sentAt = new Map<string, number>();
  const acks: number[] = [];
  const pending: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < (ratePerSecond * durationMs) / 1_000; n++) {
    const dueAt = startedAt + (n * 1_000) / ratePerSecond;
    const waitMs = dueAt - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const text = `steady ${run} ${n}`;
    const at = performance.now();
    sentAt.set(text, at);
    pending.push(
      postSms(bench.webhookUrl, steadyNumber(run, n), text).then(() => {
        acks.push(performance.now() - at);
      }),
    );
  }
  await Promise.all(pending);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  agent.stop();
  const delays = [...sentAt].flatMap(([text, at]) => {
    const seen = agent.seen.get(text);
    return seen === undefined ? [] : [seen - at];
  });
  return {
    ack: { p50: percentile(acks, 0.5), p99: percentile(acks, 0.99) },
    toAgent: { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99) },
  };
};
