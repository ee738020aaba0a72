import type { Escalation } from '../domain/routing/escalation.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { EventDraft } from './change-conversation.ts';

/** How an escalation ends. A waiting one can only be cancelled, whatever was asked: nobody served it. */
export type EscalationEnd =
  | { state: 'completed' }
  | { state: 'handed-back' }
  | { state: 'cancelled'; cause: string };

const WAITING: readonly string[] = ['initiated', 'queued', 'offered'];
const ENDED: readonly string[] = ['cancelled', 'completed', 'handed-back'];

/** True while nobody has accepted it. */
export const isWaiting = (escalation: Escalation | undefined): escalation is Escalation =>
  escalation !== undefined && WAITING.includes(escalation.state);

const drafts = (escalation: Escalation, end: EscalationEnd): EventDraft[] => {
  const refs = { escalation: escalation.id, ...(escalation.queueId ? { queue: escalation.queueId } : {}) };
  const before = {
    state: escalation.state,
    ...(escalation.offeredTo ? { agentId: escalation.offeredTo } : {}),
  };
  if (end.state === 'cancelled')
    return [{ type: 'escalation.cancelled', refs, before, after: { cause: end.cause } }];
  return [{ type: `escalation.${end.state}`, refs, before, after: {} }];
};

/**
 * Ends an escalation inside the transaction of its conversation's change: state, offer and timers. Answers the interactions to store;
 * none when there is nothing to end. `cause` of a cancelled one defaults to how it would have ended.
 */
export const endEscalation = async (
  ports: Ports,
  scope: Scope,
  escalation: Escalation | undefined,
  wanted: EscalationEnd,
  tx: Tx,
  now: Date,
): Promise<EventDraft[]> => {
  if (!escalation || ENDED.includes(escalation.state)) return [];
  const end: EscalationEnd =
    isWaiting(escalation) && wanted.state !== 'cancelled'
      ? { state: 'cancelled', cause: wanted.state }
      : wanted;
  const written = await ports.stores.escalations.update(
    scope,
    escalation.id,
    escalation.version,
    { set: { state: end.state, endedAt: now }, unset: ['offeredTo', 'offeredAt', 'offerExpiresAt'] },
    tx,
  );
  if (!written) return lostRace();
  await ports.stores.timers.cancel(scope, 'offer-timeout', escalation.id, tx);
  await ports.stores.timers.cancel(scope, 'queue-announce', escalation.id, tx);
  await ports.stores.timers.cancel(scope, 'wait-offer', escalation.id, tx);
  return drafts(escalation, end);
};
