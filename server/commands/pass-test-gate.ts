import type { BotChange, GateOverride, TestResult } from '#contracts/bot-test.ts';
import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { testChange } from '../queries/preview-change.ts';

const MAX_NAMED = 20;

const keepOverride = async (
  ports: Ports,
  scope: Scope,
  change: BotChange,
  { reason }: GateOverride,
  failing: readonly TestResult[],
): Promise<void> => {
  await ports.stores.botTests.addOverride(scope, {
    id: ports.newId(),
    at: ports.clock.now(),
    agentId: scope.kind === 'agent' ? scope.agentId : 'system',
    kind: change.kind,
    subject: 'id' in change ? (change.id ?? '') : '',
    reason,
    failing: failing.slice(0, MAX_NAMED).map(({ testId, name }) => ({ testId, name })),
  });
};

/**
 * Lets a change be published, or not: where a failing test blocks, one that fails only with the change refuses it, unless somebody who may gives a reason,
 * which is kept. Call it before the transaction that publishes: it plays the tests and takes a moment. Where tests only warn, nothing is played.
 * @throws AppError `tests-failing`, `not-allowed` (an override by somebody who may not), `busy`
 */
export const passTestGate = async (
  ports: Ports,
  scope: Scope,
  change: BotChange,
  override: GateOverride | undefined,
): Promise<void> => {
  const { bot } = await ports.stores.settings.current(scope);
  if ((bot.testGate ?? 'warn') !== 'block' && !override) return;
  const { failing } = await testChange(ports, scope, change);
  if (failing.length === 0) return;
  if (!override) {
    if ((bot.testGate ?? 'warn') === 'block') throw new AppError('tests-failing');
    return;
  }
  authorize(scope, 'override-bot-tests');
  await keepOverride(ports, scope, change, override, failing);
};
