import type { AnyInteraction } from '#contracts/events.ts';
import type { InboundEvent, Sender } from '#contracts/inbound.ts';
import { MINUTE } from '#contracts/time.ts';
import type { Customer, Thread } from '../customer/customer.ts';
import { identityId } from '../customer/identify.ts';
import { readSurveyReply, type SurveyReply, surveyAfterReply } from '../survey/read-reply.ts';
import type { Conversation } from './conversation.ts';
import { planChange, planContact, planReadUpTo } from './inbound-changes.ts';
import { planEcho } from './inbound-echo.ts';
import { extraOf, isOtherParty, joinedBy } from './inbound-join.ts';
import { carry, notice, open, reopen } from './inbound-matter.ts';
import { planDutyReply, planStatus } from './inbound-outbound.ts';
import { resolveCustomer } from './inbound-party.ts';
import { newThread } from './inbound-thread.ts';
import {
  type InboundAccount,
  type InboundItem,
  type InboundPlan,
  type PlanContext,
  touch,
  touchThread,
} from './inbound-world.ts';
import { interaction } from './interaction.ts';
import { decideMatter, joinableElsewhere } from './matter.ts';
import type { Message } from './message.ts';
import { tokenise } from './tokens.ts';

type MessageEvent = Extract<InboundEvent, { type: 'message' }>;
type FromEvent = Extract<InboundEvent, { from: Sender }>;

/** Placed this much before what is already shown, a message is marked late and wakes no bot. */
const LATE_AFTER_MS = 2 * MINUTE;
const LINE_LENGTH = 160;
/** A mail that names its conversation reopens it within this time. Hours. */
const JOINED_WINDOW_HOURS = 30 * 24;
/** The text a tap on "talk to a person" stands for. */
const PERSON_WISH = { ja: '担当者と話したいです', en: 'I would like to talk to a person' } as const;
/** `payload` of that message; the bot honours it at once. */
export const ASK_PERSON = 'ask-person';
/** `payload` of an opt-out word: kept, answered by the channel's duty reply, never by the bot. */
export const CONSENT = 'consent';

/** Keeps what was said to a survey, and moves the survey on: a score waits for a comment, a comment ends it. */
const noteReply = (plan: InboundPlan, conversation: Conversation, reply: SurveyReply, at: Date): void => {
  plan.surveyAnswers.push({
    ...reply,
    at,
    customerId: conversation.customerId,
    conversationId: conversation.id,
  });
  const next = surveyAfterReply(conversation.openSurvey, reply, at);
  if (next) conversation.openSurvey = next;
  else delete conversation.openSurvey;
};

/** The message's own text and place in the list: not moved by one that comes late. */
const showLast = (conversation: Conversation, event: MessageEvent, at: Date): void => {
  conversation.lastLine = (event.text || event.attachments[0]?.name || '')
    .replace(/\s+/gu, ' ')
    .slice(0, LINE_LENGTH);
  conversation.lastAuthor = 'customer';
  conversation.lastAt = at > conversation.lastAt ? at : conversation.lastAt;
};

/** How the provider's id leads to our message. */
const keepReceipt = (plan: InboundPlan, item: InboundItem, event: MessageEvent, message: Message): void => {
  const receipt = {
    id: `${item.account.id}|${event.externalId}`,
    messageId: message.id,
    conversationId: message.conversationId,
    direction: 'inbound' as const,
  };
  plan.receipts.push(receipt);
  plan.known.receipts.set(receipt.id, receipt);
};

