import type { AnyInteraction } from '#contracts/events.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import type { Ports } from '#server/ports.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { worstState } from '../domain/conversation/delivery.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Delivery, Message } from '../domain/conversation/message.ts';
import { type Scope, system, type Tx } from '../ports/scope.ts';
import { answeredBy } from './outbound-route.ts';

const scope: Scope = system('deliver-message');

/** What the channel needs to know of a delivery. */
export const wireOf = (delivery: Delivery) => ({
  to: delivery.to,
  threadKey: delivery.threadId.slice(delivery.accountId.length + 1),
  part: delivery.part,
  idempotencyKey: delivery.idempotencyKey,
  ...(delivery.claimedAt ? { triedAt: delivery.claimedAt } : {}),
});

/** What a send needs of the store. */
export interface Loaded {
  message: Message;
  conversation: Conversation;
  /** The message as the channel renders it. */
  outbound: OutboundMessage;
}

/** Undefined: the message or its conversation is gone (erased). */
export const loadOutbound = async (ports: Ports, delivery: Delivery): Promise<Loaded | undefined> => {
  const [message, conversation] = await Promise.all([
    ports.stores.messages.get(scope, delivery.messageId),
    ports.stores.conversations.get(scope, delivery.conversationId),
  ]);
  if (!message || !conversation) return undefined;
  const answers = await answeredBy(ports, scope, conversation.id, delivery.threadId, message.seq);
  return {
    message,
    conversation,
    outbound: {
      messageId: message.id,
      conversationId: message.conversationId,
      text: message.text,
      attachments: message.attachments,
      extra: message.extra,
      language: conversation.language,
      ...(answers ? { answers } : {}),
      by: { kind: message.author.kind, ...(message.author.name ? { name: message.author.name } : {}) },
    } as OutboundMessage,
  };
};

const TYPES = {
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  uncertain: 'message.uncertain',
} as const;

interface Settled {
  state: 'sent' | 'delivered' | 'read' | 'failed' | 'uncertain';
  reason?: string;
  providerId?: string;
}

/** Under which id of the provider's our message is known, so that its later statuses find it. */
const keepReceipt = async (ports: Ports, tx: Tx, delivery: Delivery, providerId: string): Promise<void> => {
  const { deliveries } = ports.stores;
  const id = `${delivery.accountId}|${providerId}`;
  const [known] = await deliveries.receipts(scope, [id], tx);
  if (known) return;
  const { messageId, conversationId } = delivery;
  const receipt = { id, messageId, conversationId, deliveryId: delivery.id, direction: 'outbound' as const };
  await deliveries.addReceipt(scope, [receipt], tx);
};

const settledRow = (
  ports: Ports,
  delivery: Delivery,
  result: Settled,
  message: Message | undefined,
): AnyInteraction => {
  const { attempt } = delivery;
  const fields = {
    id: ports.newId(),
    now: ports.clock.now(),
    actor: { kind: 'system' as const },
    refs: {
      conversation: delivery.conversationId,
      message: delivery.messageId,
      delivery: delivery.id,
      account: delivery.accountId,
      ...(message ? { customer: message.customerId } : {}),
    },
  };
  return result.state === 'failed'
    ? interaction('message.failed', {
        ...fields,
        after: { attempt, reason: result.reason ?? 'delivery-rejected' },
      })
    : interaction(TYPES[result.state], { ...fields, after: { attempt } });
};

/**
 * Writes what became of a delivery: its state, our receipt (so that later statuses find it), the message's summary and the interaction, in one
 * transaction; then wakes statuses that came first. Nothing when it was settled already by somebody else.
 */
export const settleDelivery = async (
  ports: Ports,
  delivery: Delivery,
  result: Settled,
  from: readonly Delivery['state'][] = ['sending', 'uncertain'],
): Promise<void> => {
  const now = ports.clock.now();
  const { stores } = ports;
  const rows = await stores.transaction<{ interactions: AnyInteraction[]; message?: Message }>(
    scope,
    async (tx) => {
      const moved = await stores.deliveries.update(
        scope,
        delivery.id,
        from,
        {
          state: result.state,
          ...(result.providerId ? { providerId: result.providerId } : {}),
          ...(result.reason ? { reason: result.reason } : {}),
        },
        tx,
      );
      if (!moved) return { interactions: [] };
      if (result.providerId) await keepReceipt(ports, tx, delivery, result.providerId);
      const summary = worstState(await stores.deliveries.ofMessage(scope, delivery.messageId, tx));
      const message = await stores.messages.update(
        scope,
        delivery.messageId,
        delivery.conversationId,
        { delivery: summary },
        tx,
      );
      const row = settledRow(ports, delivery, result, message);
      await stores.interactions.insert(scope, [row], tx);
      return { interactions: [row], ...(message ? { message } : {}) };
    },
  );
  if (result.providerId) await stores.ledger.wake(scope, [`${delivery.accountId}|${result.providerId}`]);
  await stores.accounts.touch(
    scope,
    delivery.accountId,
    result.state === 'failed'
      ? { error: result.reason ?? 'delivery-rejected' }
      : { sentAt: now, error: null },
  );
  if (rows.interactions.length)
    ports.dispatch(rows.interactions, rows.message ? { messages: [rows.message] } : {});
};
