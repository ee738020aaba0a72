import type { Conversation } from '../domain/conversation/conversation.ts';
import { addressIn } from '../domain/routing/contact-wish.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

export interface Contact {
  email?: string;
  phone?: string;
}

/** Channels whose thread is a telephone number. */
const BY_PHONE: ReadonlySet<string> = new Set(['sms', 'whatsapp']);

/** Verified addresses on a customer's record. */
export const recordedContact = async (
  ports: Pick<Ports, 'stores'>,
  scope: Scope,
  customerId: string,
): Promise<Contact> => {
  const { customers } = ports.stores;
  const aliases = await customers.aliases(scope, customerId);
  const all = await customers.identities(scope, aliases.length > 0 ? aliases : [customerId]);
  const of = (...kinds: string[]): string | undefined =>
    all.find(({ kind, verified }) => verified && kinds.includes(kind))?.value;
  const [email, phone] = [of('email'), of('phone', 'whatsapp')];
  return { ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
};

/** Where a customer can be reached beside the chat: told in it, the thread's own number, else verified on the record. */
export const contactOf = async (
  ports: Pick<Ports, 'stores'>,
  scope: Scope,
  conversation: Pick<Conversation, 'customerId' | 'threads' | 'bot'>,
): Promise<Contact> => {
  const told = conversation.bot.state.facts.map(({ value }) => value);
  const said = (how: 'call-back' | 'email'): string | undefined =>
    told.map((value) => addressIn(value, how)).find(Boolean);
  const recorded = await recordedContact(ports, scope, conversation.customerId);
  const thread = (channel: (one: string) => boolean): string | undefined =>
    conversation.threads.find((one) => channel(one.channel) && !one.isGroup && !one.isPublic)?.address;
  const email = said('email') ?? recorded.email ?? thread((one) => one === 'email');
  const phone = said('call-back') ?? thread((one) => BY_PHONE.has(one)) ?? recorded.phone;
  return { ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
};
