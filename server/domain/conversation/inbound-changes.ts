import type { AnyInteraction } from '#contracts/events.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { identityId } from '../customer/identify.ts';
import { statusMayMove } from './delivery.ts';
import { type InboundItem, type InboundPlan, type PlanContext, touch } from './inbound-world.ts';
import { interaction } from './interaction.ts';
import type { Message } from './message.ts';
import { tokenise } from './tokens.ts';

type EventOf<T extends InboundEvent['type']> = Extract<InboundEvent, { type: T }>;
type Change = EventOf<'edit'> | EventOf<'reaction'> | EventOf<'unsend'>;

const MAX_EDITS = 20;
const MAX_REACTIONS = 20;
/** A change may overtake the message it changes: it waits for that one's receipt as long as a status does. */
const target = (
  plan: InboundPlan,
  item: InboundItem,
  event: Change,
): Message | 'waits' | 'no-receipt' | 'gone' => {
  const id = `${item.account.id}|${event.externalId}`;
  const receipt = plan.known.receipts.get(id);
  if (!receipt) {
    if (item.waitedOut) return 'no-receipt';
    plan.waits.push({ id: item.ledgerId, waitsFor: id });
    return 'waits';
  }
  return plan.known.messages.get(receipt.messageId) ?? 'gone';
};

const edited = (message: Message, event: EventOf<'edit'>): Partial<Message> => ({
  text: event.text,
  tokens: tokenise(event.text),
  extra: {
    ...message.extra,
    edits: [...(message.extra.edits ?? []), { text: message.text, at: event.at.toISOString() }].slice(
      -MAX_EDITS,
    ),
  },
});

const reacted = (message: Message, event: EventOf<'reaction'>): Partial<Message> => {
  const by = event.ours ? ('agent' as const) : ('customer' as const);
  const others = (message.extra.reactions ?? []).filter((r) => r.by !== by);
  const reactions = event.emoji
    ? [...others, { emoji: event.emoji.slice(0, 64), by }].slice(-MAX_REACTIONS)
    : others;
  return { extra: { ...message.extra, reactions } };
};

/** What was taken back is taken out: the text, its earlier texts and the media; the line stays, so that the order of the conversation does. */
const unsent = (message: Message): Partial<Message> => {
  const { edits: _edits, place: _place, contacts: _contacts, ...extra } = message.extra;
  return { text: '', tokens: [], attachments: [], extra: { ...extra, isUnsent: true } };
};

const rowOf = (message: Message, event: Change, context: PlanContext): AnyInteraction => {
  const fields = {
    id: context.newId(),
    now: context.now,
    at: event.at,
    actor: event.ours ? { kind: 'agent' as const } : { kind: 'customer' as const, id: message.customerId },
    refs: { customer: message.customerId, conversation: message.conversationId, message: message.id },
  };
  if (event.type === 'edit') return interaction('message.edited', { ...fields, after: {} });
  if (event.type === 'unsend') return interaction('message.unsent', { ...fields, after: {} });
  return interaction('message.reacted', { ...fields, after: event.emoji ? {} : { removed: true } });
};

/** An edit, a reaction or an unsend of a message we know. A message taken back stays taken back. */
export const planChange = (
  plan: InboundPlan,
  item: InboundItem,
  event: Change,
  context: PlanContext,
): string => {
  const message = target(plan, item, event);
  if (typeof message === 'string') return message;
  if (message.extra.isUnsent) return 'gone';
  const author = event.ours ? 'outbound' : 'inbound';
  if (event.type !== 'reaction' && message.direction !== author) return 'not-theirs';
  const change =
    event.type === 'edit'
      ? edited(message, event)
      : event.type === 'unsend'
        ? unsent(message)
        : reacted(message, event);
  Object.assign(message, change);
  plan.changes.push({ message, set: change });
  const conversation = plan.known.conversations.get(message.conversationId);
  if (conversation) {
    if (conversation.seq === message.seq && event.type !== 'reaction')
      conversation.lastLine = message.text.replace(/\s+/gu, ' ').slice(0, 160);
    touch(plan, conversation, context.now);
  }
  plan.interactions.push(rowOf(message, event, context));
  return event.type;
};

/** A watermark: whatever went out on the thread up to then was read. */
export const planReadUpTo = (
  plan: InboundPlan,
  item: InboundItem,
  event: EventOf<'read-up-to'>,
  context: PlanContext,
): string => {
  const threadId = `${item.account.id}|${event.threadKey}`;
  let read = 0;
  for (const delivery of plan.known.unread) {
    if (delivery.threadId !== threadId || delivery.at > event.at || !statusMayMove(delivery.state, 'read'))
      continue;
    delivery.state = 'read';
    read += 1;
    plan.statuses.push({ delivery, state: 'read', at: event.at });
    const customer = plan.known.conversations.get(delivery.conversationId)?.customerId;
    plan.interactions.push(
      interaction('message.read', {
        id: context.newId(),
        now: context.now,
        at: event.at,
        actor: { kind: 'system' },
        refs: {
          conversation: delivery.conversationId,
          message: delivery.messageId,
          ...(customer ? { customer } : {}),
        },
        after: { attempt: delivery.attempt },
      }),
    );
  }
  return read > 0 ? 'read' : 'nothing-unread';
};

/** The customer blocked or unfollowed us, or came back: kept as consent of that address, which sending honours. */
export const planContact = (
  plan: InboundPlan,
  item: InboundItem,
  event: EventOf<'contact'>,
  context: PlanContext,
): string => {
  const { from } = event;
  const identity = plan.known.identities.get(
    identityId(from.kind, from.value, from.scoped ? item.account.id : undefined),
  );
  const optedOut = event.state === 'unreachable';
  if (!identity) return 'nobody-known';
  if (identity.optedOut === optedOut) return 'as-before';
  identity.optedOut = optedOut;
  plan.touched.identities.add(identity.id);
  plan.interactions.push(
    interaction('consent.changed', {
      id: context.newId(),
      now: context.now,
      at: event.at,
      actor: { kind: 'customer', id: identity.customerId },
      refs: { customer: identity.customerId },
      before: { optedOut: !optedOut },
      after: { channel: item.account.channel, optedOut, keyword: event.state },
    }),
  );
  return 'contact';
};
