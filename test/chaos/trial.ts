import { seededRandom } from '#channels/sms/simulate-books.ts';
import { auditLedger } from '#server/store/audit-ledger.ts';
import { openDatabase } from '#server/store/connection.ts';
import type { Fault } from './faults.ts';
import { runLoad, type Told } from './load.ts';
import { clean, type Findings, verify, waitQuiet } from './verify.ts';
import type { World } from './world.ts';

export interface TrialResult {
  fault: string;
  seed: number;
  ok: boolean;
  calls: number;
  acknowledged: number;
  /** From the end of load and fault to everything applied and sent. Milliseconds. */
  quietAfterMs: number;
  leftOver: number;
  ledgerDifferences: number;
  /** The first of them, for who looks into it. */
  ledger: string[];
  findings: Findings;
}

/** A `sending` that its process left behind is settled after 45 s by the sweep at the latest. */
const QUIET_LIMIT_MS = 75_000;

/** One seed of one fault: load goes on while the fault strikes; then wait for quiet and compare. */
export const runTrial = async (
  world: World,
  fault: Fault,
  seed: number,
  size: { customers: number; messages: number },
): Promise<TrialResult> => {
  const told: Told = { byCustomer: new Map(), acknowledged: new Set(), calls: 0 };
  const random = seededRandom(seed);
  const load = runLoad(world, told, { seed, ...size });
  await fault.strike(world, random);
  await load;
  const startedAt = performance.now();
  await world.twilio.settled();
  await waitQuiet(world, QUIET_LIMIT_MS);
  // What was sent last is still being reported on: only then is it quiet for good.
  await world.twilio.settled();
  const leftOver = await waitQuiet(world, QUIET_LIMIT_MS);
  const quietAfterMs = Math.round(performance.now() - startedAt);
  const findings = await verify(world, told);
  const database = await openDatabase(world.stores.mongoUri);
  const audit = await auditLedger(database.connection).finally(() => database.close());
  const all = [...told.byCustomer.values()].reduce((n, sids) => n + sids.length, 0);
  return {
    fault: fault.name,
    seed,
    calls: told.calls,
    acknowledged: told.acknowledged.size,
    quietAfterMs,
    leftOver,
    ledgerDifferences: audit.differences.length,
    ledger: audit.differences.slice(0, 5).map((d) => `${d.kind} ${d.id} ${d.detail ?? ''}`),
    findings,
    ok: clean(findings) && leftOver === 0 && audit.differences.length === 0 && told.acknowledged.size === all,
  };
};