const receivedRow = (
  message: Message,
  { account }: InboundItem,
  event: MessageEvent,
  context: PlanContext,
  flags: { answer: SurveyReply | undefined; otherParty: Customer | undefined },
): AnyInteraction =>
  interaction('message.received', {
    id: context.newId(),
    now: context.now,
    at: message.at,
    actor: { kind: 'customer', id: message.customerId },
    refs: {
      customer: message.customerId,
      conversation: message.conversationId,
      message: message.id,
      ...(message.threadId ? { thread: message.threadId } : {}),
      account: account.id,
    },
    after: {
      seq: message.seq,
      channel: account.channel,
      ...(message.late ? { late: true } : {}),
      ...(message.payload ? { payload: message.payload.slice(0, 64) } : {}),
      ...(event.attachments.length ? { attachments: event.attachments.length } : {}),
      ...(flags.answer ? { answersSurvey: true } : {}),
      ...(flags.otherParty || event.personOnly ? { otherParty: true } : {}),
    },
  });

/** A number or mail address stands for somebody's name; a provider's opaque id does not. */
const nameOf = (name: string, from: Sender): { name?: string } =>
  name === from.value && from.kind !== 'phone' && from.kind !== 'email' ? {} : { name };

const append = (
  plan: InboundPlan,
  item: InboundItem,
  event: MessageEvent,
  conversation: Conversation,
  thread: Thread,
  context: PlanContext,
  flags: { answer: SurveyReply | undefined; wakesBot: boolean; otherParty: Customer | undefined },
): void => {
  const at = event.at > context.now ? context.now : event.at;
  const late = conversation.seq > 0 && conversation.lastAt.getTime() - at.getTime() > LATE_AFTER_MS;
  const payload = event.consent ? CONSENT : event.payload;
  conversation.seq += 1;
  const message = {
    id: context.newId(),
    conversationId: conversation.id,
    customerId: conversation.customerId,
    seq: conversation.seq,
    threadId: thread.id,
    accountId: item.account.id,
    channel: item.account.channel,
    direction: 'inbound' as const,
    author: {
      kind: 'customer' as const,
      id: flags.otherParty?.id ?? conversation.customerId,
      ...nameOf(flags.otherParty?.name ?? conversation.customerName, event.from),
    },
    text: event.text,
    attachments: event.attachments,
    extra: extraOf(event),
    at,
    counter: event.counter ?? 0,
    late,
    acceptedAt: context.now,
    ...(event.clientId ? { clientId: event.clientId } : {}),
    ...(payload ? { payload } : {}),
    ...(event.handle ? { handle: event.handle } : {}),
    ledgerId: item.ledgerId,
    externalId: event.externalId,
    tokens: tokenise(event.text),
    version: 1,
  };
  plan.messages.push(message);
  keepReceipt(plan, item, event, message);
  if (!late) showLast(conversation, event, at);
  if (!flags.wakesBot || late || flags.answer)
    conversation.bot = { ...conversation.bot, seenSeq: Math.max(conversation.bot.seenSeq, conversation.seq) };
  touch(plan, conversation, context.now);
  plan.interactions.push(receivedRow(message, item, event, context, flags));
};

const findOrOpen = (
  plan: InboundPlan,
  event: MessageEvent,
  customer: Customer,
  thread: Thread,
  account: InboundAccount,
  answer: SurveyReply | undefined,
  context: PlanContext,
): Conversation => {
  const joined = joinedBy(plan, event, account, customer);
  const current = joined ?? plan.known.conversations.get(thread.conversationId);
  const matter = decideMatter(current, {
    at: context.now,
    text: event.text,
    // Neither does an opt-out word reopen, the commonest reply to a survey by SMS.
    answersSurvey: answer !== undefined || event.consent !== undefined || event.automatic !== undefined,
    windowHours: joined
      ? Math.max(JOINED_WINDOW_HOURS, account.matterWindowHours)
      : account.matterWindowHours,
    hasAttachments: event.attachments.length > 0,
    isGesture: event.isGesture === true,
  });
  const elsewhere =
    matter.kind === 'new' && !joined && event.from.verified && !event.isPublic && !severalSpeak(event)
      ? joinableElsewhere(plan.known.active.get(customer.id) ?? [], event.at)
      : undefined;
  // A new mail beside one that is open is a matter of its own.
  const ownMatter = event.mail && elsewhere?.threads.some((t) => t.accountId === account.id);
  if (elsewhere && !ownMatter) return plan.known.conversations.get(elsewhere.id) ?? elsewhere;
  if (matter.kind === 'new' || !current)
    return open(
      plan,
      customer,
      thread,
      account,
      event,
      matter.kind === 'new' ? (matter.previousId ?? latestOf(plan, customer)) : undefined,
      context,
    );
  if (matter.kind === 'reopen' && !current.spam) reopen(plan, current, account, event.at, context);
  return current;
};

