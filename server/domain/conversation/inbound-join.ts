import type { InboundEvent } from '#contracts/inbound.ts';
import type { Customer } from '../customer/customer.ts';
import type { Conversation } from './conversation.ts';
import type { InboundAccount, InboundPlan, Known } from './inbound-world.ts';
import type { Message } from './message.ts';

type MessageEvent = Extract<InboundEvent, { type: 'message' }>;

/** The customer an id stands for after merges; undefined when nobody is known by it. */
export const rootOf = ({ customers }: Pick<Known, 'customers'>, id: string): Customer | undefined => {
  let customer = customers.get(id);
  for (let hops = 0; customer?.mergedInto && hops < 20; hops++)
    customer = customers.get(customer.mergedInto) ?? customer;
  return customer;
};
/** The id of `rootOf`; the id itself of somebody not known. */
export const rootId = (known: Pick<Known, 'customers'>, id: string): string => rootOf(known, id)?.id ?? id;

/** Somebody else than the conversation's own customer writes in it: a cc'd person, a group. They reach a person, never the bot. */
export const isOtherParty = (plan: InboundPlan, conversation: Conversation, customer: Customer): boolean =>
  rootId(plan.known, conversation.customerId) !== customer.id;

/**
 * The conversation a mail names, by the first of its hints that leads to one: our signed address, then a message id we sent or got, then a number, which
 * counts from the conversation's own customer only: a stranger who quotes it opens a new conversation. Merged ones lead to what they were merged into.
 */
export const joinedBy = (
  plan: InboundPlan,
  event: MessageEvent,
  account: InboundAccount,
  customer: Customer | undefined,
): Conversation | undefined => {
  const { conversations, receipts } = plan.known;
  for (const hint of event.join ?? []) {
    const found =
      hint.by === 'conversation'
        ? conversations.get(hint.id)
        : hint.by === 'reference'
          ? conversations.get(receipts.get(`${account.id}|${hint.externalId}`)?.conversationId ?? '')
          : customer &&
            [...conversations.values()].find(
              (c) => c.number === hint.number && !isOtherParty(plan, c, customer),
            );
    const whole = found?.mergedInto ? conversations.get(found.mergedInto) : found;
    if (whole) return whole;
  }
  return undefined;
};

/** What the channel told beside the text, for the inbox to draw. */
export const extraOf = (event: MessageEvent): Message['extra'] => ({
  ...(event.mail
    ? {
        mail: {
          ...event.mail,
          ...(event.automatic && event.automatic !== 'standby' ? { automatic: event.automatic } : {}),
        },
      }
    : {}),
  ...(event.place ? { place: event.place } : {}),
  ...(event.contacts?.length ? { contacts: event.contacts.slice(0, 10) } : {}),
  ...(event.isPublic ? { isPublic: true } : {}),
  ...(event.link ? { link: event.link } : {}),
  ...(event.unsupported ? { unsupported: event.unsupported.slice(0, 64) } : {}),
  ...(event.stars ? { stars: event.stars } : {}),
});
