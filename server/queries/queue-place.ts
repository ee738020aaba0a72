import type { Escalation } from '../domain/routing/escalation.ts';
import { estimateWait, WAITS_USED } from '../domain/routing/estimate-wait.ts';
import { servingOrder } from '../domain/routing/priority.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** Behind more than this a customer is told no place. */
const MAX_LINE = 500;

/** Where a waiting escalation stands in its queue; see `queuePlace`. */
export const placeOf = async (
  ports: Ports,
  scope: Scope,
  escalation: Escalation | undefined,
): Promise<{ place: number; estimateMs?: number } | undefined> => {
  if (!escalation || !['queued', 'offered'].includes(escalation.state)) return undefined;
  const { queueId } = escalation;
  const all = await ports.stores.escalations.waiting(scope, queueId, MAX_LINE);
  const line = all.filter((row) => row.queueId === queueId).sort(servingOrder);
  const place = line.findIndex((row) => row.id === escalation.id) + 1;
  if (place === 0) return undefined;
  const waits = queueId ? await ports.stores.escalations.lastWaits(scope, queueId, WAITS_USED) : [];
  const estimateMs = estimateWait(waits, place);
  return estimateMs === undefined ? { place } : { place, estimateMs };
};

/**
 * Where the customer of a waiting conversation stands in its queue, and the wait by the median of the queue's last 20 waits × place (nothing under
 * five waits). One that is offered to an agent is still in line. `undefined`: not waiting, or too far behind to say.
 */
export const queuePlace = async (
  ports: Ports,
  scope: Scope,
  conversationId: string,
): Promise<{ place: number; estimateMs?: number } | undefined> => {
  const conversation = await ports.stores.conversations.get(scope, conversationId);
  if (conversation?.status !== 'queued' || !conversation.escalationId) return undefined;
  return placeOf(ports, scope, await ports.stores.escalations.get(scope, conversation.escalationId));
};