/** What several people write or read is nobody's private matter: it joins none of another channel. */
const severalSpeak = (event: MessageEvent): boolean =>
  !event.isPublic && (event.isShared === true || event.personOnly === true);

/** An earlier conversation of the customer to link a new one to. */
const latestOf = (plan: InboundPlan, customer: Customer): string | undefined =>
  plan.known.active.get(customer.id)?.[0]?.id;

/** What only a person may answer never wakes the bot, and a gesture does only as somebody's first words. */
const wakesBot = (event: MessageEvent, conversation: Conversation, isOther: boolean): boolean =>
  !(event.consent || event.automatic || isOther || event.unsupported || event.personOnly) &&
  !(event.isGesture && conversation.seq > 0);

const planMessage = (
  plan: InboundPlan,
  item: InboundItem,
  event: MessageEvent,
  context: PlanContext,
): string => {
  const receiptId = `${item.account.id}|${event.externalId}`;
  if (plan.known.receipts.has(receiptId)) return 'duplicate';
  const threadId = `${item.account.id}|${event.threadKey}`;
  const known = plan.known.threads.get(threadId);
  // A machine's mail opens nothing: it is kept with what it belongs to, or in the ledger alone.
  if (event.automatic && !known && !joinedBy(plan, event, item.account, undefined)) return 'automatic';
  const customer = resolveCustomer(plan, event, item.account, known, context);
  const thread = known ?? newThread(item, event, customer.id, context);
  const answer = readSurveyReply(plan.known.conversations.get(thread.conversationId)?.openSurvey, {
    text: event.text,
    at: event.at,
    hasAttachments: event.attachments.length > 0,
  });
  const conversation = findOrOpen(plan, event, customer, thread, item.account, answer, context);
  plan.known.conversations.set(conversation.id, conversation);
  if (thread.conversationId !== conversation.id || !known) {
    thread.conversationId = conversation.id;
    plan.known.threads.set(threadId, thread);
    touchThread(plan, thread);
  }
  carry(conversation, thread, item.account, event.at, plan, context);
  for (const t of conversation.threads) {
    if (t.id !== thread.id) continue;
    if (event.isPublic) t.isPublic = true;
    if (severalSpeak(event)) t.isGroup = true;
  }
  const quiet =
    conversation.status === 'resolved' || event.consent !== undefined || event.automatic !== undefined;
  if (!quiet) notice(conversation, item.account, event.at, plan, context);
  const otherParty = isOtherParty(plan, conversation, customer) ? customer : undefined;
  append(plan, item, event, conversation, thread, context, {
    answer,
    wakesBot: wakesBot(event, conversation, otherParty !== undefined),
    otherParty,
  });

  if (answer) noteReply(plan, conversation, answer, event.at);
  if (event.consent) planConsent(plan, item, event, conversation, context);
  if (event.dutyReply) planDutyReply(plan, item, event.dutyReply, conversation, thread, context);
  return 'message';
};

