import { AppError, type ErrorCode } from '#contracts/errors.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import type { Ports } from '#server/ports.ts';
import type { Conversation, ConversationThread } from '../domain/conversation/conversation.ts';
import { defaultThread, lastUsedThread, preferredChannelOf } from '../domain/conversation/default-thread.ts';
import type { Delivery, Message } from '../domain/conversation/message.ts';
import type { AccountInfo } from '../ports/channels-port.ts';
import type { Scope } from '../ports/scope.ts';
import { presentFile } from '../presenters/file.ts';
import { survivingCustomer } from '../queries/surviving-customer.ts';
import { threadClosed } from './thread-closed.ts';

interface Ask {
  threadId?: string;
  purpose?: string;
  by: 'agent' | 'bot' | 'system';
}

/** What answers the message just written stays where that was written; a person's answer and a survey go where the customer wants to be reached. */
const followsWish = ({ by, purpose }: Ask): boolean =>
  by === 'agent' || purpose === 'csat' || purpose === 'nps' || purpose === 'ces';

/** The customer's way to be reached, among several threads. */
const usualThread = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  message: OutboundMessage,
  ask: Ask,
): Promise<ConversationThread | undefined> => {
  const { threads, customerId } = conversation;
  const open = new Set<string>();
  for (const thread of threads) {
    const account = await ports.channels.account(thread.accountId);
    if (account && !(await closedFor(ports, scope, { customerId, thread, account, message, ask })))
      open.add(thread.id);
  }
  const customer = await survivingCustomer(ports, scope, customerId);
  return defaultThread(conversation, {
    preferred: preferredChannelOf(customer),
    isOpen: (thread) => open.has(thread.id),
  })?.thread;
};

/** The thread an answer goes out on. Throws `no-channel`. */
const pickThread = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  message: OutboundMessage,
  ask: Ask,
): Promise<ConversationThread> => {
  const { threads } = conversation;
  const thread = ask.threadId
    ? threads.find((t) => t.id === ask.threadId)
    : threads.length > 1 && followsWish(ask)
      ? await usualThread(ports, scope, conversation, message, ask)
      : lastUsedThread(conversation);
  if (!thread) throw new AppError('no-channel');
  return thread;
};

/** Why nothing can be said on a thread. What everybody can read is no place for surveys, places in the queue and other words of the system. */
const closedFor = async (
  ports: Ports,
  scope: Scope,
  of: {
    customerId: string;
    thread: ConversationThread;
    account: AccountInfo;
    message: OutboundMessage;
    ask: Ask;
  },
): Promise<ErrorCode | undefined> => {
  const isPublic = of.thread.isPublic === true && !of.message.extra.replyPrivately;
  if (isPublic && of.ask.by === 'system') return 'channel-not-available';
  return threadClosed(ports, scope, {
    account: of.account,
    customerId: of.customerId,
    address: of.thread.address,
    lastInboundAt: of.thread.lastInboundAt,
    isDuty: of.ask.purpose === 'duty',
    byHuman: of.ask.by === 'agent',
    usesTemplate: of.message.extra.template !== undefined,
    isPublic,
  });
};

/** Stored files as attachments: the agent's own uploads, or files of this conversation. @throws AppError not-found */
export const loadFiles = async (
  ports: Ports,
  scope: Scope,
  ids: readonly string[],
  conversationId: string,
): Promise<Attachment[]> => {
  const files = await Promise.all(ids.map((id) => ports.stores.files.meta(scope, id)));
  return files.map((file) => {
    const theirs =
      scope.kind !== 'agent' ||
      (file?.owner.kind === 'agent' && file.owner.id === scope.agentId) ||
      (file?.conversationId !== undefined && file.conversationId === conversationId);
    if (!file || !theirs) throw new AppError('not-found', { what: 'file' });
    return presentFile(file);
  });
};

/** The last inbound message of a thread before `seq`: what an outbound answers. The same at each look, for inbound messages only come after. */
export const answeredBy = async (
  ports: Pick<Ports, 'stores'>,
  scope: Scope,
  conversationId: string,
  threadId: string,
  seq: number,
): Promise<OutboundMessage['answers']> => {
  const found = await ports.stores.messages.lastInbound(scope, conversationId, threadId, seq);
  if (!found?.externalId) return undefined;
  return { externalId: found.externalId, at: found.at, text: found.text, handle: found.handle ?? {} };
};

export interface Route {
  thread: ConversationThread;
  account: AccountInfo;
  parts: number;
}

/** Finds the way out and refuses early what the channel cannot take. */
export const findRoute = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  message: OutboundMessage,
  input: Ask,
): Promise<Route> => {
  const thread = await pickThread(ports, scope, conversation, message, input);
  const account = await ports.channels.account(thread.accountId);
  if (!account) throw new AppError('channel-not-available');
  const { customerId } = conversation;
  const closed = await closedFor(ports, scope, { customerId, thread, account, message, ask: input });
  if (closed) throw new AppError(closed);
  const answers = await answeredBy(ports, scope, conversation.id, thread.id, conversation.seq + 1);
  const parts = await ports.channels.parts(
    account.id,
    thread.address,
    thread.id.slice(account.id.length + 1),
    { ...message, ...(answers ? { answers } : {}) },
  );
  return { thread, account, parts };
};

/** One delivery per part, first attempt, due now. */
export const deliveriesOf = (message: Message, route: Route, now: Date): Delivery[] =>
  Array.from({ length: route.parts }, (_, part) => ({
    id: `${message.id}:${part}:1`,
    messageId: message.id,
    conversationId: message.conversationId,
    accountId: route.account.id,
    channel: route.account.channel,
    threadId: route.thread.id,
    to: route.thread.address,
    seq: message.seq,
    part,
    attempt: 1,
    state: 'queued' as const,
    idempotencyKey: `${message.id}:${part}:1`,
    tries: 0,
    dueAt: now,
    at: now,
  }));
