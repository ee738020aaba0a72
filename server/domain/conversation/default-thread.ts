import { Channel } from '#contracts/message.ts';
import type { Customer } from '../customer/customer.ts';
import type { Conversation, ConversationThread } from './conversation.ts';

/** Why an answer goes out on this thread when nobody chose one: the customer's stated wish, the channel last used, or the next open one after that. */
export type DefaultReason = 'preferred' | 'last-used' | 'open';

/** The channel a customer asked to be answered on: the field, else the attribute of that name the owner's own systems gave. */
export const preferredChannelOf = (
  customer: Pick<Customer, 'preferredChannel' | 'attributes'> | undefined,
): Channel | undefined =>
  customer?.preferredChannel ??
  Channel.safeParse(customer?.attributes.find(({ k }) => k === 'preferredChannel')?.v).data;

const latest = (threads: readonly ConversationThread[]): ConversationThread | undefined =>
  threads.toSorted((a, b) => (b.lastInboundAt?.getTime() ?? 0) - (a.lastInboundAt?.getTime() ?? 0))[0];

/** The thread of the channel last used. Undefined: the conversation has none. */
export const lastUsedThread = (
  conversation: Pick<Conversation, 'threads' | 'accountId'>,
): ConversationThread | undefined =>
  latest(conversation.threads.filter((t) => t.accountId === conversation.accountId)) ??
  conversation.threads[0];

/**
 * Where an answer goes by default: the channel the customer stated, if it is open here; else the channel last used, if it is open; else the open one they
 * wrote on last; else the channel last used, which says why it is closed. Where several read along (a comment, a group) only when it was used last.
 */
export const defaultThread = (
  conversation: Pick<Conversation, 'threads' | 'accountId'>,
  ask: { preferred: Channel | undefined; isOpen: (thread: ConversationThread) => boolean },
): { thread: ConversationThread; reason: DefaultReason } | undefined => {
  const used = lastUsedThread(conversation);
  if (!used) return undefined;
  const open = conversation.threads.filter((t) => !t.isPublic && !t.isGroup && ask.isOpen(t));
  const preferred = latest(open.filter((t) => t.channel === ask.preferred));
  if (preferred) return { thread: preferred, reason: 'preferred' };
  if (ask.isOpen(used)) return { thread: used, reason: 'last-used' };
  const other = latest(open);
  return other ? { thread: other, reason: 'open' } : { thread: used, reason: 'last-used' };
};