const planConsent = (
  plan: InboundPlan,
  item: InboundItem,
  event: MessageEvent,
  conversation: Conversation,
  context: PlanContext,
): void => {
  if (event.consent === 'help' || !item.account.optOut) return;
  const identity = plan.known.identities.get(
    identityId(event.from.kind, event.from.value, event.from.scoped ? item.account.id : undefined),
  );
  const optedOut = event.consent === 'opt-out';
  if (!identity || identity.optedOut === optedOut) return;
  identity.optedOut = optedOut;
  plan.touched.identities.add(identity.id);
  plan.interactions.push(
    interaction('consent.changed', {
      id: context.newId(),
      now: context.now,
      at: event.at,
      actor: { kind: 'customer', id: conversation.customerId },
      refs: { customer: conversation.customerId, conversation: conversation.id },
      before: { optedOut: !optedOut },
      after: { channel: item.account.channel, optedOut, keyword: event.consent ?? '' },
    }),
  );
};

const planEnd = (plan: InboundPlan, item: InboundItem, event: FromEvent, context: PlanContext): string => {
  const thread = plan.known.threads.get(`${item.account.id}|${event.threadKey}`);
  const conversation = thread ? plan.known.conversations.get(thread.conversationId) : undefined;
  if (!conversation || conversation.status === 'resolved') return 'nothing-to-end';
  touch(plan, conversation, context.now);
  plan.interactions.push(
    interaction('conversation.ended', {
      id: context.newId(),
      now: context.now,
      at: event.at,
      actor: { kind: 'customer', id: conversation.customerId },
      refs: { customer: conversation.customerId, conversation: conversation.id },
      after: { by: 'customer' },
    }),
  );
  return 'end';
};

const withoutBot = (item: InboundItem): InboundItem => ({
  ...item,
  account: { ...item.account, botOn: false },
});

/** The wish for a person as the message it stands for. */
const wishOf = (
  item: InboundItem,
  event: Extract<InboundEvent, { type: 'person-wish' }>,
  context: PlanContext,
): MessageEvent => ({
  ...event,
  type: 'message',
  externalId: item.ledgerId.slice(item.account.id.length + 1),
  text: PERSON_WISH[event.from.language ?? context.defaultLanguage],
  attachments: [],
  payload: ASK_PERSON,
});

const planEvent = (
  plan: InboundPlan,
  item: InboundItem,
  event: InboundEvent,
  context: PlanContext,
): string => {
  switch (event.type) {
    case 'message':
      return planMessage(plan, event.personOnly ? withoutBot(item) : item, event, context);
    case 'person-wish':
      return planMessage(plan, item, wishOf(item, event, context), context);
    case 'survey-answer': {
      const thread = plan.known.threads.get(`${item.account.id}|${event.threadKey}`);
      if (!thread) return 'no-thread';
      const asked = plan.known.conversations.get(thread.conversationId);
      if (!asked) return 'no-thread';
      touch(plan, asked, context.now);
      noteReply(
        plan,
        asked,
        {
          surveyId: event.surveyId,
          score: event.score,
          ...(event.comment ? { comment: event.comment } : {}),
        },
        event.at,
      );
      return 'survey';
    }
    case 'end':
      return planEnd(plan, item, event, context);
    case 'echo':
      return planEcho(plan, item, event, context);
    case 'edit':
    case 'reaction':
    case 'unsend':
      return planChange(plan, item, event, context);
    case 'contact':
      return planContact(plan, item, event, context);
    case 'read-up-to':
      return planReadUpTo(plan, item, event, context);
    case 'status':
      return planStatus(plan, item, event, context);
    case 'unsupported':
      return 'unsupported';
  }
};

/** Plans a batch, items in order. Pure: the same world and items give the same writes (but for the ids drawn from `context.newId`). */
export const planInbound = (
  plan: InboundPlan,
  items: readonly InboundItem[],
  context: PlanContext,
): InboundPlan => {
  for (const item of items) {
    let outcome = 'empty';
    for (const event of item.events) outcome = planEvent(plan, item, event, context);
    if (outcome !== 'waits') plan.marks.push({ id: item.ledgerId, outcome });
  }
  return plan;
};
