import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import type { Agent } from '../domain/routing/escalation.ts';
import type { LoginsPort } from '../ports/logins-port.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

/** Conversations a new agent may hold at once, until somebody says otherwise. */
const CAPACITY = 5;

/**
 * Adds an agent and answers a one-time link by which they set their password.
 * @throws AppError `already-exists` when the address is an agent's
 */
export const inviteAgent = async (
  ports: Ports,
  scope: Scope,
  input: { name: string; email: string; role: Agent['role']; language: Language },
  logins: LoginsPort,
): Promise<{ agent: Agent; link: string }> => {
  authorize(scope, 'invite-agents', { newRole: input.role });
  const email = input.email.trim().toLowerCase();
  if (await ports.stores.agents.byEmail(scope, email)) throw new AppError('already-exists');
  const agent = await commitChange(ports, scope, async (tx, now) => {
    const agent: Agent = {
      id: ports.newId(),
      name: input.name.trim(),
      email,
      role: input.role,
      language: input.language,
      serves: [input.language],
      skills: [],
      teamIds: [],
      capacity: CAPACITY,
      slotVersion: 0,
      disabled: false,
      preferences: { language: input.language, theme: 'auto', sound: true, shortcuts: true },
      createdAt: now,
      version: 1,
    };
    await ports.stores.agents.insert(scope, agent, tx);
    return {
      result: agent,
      events: [
        {
          type: 'agent.invited',
          refs: { agent: agent.id },
          after: { agentId: agent.id, role: agent.role },
        },
      ],
    };
  });
  return { agent, link: await logins.issueLink(agent.id, 'invite') };
};
