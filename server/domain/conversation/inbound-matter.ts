import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import type { PolicyCited } from '#contracts/policy.ts';
import { citePolicy } from '../bot-policy/cite.ts';
import type { Customer, Thread } from '../customer/customer.ts';
import type { Conversation } from './conversation.ts';
import { rootId } from './inbound-join.ts';
import { type InboundAccount, type InboundPlan, type PlanContext, touchCustomer } from './inbound-world.ts';
import { interaction } from './interaction.ts';
import { conversationNumber } from './matter.ts';
import { tokenise } from './tokens.ts';
import { transition } from './transition.ts';

type MessageEvent = Extract<InboundEvent, { type: 'message' }>;

/** What the policy says of a customer on this account; undefined where no policy is given. */
const citedFor = (
  customer: Customer,
  account: InboundAccount,
  context: PlanContext,
): PolicyCited | undefined => context.policy && citePolicy(context.policy, customer, account.channel);

const subjectOf = (event: MessageEvent): string | undefined =>
  (event.topic ?? event.mail?.subject)?.slice(0, 200) || undefined;

const newConversation = (
  customer: Customer,
  thread: Thread,
  account: InboundAccount,
  event: MessageEvent,
  previousId: string | undefined,
  context: PlanContext,
): Conversation => {
  const id = context.newId();
  const cited = citedFor(customer, account, context);
  const toBot =
    account.botOn && !customer.highTouch && !customer.blocked && (cited?.start ?? 'bot') === 'bot';
  const at = event.at > context.now ? context.now : event.at;
  const subject = subjectOf(event);
  return {
    id,
    number: conversationNumber(id),
    customerId: customer.id,
    customerName: customer.name,
    tier: customer.tier,
    ...(subject ? { subject } : {}),
    status: customer.blocked ? 'resolved' : toBot ? 'bot' : 'queued',
    speaker: toBot ? 'bot' : 'human',
    // A bad review goes before a neutral one.
    priority: event.stars !== undefined && event.stars <= 2 ? 'high' : 'normal',
    language: cited?.language ?? event.from.language ?? customer.language,
    accountId: account.id,
    channel: account.channel,
    threads: [{ id: thread.id, accountId: account.id, channel: account.channel, address: thread.address }],
    tags: [],
    attributes: Object.entries(event.fields ?? {})
      .slice(0, 30)
      .map(([k, v]) => ({ k, v })),
    seq: 0,
    version: 1,
    cycle: 1,
    cycleAt: at,
    lastLine: '',
    lastAuthor: 'customer',
    lastAt: at,
    botInvolved: false,
    humanInvolved: false,
    articleIds: [],
    bot: { state: EMPTY_BOT_STATE, seenSeq: 0, turn: 0 },
    ...(customer.blocked ? { resolvedAt: context.now } : {}),
    ...(previousId ? { previousId } : {}),
    readBy: {},
    customerReadSeq: 0,
    mentions: [],
    missed: false,
    spam: customer.blocked,
    tokens: tokenise(customer.name, subject),
    createdAt: context.now,
    updatedAt: context.now,
  };
};

/** Opens a conversation; writes the customer, so that two channels at one instant conflict and give one. */
export const open = (
  plan: InboundPlan,
  customer: Customer,
  thread: Thread,
  account: InboundAccount,
  event: MessageEvent,
  previousId: string | undefined,
  context: PlanContext,
): Conversation => {
  const conversation = newConversation(customer, thread, account, event, previousId, context);
  const cited = citedFor(customer, account, context);
  plan.known.conversations.set(conversation.id, conversation);
  plan.touched.conversations.add(conversation.id);
  plan.known.active.set(customer.id, [conversation, ...(plan.known.active.get(customer.id) ?? [])]);
  touchCustomer(plan, customer, context.now);
  plan.interactions.push(
    interaction('conversation.opened', {
      id: context.newId(),
      now: context.now,
      at: conversation.lastAt,
      actor: { kind: 'customer', id: customer.id },
      refs: { customer: customer.id, conversation: conversation.id, thread: thread.id, account: account.id },
      after: {
        channel: account.channel,
        status: conversation.status,
        startedBy: 'customer',
        ...(previousId ? { previousId } : {}),
        ...(cited ? { policyCell: cited.cell } : {}),
      },
    }),
  );
  return conversation;
};

