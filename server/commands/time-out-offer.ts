import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { passOffer } from './pass-offer.ts';

/** Takes back an offer whose time is over. A wake-up that comes early, late or for an older offer does nothing. */
export const timeOutOffer = async (
  ports: Ports,
  input: { escalationId: string; offerNo: number },
): Promise<boolean> => {
  const scope = system('offer-timeout');
  const escalation = await ports.stores.escalations.get(scope, input.escalationId);
  if (escalation?.state !== 'offered') return false;
  const now = ports.clock.now();
  const { passed } = await passOffer(
    ports,
    scope,
    { conversationId: escalation.conversationId, escalationId: escalation.id, how: 'timed-out' },
    (current) => current.offerNo === input.offerNo && (current.offerExpiresAt ?? now) <= now,
  );
  return passed;
};
