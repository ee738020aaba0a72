import { parseArgs } from 'node:util';
import { FAULTS } from './faults.ts';
import { runTrial, type TrialResult } from './trial.ts';
import { createWorld } from './world.ts';

/**
 * `npm run chaos -- --seeds 10 --fault redis`: lets each fault loose on a loaded server with each seed and checks the promises.
 * Prints a table; exits 1 when any trial failed. Real mongod, real Redis, the built program, Twilio played in its own wire format.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    fault: { type: 'string' },
    customers: { type: 'string', default: '12' },
    messages: { type: 'string', default: '8' },
    first: { type: 'string', default: '1' },
  },
});
const faults = FAULTS.filter((f) => values.fault === undefined || f.name.includes(values.fault));
const size = { customers: Number(values.customers), messages: Number(values.messages) };
const results: TrialResult[] = [];
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

for (const fault of faults) {
  const world = await createWorld(1);
  try {
    for (let i = 0; i < Number(values.seeds); i++) {
      const seed = Number(values.first) + i;
      const result = await runTrial(world, fault, seed, size);
      results.push(result);
      say(
        `${result.ok ? 'ok  ' : 'FAIL'} ${fault.name} seed ${seed}: ${result.acknowledged} acknowledged of ${result.calls} calls, quiet after ${result.quietAfterMs} ms`,
      );
      if (!result.ok)
        say(
          JSON.stringify({
            ...result.findings,
            leftOver: result.leftOver,
            ledger: result.ledgerDifferences,
          }).slice(0, 2_000),
        );
    }
  } finally {
    await world.close();
  }
}

say(
  '\n| fault | seeds | ok | acknowledged | calls | quiet after, median ms |\n| --- | --- | --- | --- | --- | --- |',
);
for (const fault of faults) {
  const rows = results.filter((r) => r.fault === fault.name);
  const quiet = rows.map((r) => r.quietAfterMs).sort((a, b) => a - b)[Math.floor(rows.length / 2)] ?? 0;
  const sum = (key: 'acknowledged' | 'calls'): number => rows.reduce((n, r) => n + r[key], 0);
  say(
    `| ${fault.name} | ${rows.length} | ${rows.filter((r) => r.ok).length} | ${sum('acknowledged')} | ${sum('calls')} | ${quiet} |`,
  );
}
process.exitCode = results.every((r) => r.ok) ? 0 : 1;
