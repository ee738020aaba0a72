import { AppError } from '#contracts/errors.ts';
import type { Agent } from '../domain/routing/escalation.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';

/** Changes the caller's own preferences; what is absent stays. */
export const updatePreferences = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
  input: { [K in keyof Agent['preferences']]?: Agent['preferences'][K] | undefined },
): Promise<void> => {
  const agent = await ports.stores.agents.get(scope, scope.agentId);
  if (!agent) throw new AppError('sign-in-required');
  const preferences = { ...agent.preferences, ...given(input) } as Agent['preferences'];
  await ports.stores.agents.update(scope, agent.id, { preferences, language: preferences.language });
};
