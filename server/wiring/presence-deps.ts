import { followPresence } from '../commands/follow-presence.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { listAgents } from '../queries/list-agents.ts';
import { tellWaiting } from '../reactions/tell-waiting.ts';
import type { PresenceDeps } from '../realtime/deps.ts';

const scope = system('presence');
const MAX_WAITING = 500;

/** What follows when an agent comes, goes away or is lost: everybody sees it, routing acts on it. */
export const presenceDeps = (ports: Ports): PresenceDeps => ({
  onPresenceChanged: async (agentId, state) => {
    const { items } = await listAgents(ports, scope);
    ports.realtime.toAgents('all', 'agents.changed', { agents: items.filter((a) => a.id === agentId) });
    await followPresence(ports, { agentId, state });
    void tellWaiting(ports);
  },
  onPresenceLost: (agentId) => followPresence(ports, { agentId, state: 'lost' }),
  workingAgents: async () => {
    const [counts, waiting] = await Promise.all([
      ports.stores.conversations.openCounts(scope),
      ports.stores.escalations.waiting(scope, undefined, MAX_WAITING),
    ]);
    return [...new Set([...Object.keys(counts), ...waiting.flatMap((e) => e.offeredTo ?? [])])];
  },
});
