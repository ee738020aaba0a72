import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../chaos/faults.ts';
import { runTrial } from '../chaos/trial.ts';
import { createWorld, type World } from '../chaos/world.ts';

/** A trial waits up to 75 s for quiet; the rest is load and restarts on a busy machine. */
const TRIAL_TIMEOUT_MS = 170_000;
const SIZE = { customers: 6, messages: 4 };

let world: World;
beforeAll(async () => {
  world = await createWorld(1);
});
afterAll(async () => {
  await world?.close();
});

/** The short run of `npm run chaos`: one seed of each fault, one after the other on the same server and stores. */
describe('what was acknowledged is kept, once and in order, and nothing is sent twice', () => {
  for (const [index, fault] of FAULTS.entries()) {
    it(
      `when: ${fault.name}`,
      async () => {
        const result = await runTrial(world, fault, index + 1, SIZE);
        expect(result).toMatchObject({ ok: true, leftOver: 0, ledgerDifferences: 0 });
        expect(result.acknowledged).toBe(SIZE.customers * SIZE.messages);
      },
      TRIAL_TIMEOUT_MS,
    );
  }
});
