import type { InboundEvent } from '#contracts/inbound.ts';
import type { Thread } from '../customer/customer.ts';
import type { Conversation } from './conversation.ts';
import { carry, open } from './inbound-matter.ts';
import { resolveCustomer } from './inbound-party.ts';
import { newThread } from './inbound-thread.ts';
import { type InboundItem, type InboundPlan, type PlanContext, touch, touchThread } from './inbound-world.ts';
import { interaction } from './interaction.ts';
import type { Message } from './message.ts';
import { answered } from './promise.ts';
import { tokenise } from './tokens.ts';
import { transition } from './transition.ts';

type EchoEvent = Extract<InboundEvent, { type: 'echo' }>;

const threadOf = (
  plan: InboundPlan,
  item: InboundItem,
  event: EchoEvent,
  context: PlanContext,
): { thread: Thread; conversation: Conversation } | undefined => {
  const id = `${item.account.id}|${event.threadKey}`;
  const known = plan.known.threads.get(id);
  if (event.isShared) {
    const conversation = known && plan.known.conversations.get(known.conversationId);
    return known && conversation && { thread: known, conversation };
  }
  const customer = resolveCustomer(plan, event, item.account, known, context);
  const thread = known ?? newThread(item, event, customer.id, context);
  const current = plan.known.conversations.get(thread.conversationId);
  if (current) return { thread, conversation: current };
  const first = { ...event, type: 'message' as const };
  const conversation = open(plan, customer, thread, item.account, first, undefined, context);
  thread.conversationId = conversation.id;
  plan.known.threads.set(id, thread);
  touchThread(plan, thread);
  return { thread, conversation };
};

/** A human answered outside of us: the bot falls silent and the customer waits no more. */
const takeNote = (conversation: Conversation, event: EchoEvent, at: Date, context: PlanContext): void => {
  const next = transition(conversation.status, 'agent-wrote', {
    assigned: conversation.assigneeId !== undefined,
    botOn: false,
  });
  if (next.ok) {
    conversation.status = next.status;
    if (next.speaker) conversation.speaker = next.speaker;
  }
  conversation.bot = { ...conversation.bot, seenSeq: conversation.seq };
  conversation.humanInvolved = true;
  conversation.firstHumanReplyAt ??= at;
  delete conversation.waitingSince;
  conversation.lastLine = (event.text || event.attachments[0]?.name || '')
    .replace(/\s+/gu, ' ')
    .slice(0, 160);
  conversation.lastAuthor = 'agent';
  if (at > conversation.lastAt) conversation.lastAt = at;
  conversation.updatedAt = context.now;
};

/** It was a person's answer: what was promised is kept by it. */
const keepPromises = (
  plan: InboundPlan,
  conversation: Conversation,
  at: Date,
  context: PlanContext,
): void => {
  const kept = answered(conversation.promises, at);
  if (!kept) return;
  conversation.promises = kept.promises;
  for (const { type, after } of kept.events)
    plan.interactions.push(
      interaction(type, {
        id: context.newId(),
        now: context.now,
        actor: { kind: 'agent' },
        refs: { customer: conversation.customerId, conversation: conversation.id },
        after: after as never,
      }),
    );
};

const messageOf = (
  item: InboundItem,
  event: EchoEvent,
  conversation: Conversation,
  thread: Thread,
  at: Date,
  context: PlanContext,
): Message => ({
  id: context.newId(),
  conversationId: conversation.id,
  customerId: conversation.customerId,
  seq: conversation.seq,
  threadId: thread.id,
  accountId: item.account.id,
  channel: item.account.channel,
  direction: 'outbound',
  author: { kind: 'agent' },
  text: event.text,
  attachments: event.attachments,
  extra: { isEcho: true },
  at,
  counter: event.counter ?? 0,
  late: false,
  acceptedAt: context.now,
  delivery: { state: 'sent', attempt: 1 },
  ledgerId: item.ledgerId,
  externalId: event.externalId,
  tokens: tokenise(event.text),
  version: 1,
});

/**
 * What the provider says was written to the customer. Our own send is known by its receipt and dropped; one whose receipt is not known yet waits for it
 * ≤ 10 min, and then was written elsewhere: it becomes a message of the conversation, by a human.
 */
export const planEcho = (
  plan: InboundPlan,
  item: InboundItem,
  event: EchoEvent,
  context: PlanContext,
): string => {
  const receiptId = `${item.account.id}|${event.externalId}`;
  if (plan.known.receipts.has(receiptId)) return 'echo-of-ours';
  if (!item.waitedOut) {
    plan.waits.push({ id: item.ledgerId, waitsFor: receiptId });
    return 'waits';
  }
  const found = threadOf(plan, item, event, context);
  if (!found) return 'no-thread';
  const { thread, conversation } = found;
  const at = event.at > context.now ? context.now : event.at;
  const { lastInboundAt } = conversation.threads.find((t) => t.id === thread.id) ?? {};
  carry(conversation, thread, item.account, lastInboundAt, plan, context);
  conversation.seq += 1;
  const message = messageOf(item, event, conversation, thread, at, context);
  plan.messages.push(message);
  const receipt = {
    id: receiptId,
    messageId: message.id,
    conversationId: conversation.id,
    direction: 'outbound' as const,
  };
  plan.receipts.push(receipt);
  plan.known.receipts.set(receiptId, receipt);
  takeNote(conversation, event, at, context);
  keepPromises(plan, conversation, at, context);
  touch(plan, conversation, context.now);
  plan.interactions.push(
    interaction('message.echoed', {
      id: context.newId(),
      now: context.now,
      at,
      actor: { kind: 'agent' },
      refs: {
        customer: conversation.customerId,
        conversation: conversation.id,
        message: message.id,
        thread: thread.id,
        account: item.account.id,
      },
      after: { seq: conversation.seq, channel: item.account.channel },
    }),
  );
  return 'message';
};
