import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { agentAbsent, agentReturned } from './agent-absent.ts';
import { routeWaiting } from './route-escalation.ts';

/** Who sets themselves available is at their desk: what they missed before no longer counts. */
const forgiveMissed = async (ports: Ports, agentId: string): Promise<void> => {
  const scope = system('follow-presence');
  const agent = await ports.stores.agents.get(scope, agentId);
  if (agent?.missedOffers) await ports.stores.agents.update(scope, agentId, { missedOffers: 0 });
};

/**
 * What routing does when an agent comes, goes away or is lost (`lost`: 20 s after the last socket; `offline` alone may be a reload).
 * Available: what waits is offered, also what they let lapse before. Lost: their offers go on to others, and who waits is told when nobody is left.
 */
export const followPresence = async (
  ports: Ports,
  input: { agentId: string; state: 'available' | 'away' | 'offline' | 'lost' },
): Promise<void> => {
  const { agentId, state } = input;
  if (state === 'available' || state === 'away') await agentReturned(ports, { agentId });
  if (state === 'lost') await agentAbsent(ports, { agentId });
  if (state === 'available') {
    await forgiveMissed(ports, agentId);
    await routeWaiting(ports, { fresh: [agentId] });
  }
  if (state === 'away' || state === 'lost') await routeWaiting(ports);
};
