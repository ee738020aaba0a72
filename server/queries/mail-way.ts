import { z } from 'zod';
import { MINUTE } from '#contracts/time.ts';
import type { Conversation, ConversationThread } from '../domain/conversation/conversation.ts';
import type { AccountInfo } from '../ports/channels-port.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { survivingCustomer } from './surviving-customer.ts';

const DEFAULT_MINUTES = 15;
const Minutes = z.object({ unreadChatMinutes: z.number().min(0).default(DEFAULT_MINUTES) });
/** Of the web chat account's settings: the fields a visitor fills in before the chat. */
const PreChat = z.object({
  preChat: z.object({ fields: z.array(z.object({ key: z.string(), type: z.string() })) }),
});
const Address = z.email().max(320);

/** How a web chat can go on by mail. */
export interface MailWay {
  account: AccountInfo;
  address: string;
  /** How long an answer may stay unread before. */
  afterMs: number;
}

/** What the visitor typed into a mail field of the form before the chat. */
const typedAddress = (conversation: Conversation, chat: AccountInfo | undefined): string | undefined => {
  const form = PreChat.safeParse(chat?.settings);
  if (!form.success) return undefined;
  const keys = form.data.preChat.fields.filter(({ type }) => type === 'email').map(({ key }) => key);
  for (const { k, v } of conversation.attributes) {
    const address = keys.includes(k) ? Address.safeParse(String(v).trim().toLowerCase()) : undefined;
    if (address?.success) return address.data;
  }
  return undefined;
};

/** The customer's own mail address: a verified one, else the one they typed themselves. One that has opted out is none. */
const addressOf = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  thread: ConversationThread,
): Promise<string | undefined> => {
  const { customers } = ports.stores;
  const customer = await survivingCustomer(ports, scope, conversation.customerId);
  if (!customer || customer.blocked || customer.erasedAt) return undefined;
  const identities = await customers.identities(scope, await customers.aliases(scope, customer.id));
  const mails = identities.filter(({ kind }) => kind === 'email');
  const verified = mails
    .filter((i) => i.verified && !i.optedOut)
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
  if (verified) return verified.value;
  const typed = typedAddress(conversation, await ports.channels.account(thread.accountId));
  if (!typed) return undefined;
  const known = await customers.identity(scope, `email:${typed}`);
  return known?.optedOut ? undefined : typed;
};

/** The first mailbox that writes and has not switched this off. */
const mailboxOf = async (
  ports: Ports,
  scope: Scope,
): Promise<Pick<MailWay, 'account' | 'afterMs'> | undefined> => {
  for (const { id, channel, paused } of await ports.stores.accounts.list(scope)) {
    if (channel !== 'email' || paused) continue;
    const account = await ports.channels.account(id);
    if (!account || !ports.channels.capabilities(account).canStart) continue;
    const minutes = Minutes.safeParse(account.settings).data?.unreadChatMinutes ?? DEFAULT_MINUTES;
    if (minutes > 0) return { account, afterMs: minutes * MINUTE };
  }
  return undefined;
};

/** By which mailbox to which address a web chat thread can go on; undefined: it cannot, or it is switched off. */
export const mailWayOf = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  thread: ConversationThread,
): Promise<MailWay | undefined> => {
  const mailbox = await mailboxOf(ports, scope);
  if (!mailbox) return undefined;
  const address = await addressOf(ports, scope, conversation, thread);
  return address === undefined ? undefined : { ...mailbox, address };
};
