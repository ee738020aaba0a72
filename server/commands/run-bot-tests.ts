import type { TestResult } from '#contracts/bot-test.ts';
import { authorize } from '../domain/access/can.ts';
import type { BotTest } from '../ports/bot-test-store.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { botStage } from '../queries/bot-stage.ts';
import { MAX_TESTS } from '../queries/preview-change.ts';

/** Plays tests against what the bot goes by now, off the event loop. */
export const playTests = async (
  ports: Ports,
  scope: Scope,
  tests: readonly BotTest[],
): Promise<TestResult[]> => {
  if (tests.length === 0) return [];
  const [world, stage] = await Promise.all([ports.bot.world(), botStage(ports, scope)]);
  const [results = []] = await ports.bot.play({ worlds: [world], tests: [...tests], stage });
  return results;
};

/**
 * Runs the tests that are on, or the named ones, and notes with each whether it passed.
 * @throws AppError `not-allowed`, `busy`
 */
export const runBotTests = async (
  ports: Ports,
  scope: Scope,
  input: { ids?: readonly string[] | undefined },
): Promise<{ items: TestResult[]; ms: number }> => {
  authorize(scope, 'test-bot');
  const startedAt = performance.now();
  const { ids } = input;
  const tests = await ports.stores.botTests.toRun(scope, { ...(ids ? { ids } : {}), limit: MAX_TESTS });
  const items = await playTests(ports, scope, tests);
  const passed = new Map(items.map((result) => [result.testId, result.passed]));
  await ports.stores.botTests.noteRun(
    scope,
    tests.map(({ id, version }) => ({ id, version, passed: passed.get(id) === true })),
    ports.clock.now(),
  );
  return { items, ms: Math.round(performance.now() - startedAt) };
};
