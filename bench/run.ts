import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startBenchServer } from './bench-server.ts';
import { measureBotTurn } from './bot-turn.ts';
import { measureInbound, measureSteady, openSteady, waitApplied } from './inbound.ts';
import { measureLists } from './lists.ts';
import { ms, perSecond, type Row, rssOf, table } from './measure.ts';
import { measureRawLimits } from './raw-limits.ts';
import { measureStart } from './start-up.ts';
import { measureWidgets } from './widgets.ts';

/**
 * `npm run bench -- --only inbound,ack,burst,bot,lists,widgets,start --out FILE`: every figure beside the raw limit of the same run.
 * Closed, on loopback, over stores of its own, and ends by itself.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'inbound,ack,burst,bot,lists,widgets,start' },
    out: { type: 'string' },
    seconds: { type: 'string', default: '8' },
    widgets: { type: 'string', default: '1000' },
    conversations: { type: 'string', default: '10000,100000' },
  },
});
const only = new Set(values.only.split(','));
const rows: Row[] = [];
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const note = (row: Row): void => {
  rows.push(row);
  say(`${row.what}: ${row.measured} (raw ${row.raw}; budget ${row.budget})`);
};

const SENDERS = [1, 16, 64] as const;
const BUDGET: Record<number, string> = {
  1: 'p50 ≤ 15 ms to the agent',
  16: '≥ 600/s, ≥ 2 × bare transaction',
  64: '≥ 1,200/s, ≥ 2 × bare transaction, p99 ≤ 300 ms',
};

const inbound = async (
  bench: Awaited<ReturnType<typeof startBenchServer>>,
  raw: Awaited<ReturnType<typeof measureRawLimits>>,
): Promise<void> => {
  for (const senders of SENDERS) {
    const r = await measureInbound(bench, senders, Number(values.seconds) * 1_000, senders);
    const bare = raw.transaction[senders];
    const met =
      senders === 1
        ? r.toAgent.p50 <= 15
        : r.applied >= (senders === 16 ? 600 : 1_200) &&
          r.applied >= 2 * (bare?.rate ?? 0) &&
          (senders === 16 || r.toAgent.p99 <= 300);
    note({
      what: `inbound, ${senders} sender${senders > 1 ? 's' : ''}`,
      met,
      budget: BUDGET[senders] ?? '',
      raw: `bare transaction ${perSecond(bare?.rate ?? 0)}, p50 ${ms(bare?.p50 ?? 0)}`,
      measured: `applied ${perSecond(r.applied)}, accepted ${perSecond(r.accepted)}; ack p50 ${ms(r.ack.p50)} p99 ${ms(r.ack.p99)}; to agent p50 ${ms(r.toAgent.p50)} p99 ${ms(r.toAgent.p99)}; ${r.cpuMsPerMessage.toFixed(2)} ms CPU each`,
    });
    if (senders === 64)
      note({
        what: 'CPU per inbound message, 64 senders',
        measured: `${r.cpuMsPerMessage.toFixed(2)} ms`,
        raw: '–',
        budget: '≤ 1.5 ms',
        met: r.cpuMsPerMessage <= 1.5,
      });
    if (senders === 64)
      note({
        what: 'acknowledgement rate, 64 senders',
        measured: perSecond(r.accepted),
        raw: `bare insert ${perSecond(raw.insert[64]?.rate ?? 0)}`,
        budget: '≥ 60 % of the bare insert',
        met: r.accepted >= 0.6 * (raw.insert[64]?.rate ?? 0),
      });
  }
};

const steady = async (bench: Awaited<ReturnType<typeof startBenchServer>>): Promise<void> => {
  await openSteady(bench, 2_000);
  const at200 = await measureSteady(bench, 200, 8_000, 2_000);
  note({
    what: 'acknowledgement at 200/s',
    measured: `p50 ${ms(at200.ack.p50)} p99 ${ms(at200.ack.p99)}`,
    raw: '–',
    budget: 'p99 ≤ 50 ms',
    met: at200.ack.p99 <= 50,
  });
  await openSteady(bench, 1_000);
  const at100 = await measureSteady(bench, 100, 8_000, 1_000);
  note({
    what: 'message to an open inbox at 100/s',
    measured: `p50 ${ms(at100.toAgent.p50)} p99 ${ms(at100.toAgent.p99)}`,
    raw: '–',
    budget: 'p50 ≤ 25 ms, p99 ≤ 100 ms',
    met: at100.toAgent.p50 <= 25 && at100.toAgent.p99 <= 100,
  });
  const opening = await measureSteady(bench, 100, 4_000, 1_100);
  note({
    what: 'the same, fifty customers writing for the first time in the first half second',
    measured: `to agent p50 ${ms(opening.toAgent.p50)} p99 ${ms(opening.toAgent.p99)}`,
    raw: '–',
    budget: '–',
    met: undefined,
  });
};

/** 1,000 webhooks a second for 10 s, whatever the server says to it; then everything must be applied. */
const burst = async (bench: Awaited<ReturnType<typeof startBenchServer>>): Promise<void> => {
  const RATE = 1_000;
  await openSteady(bench, 3_000);
  const startedAt = performance.now();
  const r = await measureSteady(bench, RATE, 10_000, 3_000);
  const drainedMs = await waitApplied(bench, startedAt);
  note({
    what: 'burst of 1,000 webhooks/s for 10 s',
    measured: `ack p50 ${ms(r.ack.p50)} p99 ${ms(r.ack.p99)}; all applied ${(drainedMs / 1_000).toFixed(1)} s after its begin`,
    raw: '–',
    budget: 'p99 ≤ 250 ms, drained',
    met: r.ack.p99 <= 250,
  });
};

const withServer = async (): Promise<void> => {
  const bench = await startBenchServer();
  try {
    const raw = await measureRawLimits(bench.stores.mongoUri, SENDERS);
    for (const n of SENDERS)
      say(
        `raw, ${n} senders: insert ${perSecond(raw.insert[n]?.rate ?? 0)}, five-write transaction ${perSecond(raw.transaction[n]?.rate ?? 0)}`,
      );
    if (only.has('inbound')) await inbound(bench, raw);
    if (only.has('ack')) await steady(bench);
    if (only.has('burst')) await burst(bench);
    if (only.has('lists'))
      for (const n of values.conversations.split(',').map(Number))
        for (const row of await measureLists(bench, n)) note(row);
    if (only.has('widgets')) for (const row of await measureWidgets(bench, Number(values.widgets))) note(row);
    const rss = await rssOf(bench.server.pid() ?? 0);
    note({
      what: 'server memory after the load',
      measured: `${Math.round(rss / 1_048_576)} MB`,
      raw: '–',
      budget: '–',
      met: undefined,
    });
  } finally {
    await bench.close();
  }
};

if (['inbound', 'ack', 'burst', 'lists', 'widgets'].some((name) => only.has(name))) await withServer();
if (only.has('bot')) for (const row of await measureBotTurn()) note(row);
if (only.has('start')) for (const row of await measureStart()) note(row);
const text = table(rows);
say(`\n${text}`);
if (values.out) await writeFile(values.out, `${text}\n`);