/** A new cycle of a resolved conversation. */
export const reopen = (
  plan: InboundPlan,
  conversation: Conversation,
  account: InboundAccount,
  at: Date,
  context: PlanContext,
): void => {
  const customer = plan.known.customers.get(rootId(plan.known, conversation.customerId));
  const people = customer && (customer.highTouch || citedFor(customer, account, context)?.start === 'human');
  const next = transition('resolved', 'customer-wrote', {
    assigned: conversation.assigneeId !== undefined,
    botOn: account.botOn && !conversation.spam && !people,
  });
  if (!next.ok) return;
  const before = { status: conversation.status, cycle: conversation.cycle };
  conversation.status = next.status;
  if (next.speaker) conversation.speaker = next.speaker;
  conversation.cycle += 1;
  conversation.cycleAt = at;
  delete conversation.resolvedAt;
  delete conversation.firstHumanReplyAt;
  delete conversation.waitingSince;
  delete conversation.openSurvey;
  delete conversation.escalationId;
  plan.interactions.push(
    interaction('conversation.reopened', {
      id: context.newId(),
      now: context.now,
      at,
      actor: { kind: 'customer', id: conversation.customerId },
      refs: { customer: conversation.customerId, conversation: conversation.id },
      before,
      after: { status: conversation.status, cycle: conversation.cycle, channel: account.channel },
    }),
  );
};

/** Notes the thread's last inbound time (reply windows) and a switch of channel. */
export const carry = (
  conversation: Conversation,
  thread: Thread,
  account: InboundAccount,
  at: Date | undefined,
  plan: InboundPlan,
  context: PlanContext,
): void => {
  const switched = conversation.accountId !== account.id;
  const entry = conversation.threads.find((t) => t.id === thread.id);
  if (entry && at) entry.lastInboundAt = at;
  else if (entry) return;
  else
    conversation.threads.push({
      id: thread.id,
      accountId: account.id,
      channel: account.channel,
      address: thread.address,
      ...(at ? { lastInboundAt: at } : {}),
    });
  if (!switched) return;
  const before = { channel: conversation.channel };
  conversation.accountId = account.id;
  conversation.channel = account.channel;
  plan.interactions.push(
    interaction('conversation.channel-switched', {
      id: context.newId(),
      now: context.now,
      ...(at ? { at } : {}),
      actor: { kind: 'customer', id: conversation.customerId },
      refs: { customer: conversation.customerId, conversation: conversation.id, thread: thread.id },
      before,
      after: { channel: account.channel },
    }),
  );
};

/** Wakes a snoozed conversation and counts the wait; a blocked or spam one stays as it is. */
export const notice = (
  conversation: Conversation,
  account: InboundAccount,
  at: Date,
  plan: InboundPlan,
  context: PlanContext,
): void => {
  if (conversation.spam) return;
  conversation.waitingSince ??= at;
  const next = transition(conversation.status, 'customer-wrote', {
    assigned: conversation.assigneeId !== undefined,
    botOn: account.botOn,
  });
  if (!next.ok || next.status === conversation.status) return;
  const before = { status: conversation.status };
  conversation.status = next.status;
  if (next.speaker) conversation.speaker = next.speaker;
  delete conversation.snoozedUntil;
  plan.interactions.push(
    interaction('conversation.woken', {
      id: context.newId(),
      now: context.now,
      actor: { kind: 'system' },
      refs: { customer: conversation.customerId, conversation: conversation.id },
      before,
      after: { status: next.status },
    }),
  );
};
