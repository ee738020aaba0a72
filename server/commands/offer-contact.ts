import { AppError } from '#contracts/errors.ts';
import { MINUTE } from '#contracts/time.ts';
import { policyOf } from '../domain/bot-policy/cite.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { lastUsedThread } from '../domain/conversation/default-thread.ts';
import type { Message } from '../domain/conversation/message.ts';
import { addressIn, waitOffer, wishFact, wishIn, wishReply } from '../domain/routing/contact-wish.ts';
import type { Escalation } from '../domain/routing/escalation.ts';
import { isOpen, nextOpening } from '../domain/sla/business-hours.ts';
import { lostRace, system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { contactOf } from '../queries/contact-of.ts';
import { type ConversationChange, changeConversation } from './change-conversation.ts';
import { isWaiting } from './end-escalation.ts';
import { sendMessage } from './send-message.ts';

const scope = system('wait-offer');
/** While it is being offered to an agent, and where the shop is closed, it is looked at again later. */
const AGAIN_MS = MINUTE;
const MAX_FACTS = 20;

/** A courtesy: where the channel is closed nothing is said. */
const say = async (
  ports: Ports,
  input: Pick<Parameters<typeof sendMessage>[2], 'conversationId' | 'text' | 'clientId' | 'extra'>,
): Promise<boolean> => {
  try {
    await sendMessage(ports, scope, { ...input, by: 'system', purpose: 'wait-offer' });
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return false;
  }
};

const updateEscalation = async (
  ports: Ports,
  escalation: Escalation,
  set: Partial<Escalation>,
  tx: Tx,
): Promise<void> => {
  const done = await ports.stores.escalations.update(scope, escalation.id, escalation.version, { set }, tx);
  if (!done) lostRace();
};

/** When the offer is to be looked at again; undefined = it can be made now. */
const laterThan = async (ports: Ports, escalation: Escalation): Promise<Date | 'never' | undefined> => {
  const now = ports.clock.now();
  const settings = await ports.stores.settings.current(scope);
  const queues = await ports.stores.agents.queues(scope);
  const { waitOfferMinutes } = policyOf(settings);
  if (waitOfferMinutes === 0) return 'never';
  if (escalation.state === 'offered') return new Date(now.getTime() + AGAIN_MS);
  const hours = queues.find((queue) => queue.id === escalation.queueId)?.hours ?? settings.hours;
  if (isOpen(hours, now)) return undefined;
  const opens = nextOpening(hours, now);
  return opens ? new Date(opens.getTime() + waitOfferMinutes * MINUTE) : 'never';
};

/**
 * The timer `wait-offer`: who has waited so long is offered a call-back or an e-mail, once a wait, and keeps the place. Not out of hours (then once it has
 * opened), not in a group or under a post, not by e-mail, where nobody waits before a screen. Safe to run twice.
 */
export const offerContact = async (ports: Ports, input: { escalationId: string }): Promise<void> => {
  const escalation = await ports.stores.escalations.get(scope, input.escalationId);
  if (!escalation || !isWaiting(escalation) || escalation.waitOfferedAt) return;
  const conversation = await ports.stores.conversations.get(scope, escalation.conversationId);
  const thread = conversation && lastUsedThread(conversation);
  if (conversation?.status !== 'queued' || !thread || thread.isGroup || thread.isPublic) return;
  if (conversation.channel === 'email') return;
  const later = await laterThan(ports, escalation);
  if (later === 'never') return;
  if (later) {
    await ports.stores.timers.set(scope, {
      kind: 'wait-offer',
      subject: escalation.id,
      dueAt: later,
      data: {},
    });
    return;
  }
  const account = await ports.channels.account(thread.accountId);
  const buttons = account ? ports.channels.capabilities(account).quickReplies : false;
  const { text, quickReplies } = waitOffer(conversation.language, buttons);
  const said = await say(ports, {
    conversationId: conversation.id,
    text,
    clientId: `wait-offer-${escalation.id}`,
    extra: quickReplies.length > 0 ? { quickReplies } : {},
  });
  if (!said) return;
  const decide = async (_current: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    const row = await ports.stores.escalations.get(scope, escalation.id, tx);
    if (!row || row.waitOfferedAt) return { events: [] };
    await updateEscalation(ports, row, { waitOfferedAt: now }, tx);
    return {
      set: { waitOfferFor: row.id },
      events: [{ type: 'escalation.wait-offered', refs: { escalation: row.id }, after: {} }],
    };
  };
  await changeConversation(ports, scope, { conversationId: conversation.id }, decide);
};

/** What the message says to the offer; undefined = it is about something else. */
const answerIn = (
  { text, payload }: Pick<Message, 'text' | 'payload'>,
  { wish }: Escalation,
): Escalation['wish'] | undefined => {
  const how = wishIn(text, payload);
  if (how && (!wish || payload !== undefined)) {
    const address = addressIn(text, how);
    return { how, ...(address ? { address } : {}) };
  }
  if (!wish || wish.address || wish.how === 'stay') return undefined;
  const address = addressIn(text, wish.how);
  return address ? { how: wish.how, address } : undefined;
};

/**
 * What a waiting customer answers to the offer: kept with the escalation and on its card, confirmed with the address on the record or told before, asked
 * for where there is none. They go on waiting. A message that is no answer changes nothing; the same one twice neither.
 */
export const noteContactWish = async (
  ports: Ports,
  message: Pick<Message, 'id' | 'conversationId' | 'text' | 'payload'>,
): Promise<void> => {
  const seen = await ports.stores.conversations.get(scope, message.conversationId);
  if (seen?.status !== 'queued' || !seen.escalationId) return;
  const escalation = await ports.stores.escalations.get(scope, seen.escalationId);
  if (!escalation?.waitOfferedAt) return;
  const answer = answerIn(message, escalation);
  if (!answer) return;
  const known = await contactOf(ports, scope, seen);
  const { how } = answer;
  const onRecord = how === 'email' ? known.email : how === 'call-back' ? known.phone : undefined;
  const address = answer.address ?? onRecord;
  const wish = { how, ...(address ? { address } : {}) };
  const fact = wishFact(seen.language, how, address);
  const decide = async (current: Conversation, tx: Tx): Promise<ConversationChange> => {
    const row = await ports.stores.escalations.get(scope, escalation.id, tx);
    if (!row || !isWaiting(row)) return { events: [] };
    if (row.wish?.how === how && row.wish.address === address) return { events: [] };
    const without = <F extends { label: string }>(facts: readonly F[]): F[] =>
      facts.filter(({ label }) => label !== fact?.label);
    const withFact = (facts: { label: string; value: string }[]) =>
      (fact ? [fact, ...without(facts)] : facts).slice(0, MAX_FACTS);
    await updateEscalation(ports, row, { wish, card: { ...row.card, facts: withFact(row.card.facts) } }, tx);
    const { state } = current.bot;
    return {
      set: { bot: { ...current.bot, state: { ...state, facts: withFact(state.facts) } } },
      events: [
        {
          type: 'escalation.contact-wished',
          actor: { kind: 'customer', id: current.customerId },
          refs: { escalation: row.id },
          after: { how, known: address !== undefined },
        },
      ],
    };
  };
  await changeConversation(ports, scope, { conversationId: seen.id }, decide);
  await say(ports, {
    conversationId: seen.id,
    text: wishReply(seen.language, how, address),
    clientId: `contact-wish-${message.id}`,
  });
};
