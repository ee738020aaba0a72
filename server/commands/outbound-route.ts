import { AppError } from '#contracts/errors.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import type { Ports } from '#server/ports.ts';
import type { Conversation, ConversationThread } from '../domain/conversation/conversation.ts';
import type { Delivery, Message } from '../domain/conversation/message.ts';
import type { AccountInfo } from '../ports/channels-port.ts';
import type { Scope } from '../ports/scope.ts';
import { presentFile } from '../presenters/file.ts';
import { threadClosed } from './thread-closed.ts';

/** The thread an answer goes out on. Throws `no-channel`. */
const pickThread = (conversation: Conversation, threadId: string | undefined): ConversationThread => {
  const latest = (threads: readonly ConversationThread[]): ConversationThread | undefined =>
    threads.toSorted((a, b) => (b.lastInboundAt?.getTime() ?? 0) - (a.lastInboundAt?.getTime() ?? 0))[0];
  const thread = threadId
    ? conversation.threads.find((t) => t.id === threadId)
    : (latest(conversation.threads.filter((t) => t.accountId === conversation.accountId)) ??
      conversation.threads[0]);
  if (!thread) throw new AppError('no-channel');
  return thread;
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
  input: { threadId?: string; purpose?: string; by: 'agent' | 'bot' | 'system' },
): Promise<Route> => {
  const thread = pickThread(conversation, input.threadId);
  const account = await ports.channels.account(thread.accountId);
  if (!account) throw new AppError('channel-not-available');
  const closed = await threadClosed(ports, scope, {
    account,
    customerId: conversation.customerId,
    address: thread.address,
    lastInboundAt: thread.lastInboundAt,
    isDuty: input.purpose === 'duty',
    byHuman: input.by === 'agent',
    usesTemplate: message.extra.template !== undefined,
  });
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
