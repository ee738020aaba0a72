import { AppError } from '#contracts/errors.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import { HOUR } from '#contracts/time.ts';
import type { Ports } from '#server/ports.ts';
import type { Conversation, ConversationThread } from '../domain/conversation/conversation.ts';
import type { Delivery, Message } from '../domain/conversation/message.ts';
import type { AccountInfo } from '../ports/channels-port.ts';
import type { Scope } from '../ports/scope.ts';

/** The thread an answer goes out on. Throws `no-channel`. */
const pickThread = (conversation: Conversation, threadId: string | undefined): ConversationThread => {
  const thread = threadId
    ? conversation.threads.find((t) => t.id === threadId)
    : (conversation.threads.find((t) => t.accountId === conversation.accountId) ?? conversation.threads[0]);
  if (!thread) throw new AppError('no-channel');
  return thread;
};

/** Says why nothing can be sent on a thread now; undefined when it is open. The reply window is checked again when it is sent. */
export const closedReason = (
  capabilities: { replyWindowHours?: number; optOut: boolean },
  account: AccountInfo | undefined,
  thread: Pick<ConversationThread, 'lastInboundAt'>,
  optedOut: boolean,
  now: Date,
): 'channel-not-available' | 'opted-out' | 'reply-window-closed' | undefined => {
  if (!account || account.paused) return 'channel-not-available';
  if (capabilities.optOut && optedOut) return 'opted-out';
  const hours = capabilities.replyWindowHours;
  if (
    hours !== undefined &&
    (!thread.lastInboundAt || now.getTime() - thread.lastInboundAt.getTime() > hours * HOUR)
  )
    return 'reply-window-closed';
  return undefined;
};

/** Stored files as attachments. @throws AppError not-found */
export const loadFiles = async (
  ports: Ports,
  scope: Scope,
  ids: readonly string[],
): Promise<Attachment[]> => {
  const files = await Promise.all(ids.map((id) => ports.stores.files.meta(scope, id)));
  return files.map((file) => {
    if (!file) throw new AppError('not-found', { what: 'file' });
    return {
      fileId: file.id as Attachment['fileId'],
      name: file.name,
      mime: file.mime,
      size: file.size,
      kind: file.kind,
      status: 'stored',
    } as Attachment;
  });
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
  input: { threadId?: string; purpose?: string },
): Promise<Route> => {
  const thread = pickThread(conversation, input.threadId);
  const account = await ports.channels.account(thread.accountId);
  if (!account) throw new AppError('channel-not-available');
  const known = await ports.stores.customers.identities(scope, [conversation.customerId]);
  const optedOut = known.some((i) => i.value === thread.address && i.optedOut);
  const closed = closedReason(
    ports.channels.capabilities(account),
    account,
    thread,
    optedOut && input.purpose !== 'duty',
    ports.clock.now(),
  );
  if (closed) throw new AppError(closed);
  const parts = await ports.channels.parts(
    account.id,
    thread.address,
    thread.id.slice(account.id.length + 1),
    message,
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
