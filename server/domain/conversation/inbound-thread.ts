import type { InboundEvent, Sender } from '#contracts/inbound.ts';
import type { Thread } from '../customer/customer.ts';
import type { InboundItem, PlanContext } from './inbound-world.ts';

/** The thread of somebody not met on this account before; its conversation is still to be found. */
export const newThread = (
  { account }: InboundItem,
  event: Extract<InboundEvent, { from: Sender }>,
  customerId: string,
  { now }: PlanContext,
): Thread => ({
  id: `${account.id}|${event.threadKey}`,
  accountId: account.id,
  channel: account.channel,
  key: event.threadKey,
  address: event.from.value,
  customerId,
  conversationId: '',
  createdAt: now,
  version: 1,
});
