import type { z } from 'zod';
import type { BotTestDraft, TestGate } from '#contracts/bot-test.ts';
import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { BotTest } from '../ports/bot-test-store.ts';
import { lostRace, type Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { commitChange } from './commit-change.ts';
import { saveSettings } from './save-settings.ts';

type Draft = z.infer<typeof BotTestDraft>;
type Fields = { [K in keyof Draft]?: Draft[K] | undefined };

const authorOf = (scope: Scope): { createdBy?: string } =>
  scope.kind === 'agent' ? { createdBy: scope.agentId } : {};

/** Makes a test as it is given. `source`: the conversation whose words it has. */
export const createBotTest = async (
  ports: Ports,
  scope: Scope,
  draft: Draft,
  source: Pick<BotTest, 'conversationId' | 'customerId'> = {},
): Promise<BotTest> => {
  authorize(scope, source.conversationId === undefined ? 'manage-bot-tests' : 'test-bot');
  return commitChange(ports, scope, async (tx, now) => {
    const test: BotTest = {
      ...draft,
      id: ports.newId(),
      ...source,
      ...authorOf(scope),
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    if (!(await ports.stores.botTests.save(scope, test, undefined, tx))) return lostRace();
    return {
      result: test,
      events: [{ type: 'bot-test.changed', after: { testId: test.id, change: 'made' } }],
    };
  });
};

/**
 * Changes a test; what its last run said is forgotten, for it was another test.
 * @throws AppError `not-found`, `version-conflict`
 */
export const updateBotTest = async (
  ports: Ports,
  scope: Scope,
  input: Fields & { id: string; version?: number | undefined },
): Promise<BotTest> => {
  authorize(scope, 'manage-bot-tests');
  const { id, version, ...fields } = input;
  return commitChange(ports, scope, async (tx, now) => {
    const before = await ports.stores.botTests.get(scope, id);
    if (!before) throw new AppError('not-found');
    if (version !== undefined && version !== before.version) throw new AppError('version-conflict');
    const { lastRunAt: _at, lastPassed: _passed, ...kept } = before;
    const test: BotTest = { ...kept, ...given(fields), updatedAt: now, version: before.version + 1 };
    if (!(await ports.stores.botTests.save(scope, test, before.version, tx))) return lostRace();
    return { result: test, events: [{ type: 'bot-test.changed', after: { testId: id, change: 'changed' } }] };
  });
};

/** Takes a test away. */
export const removeBotTest = async (ports: Ports, scope: Scope, id: string): Promise<boolean> => {
  authorize(scope, 'manage-bot-tests');
  const removed = await ports.stores.botTests.remove(scope, id);
  if (!removed) return false;
  return commitChange(ports, scope, async () => ({
    result: true,
    events: [{ type: 'bot-test.changed', after: { testId: id, change: 'removed' } }],
  }));
};

/** Lets a failing test warn before publishing, or block it. */
export const setTestGate = async (ports: Ports, scope: Scope, gate: TestGate): Promise<TestGate> => {
  const { bot } = await ports.stores.settings.current(scope);
  await saveSettings(ports, scope, { bot: { ...bot, testGate: gate } });
  return gate;
};
