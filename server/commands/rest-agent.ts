import { isResting } from '../domain/routing/pick-agent.ts';
import { restingNotice } from '../domain/routing/replies.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { viewAgent } from '../queries/list-agents.ts';
import { commitChange } from './commit-change.ts';
import { followPresence } from './follow-presence.ts';

const scope = system('rest-agent');

/**
 * Sets an agent to away who let offer after offer lapse: they are told why and how to come back, colleagues see it, and what they would be offered goes
 * to others or waits. Nothing for one who took or declined an offer since, or who is away already. True when they were set to away.
 */
export const restAgent = async (ports: Ports, input: { agentId: string }): Promise<boolean> => {
  const { agentId } = input;
  const agent = await ports.stores.agents.get(scope, agentId);
  if (!agent || !isResting(agent)) return false;
  if ((await ports.presence.states())[agentId] !== 'available') return false;
  await ports.presence.set(agentId, 'away');
  await commitChange(ports, scope, async () => ({
    result: undefined,
    events: [
      {
        type: 'agent.presence-changed' as const,
        refs: { agent: agentId },
        before: { presence: 'available' },
        after: { agentId, presence: 'away', cause: 'missed-offers' },
      },
    ],
  }));
  ports.realtime.toAgents('all', 'agents.changed', { agents: [await viewAgent(ports, scope, agent)] });
  ports.realtime.toAgents(`agent:${agentId}`, 'notice', {
    kind: 'alarm',
    ...restingNotice(agent.preferences.language),
  });
  await followPresence(ports, { agentId, state: 'away' });
  return true;
};
