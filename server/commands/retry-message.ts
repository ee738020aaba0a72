import { AppError } from '#contracts/errors.ts';
import type { Ports } from '#server/ports.ts';
import { authorize } from '../domain/access/can.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Delivery, Message } from '../domain/conversation/message.ts';
import { lostRace, type Scope } from '../ports/scope.ts';
import { FIRST, wakeDelivery } from './wake-delivery.ts';

const AGAIN: readonly Delivery['state'][] = ['failed', 'uncertain'];

/** The next attempt of each part whose latest one failed or is uncertain. */
const nextAttempts = (deliveries: readonly Delivery[], now: Date): Delivery[] => {
  const latest = new Map<number, Delivery>();
  for (const d of deliveries) latest.set(d.part, d);
  return [...latest.values()]
    .filter((d) => AGAIN.includes(d.state))
    .map((d): Delivery => {
      const { reason: _r, providerId: _p, firstTriedAt: _f, claimedBy: _b, claimedAt: _c, ...rest } = d;
      const attempt = d.attempt + 1;
      const id = `${d.messageId}:${d.part}:${attempt}`;
      return { ...rest, id, idempotencyKey: id, attempt, state: 'queued', tries: 0, dueAt: now, at: now };
    });
};

/**
 * Sends the failed or uncertain parts of a message again: a new attempt with a new key. Really resends.
 * @throws AppError not-found, not-allowed, wrong-state (nothing failed)
 */
export const retryMessage = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; messageId: string },
): Promise<Message> => {
  const { stores } = ports;
  const now = ports.clock.now();
  const { message, deliveries, row } = await stores.transaction(scope, async (tx) => {
    const conversation = await stores.conversations.get(scope, input.conversationId, tx);
    const current = await stores.messages.get(scope, input.messageId, tx);
    if (!conversation || !current || current.conversationId !== conversation.id)
      throw new AppError('not-found');
    authorize(scope, 'retry', { conversation });
    const fresh = nextAttempts(await stores.deliveries.ofMessage(scope, current.id, tx), now);
    if (fresh.length === 0) throw new AppError('wrong-state');
    const attempt = Math.max(...fresh.map((d) => d.attempt));
    await stores.deliveries.insert(scope, fresh, tx);
    const updated =
      (await stores.messages.update(
        scope,
        current.id,
        conversation.id,
        { delivery: { state: 'queued', attempt } },
        tx,
      )) ?? lostRace();
    const actor =
      scope.kind === 'agent' ? { kind: 'agent' as const, id: scope.agentId } : { kind: 'system' as const };
    const retried = interaction('message.retried', {
      id: ports.newId(),
      now,
      actor,
      refs: { customer: conversation.customerId, conversation: conversation.id, message: current.id },
      before: { state: current.delivery?.state ?? 'failed' },
      after: { attempt },
    });
    await stores.interactions.insert(scope, [retried], tx);
    return { message: updated, deliveries: fresh, row: retried };
  });
  for (const d of deliveries) void wakeDelivery(ports, d, FIRST);
  ports.dispatch([row], { messages: [message] });
  return message;
};
