import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import type { Agent } from '../domain/routing/escalation.ts';
import type { LoginsPort } from '../ports/logins-port.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

export interface AgentChange {
  name?: string | undefined;
  role?: Agent['role'] | undefined;
  skills?: string[] | undefined;
  serves?: Language[] | undefined;
  teamIds?: string[] | undefined;
  capacity?: number | undefined;
  disabled?: boolean | undefined;
  /** Takes the second step of signing in away, for one who lost the device and the backup codes. */
  dropSecondStep?: boolean | undefined;
}

const FIELDS = ['name', 'role', 'skills', 'serves', 'teamIds', 'capacity', 'disabled'] as const;

const changedOf = (agent: Agent, input: AgentChange): Partial<Omit<Agent, 'email'>> =>
  Object.fromEntries(
    FIELDS.filter(
      (field) => input[field] !== undefined && JSON.stringify(input[field]) !== JSON.stringify(agent[field]),
    ).map((field) => [field, input[field]]),
  );

/** A workspace without an administrator cannot be repaired from inside. */
const keepsAnAdministrator = async (ports: Ports, scope: Scope, agent: Agent): Promise<boolean> => {
  const agents = await ports.stores.agents.list(scope);
  return agents.some((other) => other.id !== agent.id && other.role === 'administrator' && !other.disabled);
};

const checkTeams = async (ports: Ports, scope: Scope, teamIds: readonly string[]): Promise<void> => {
  const known = new Set((await ports.stores.agents.teams(scope)).map((team) => team.id));
  if (teamIds.some((id) => !known.has(id))) {
    throw new AppError('invalid-input', { issues: [{ path: 'teamIds' }] });
  }
};

/**
 * Changes an agent. Disabling ends every session of theirs at once.
 * @throws AppError `not-found`, `not-allowed` (also for the last administrator and for disabling oneself)
 */
export const updateAgent = async (
  ports: Ports,
  scope: Scope,
  input: AgentChange & { agentId: string },
  logins: LoginsPort,
): Promise<Agent> => {
  const before = await ports.stores.agents.get(scope, input.agentId);
  if (!before) throw new AppError('not-found');
  authorize(scope, 'update-agents', {
    agentId: before.id,
    agentRole: before.role,
    ...(input.role === undefined ? {} : { newRole: input.role }),
  });
  const set = changedOf(before, input);
  const fields = [...Object.keys(set), ...(input.dropSecondStep ? ['second-step'] : [])];
  if (fields.length === 0) return before;
  if (set.disabled && scope.kind === 'agent' && scope.agentId === before.id)
    throw new AppError('not-allowed');
  const losesRights = set.disabled === true || (set.role !== undefined && set.role !== 'administrator');
  if (before.role === 'administrator' && losesRights && !(await keepsAnAdministrator(ports, scope, before))) {
    throw new AppError('not-allowed');
  }
  if (set.teamIds) await checkTeams(ports, scope, set.teamIds);
  const agent = await commitChange(ports, scope, async (tx) => {
    const after = await ports.stores.agents.update(scope, before.id, set, tx);
    if (!after) throw new AppError('not-found');
    return {
      result: after,
      events: [
        {
          type: 'agent.updated',
          refs: { agent: after.id },
          before: { role: before.role, capacity: before.capacity, disabled: before.disabled },
          after: { agentId: after.id, fields },
        },
      ],
    };
  });
  if (set.name) await logins.rename(agent);
  if (input.dropSecondStep) await logins.dropSecondStep(agent.id);
  if (set.disabled) await logins.endSessions(agent.id);
  return agent;
};

/** A one-time link by which an agent sets a new password; links given before stop working. */
export const issueResetLink = async (
  ports: Ports,
  scope: Scope,
  input: { agentId: string },
  logins: LoginsPort,
): Promise<string> => {
  const agent = await ports.stores.agents.get(scope, input.agentId);
  if (!agent) throw new AppError('not-found');
  authorize(scope, 'update-agents', { agentId: agent.id, agentRole: agent.role });
  if (agent.disabled) throw new AppError('account-disabled');
  return logins.issueLink(agent.id, 'reset');
};
