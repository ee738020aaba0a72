import type { Escalation } from '../domain/routing/escalation.ts';
import { estimateWait, WAITS_USED } from '../domain/routing/estimate-wait.ts';
import { type Scope, system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { sharedRead } from './shared-read.ts';

/** Behind more than this a customer is told no place. */
const MAX_LINE = 500;

/** Everybody in line by place, and the queue's last waits. */
interface Line {
  places: ReadonlyMap<string, number>;
  waits: readonly number[];
}

/** Everybody in a queue asks for the same line at once when its people come back: they share a read. */
const lineOf = sharedRead(async (ports: Ports, queueId: string | undefined): Promise<Line> => {
  const scope = system('queue-place');
  const [ids, waits] = await Promise.all([
    ports.stores.escalations.line(scope, queueId, MAX_LINE),
    queueId ? ports.stores.escalations.lastWaits(scope, queueId, WAITS_USED) : [],
  ]);
  return { places: new Map(ids.map((id, at) => [id, at + 1])), waits };
});

/** Where a waiting escalation stands in its queue; see `queuePlace`. */
export const placeOf = async (
  ports: Ports,
  escalation: Escalation | undefined,
): Promise<{ place: number; estimateMs?: number } | undefined> => {
  if (!escalation || !['queued', 'offered'].includes(escalation.state)) return undefined;
  const { queueId } = escalation;
  const { places, waits } = await lineOf(ports, queueId);
  const place = places.get(escalation.id);
  if (place === undefined) return undefined;
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
  return placeOf(ports, await ports.stores.escalations.get(scope, conversation.escalationId));
};
