import type { Ports } from '#server/ports.ts';
import { type Scope, system } from '../ports/scope.ts';
import { settleDelivery } from './settle-delivery.ts';

const scope: Scope = system('mark-customer-read');
/** More unread messages than this at once are marked by the next read. */
const MAX_AT_ONCE = 100;

/** The customer has seen everything up to `seq` on a thread: moves the read mark and the deliveries, upward only. */
export const markCustomerRead = async (
  ports: Ports,
  input: { threadId: string; conversationId: string; seq: number },
): Promise<void> => {
  const conversation = await ports.stores.conversations.get(scope, input.conversationId);
  if (!conversation?.threads.some((t) => t.id === input.threadId)) return;
  const from = conversation.customerReadSeq;
  if (
    !(await ports.stores.conversations.setCustomerRead(
      scope,
      conversation.id,
      Math.min(input.seq, conversation.seq),
    ))
  )
    return;
  const messages = await ports.stores.messages.page(scope, conversation.id, {
    afterSeq: from,
    limit: MAX_AT_ONCE,
    visible: 'public',
  });
  const seen = messages.filter(
    (m) => m.direction === 'outbound' && m.seq <= input.seq && m.threadId === input.threadId,
  );
  for (const message of seen) await moveDeliveries(ports, message.id, 'read');
};

/** The customer's own client holds these messages. */
export const markDelivered = async (
  ports: Ports,
  input: { threadId: string; messageIds: readonly string[] },
): Promise<void> => {
  const messages = await ports.stores.messages.many(scope, input.messageIds.slice(0, MAX_AT_ONCE));
  for (const m of messages)
    if (m.threadId === input.threadId && m.direction === 'outbound')
      await moveDeliveries(ports, m.id, 'delivered');
};

const BELOW = { delivered: ['sent', 'uncertain'], read: ['sent', 'uncertain', 'delivered'] } as const;

const moveDeliveries = async (
  ports: Ports,
  messageId: string,
  state: 'delivered' | 'read',
): Promise<void> => {
  for (const delivery of await ports.stores.deliveries.ofMessage(scope, messageId)) {
    if ((BELOW[state] as readonly string[]).includes(delivery.state))
      await settleDelivery(ports, delivery, { state }, BELOW[state]);
  }
};
