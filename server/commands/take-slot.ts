import { AppError } from '#contracts/errors.ts';
import type { Agent } from '../domain/routing/escalation.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/**
 * Gives an agent one more open conversation, inside the transaction that does so. Touching the agent first makes two of these at once conflict:
 * the later one runs again and counts the earlier. `enforce`: refuse above capacity; a manager's or the agent's own deliberate act may exceed it.
 * @throws AppError `not-found` (no such agent, or disabled), `not-allowed` (a light user holds none), `at-capacity`
 */
export const takeSlot = async (
  ports: Ports,
  scope: Scope,
  agentId: string,
  options: { enforce: boolean; now: Date },
  tx: Tx,
): Promise<Agent> => {
  const known = await ports.stores.agents.get(scope, agentId, tx);
  if (!known || known.disabled) throw new AppError('not-found');
  if (known.role === 'light') throw new AppError('not-allowed');
  await ports.stores.agents.touchSlots(scope, agentId, tx);
  const open = await ports.stores.conversations.openCount(scope, agentId, tx);
  if (options.enforce && open >= known.capacity) throw new AppError('at-capacity');
  const agent = await ports.stores.agents.update(scope, agentId, { lastAcceptedAt: options.now }, tx);
  if (!agent) throw new AppError('not-found');
  return agent;
};
