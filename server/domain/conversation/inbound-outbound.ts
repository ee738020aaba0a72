import type { InboundEvent } from '#contracts/inbound.ts';
import type { DeliveryState } from '#contracts/message.ts';
import type { Thread } from '../customer/customer.ts';
import type { Conversation } from './conversation.ts';
import { statusMayMove } from './delivery.ts';
import { type InboundItem, type InboundPlan, type PlanContext, touch } from './inbound-world.ts';
import { interaction } from './interaction.ts';
import type { Delivery } from './message.ts';

type StatusEvent = Extract<InboundEvent, { type: 'status' }>;

/** A provider's status: moves our delivery upward, or waits for our receipt (the status may overtake the answer to our own call). */
export const planStatus = (
  plan: InboundPlan,
  item: InboundItem,
  event: StatusEvent,
  context: PlanContext,
): string => {
  const receiptId = `${item.account.id}|${event.externalId}`;
  const receipt = plan.known.receipts.get(receiptId);
  const delivery = receipt?.deliveryId ? plan.known.deliveries.get(receipt.deliveryId) : undefined;
  if (!receipt || !delivery) {
    if (receipt && !receipt.deliveryId) return 'status-of-inbound';
    if (item.waitedOut) return 'no-receipt';
    plan.waits.push({ id: item.ledgerId, waitsFor: receiptId });
    return 'waits';
  }
  if (!statusMayMove(delivery.state, event.state)) return 'status-stale';
  delivery.state = event.state;
  plan.statuses.push({
    delivery,
    state: event.state,
    at: event.at,
    ...(event.reason ? { reason: event.reason } : {}),
  });
  plan.interactions.push(
    statusInteraction(plan, delivery.messageId, event, delivery.attempt, delivery.conversationId, context),
  );
  return 'status';
};

const TYPES = {
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  failed: 'message.failed',
} as const satisfies Partial<Record<DeliveryState, string>>;

const statusInteraction = (
  plan: InboundPlan,
  messageId: string,
  event: StatusEvent,
  attempt: number,
  conversationId: string,
  context: PlanContext,
) => {
  const customer = plan.known.conversations.get(conversationId)?.customerId;
  const fields = {
    id: context.newId(),
    now: context.now,
    at: event.at,
    actor: { kind: 'system' as const },
    refs: { conversation: conversationId, message: messageId, ...(customer ? { customer } : {}) },
  };
  if (event.state === 'failed')
    return interaction('message.failed', {
      ...fields,
      after: { attempt, reason: event.reason ?? 'delivery-rejected' },
    });
  return interaction(TYPES[event.state], { ...fields, after: { attempt } });
};

const firstDelivery = (
  messageId: string,
  { id, seq }: Conversation,
  thread: Thread,
  now: Date,
): Delivery => ({
  id: `${messageId}:0:1`,
  messageId,
  conversationId: id,
  accountId: thread.accountId,
  channel: thread.channel,
  threadId: thread.id,
  to: thread.address,
  seq,
  part: 0,
  attempt: 1,
  state: 'queued',
  idempotencyKey: `${messageId}:0:1`,
  tries: 0,
  dueAt: now,
  at: now,
});

/** The channel's own duty reply (STOP and HELP confirmations), as a system message in the same transaction. */
export const planDutyReply = (
  plan: InboundPlan,
  item: InboundItem,
  text: string,
  conversation: Conversation,
  thread: Thread,
  context: PlanContext,
): void => {
  conversation.seq += 1;
  conversation.bot = { ...conversation.bot, seenSeq: conversation.seq };
  touch(plan, conversation, context.now);
  const id = context.newId();
  plan.messages.push({
    id,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    seq: conversation.seq,
    threadId: thread.id,
    accountId: item.account.id,
    channel: item.account.channel,
    direction: 'outbound',
    author: { kind: 'system' },
    text,
    attachments: [],
    extra: {},
    at: context.now,
    counter: 0,
    late: false,
    acceptedAt: context.now,
    delivery: { state: 'queued', attempt: 1 },
    tokens: [],
    version: 1,
  });
  plan.deliveries.push(firstDelivery(id, conversation, thread, context.now));
  plan.interactions.push(
    interaction('message.queued', {
      id: context.newId(),
      now: context.now,
      actor: { kind: 'system' },
      refs: {
        customer: conversation.customerId,
        conversation: conversation.id,
        message: id,
        thread: thread.id,
        account: item.account.id,
      },
      after: { seq: conversation.seq, channel: item.account.channel, by: 'system', purpose: 'duty' },
    }),
  );
};
