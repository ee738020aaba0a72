import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { SessionView } from '#contracts/views.ts';
import { workspaceAbilities } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { viewAgent } from './list-agents.ts';

/** Who is signed in, with preferences and what they may do in the workspace. */
export const getSession = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
): Promise<z.infer<typeof SessionView>> => {
  const agent = await ports.stores.agents.get(scope, scope.agentId);
  if (!agent) throw new AppError('sign-in-required');
  return {
    agent: await viewAgent(ports, scope, agent),
    preferences: agent.preferences,
    abilities: workspaceAbilities(scope),
  };
};
