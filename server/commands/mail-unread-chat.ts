import { AppError } from '#contracts/errors.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import { MINUTE } from '#contracts/time.ts';
import type { Conversation, ConversationThread } from '../domain/conversation/conversation.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Message } from '../domain/conversation/message.ts';
import { mailOfUnread, unreadAnswers } from '../domain/conversation/unread-chat.ts';
import { lostRace, system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type MailWay, mailWayOf } from '../queries/mail-way.ts';
import { afterSend, appendOutbound, type Sent } from './send-message.ts';

const scope = system('mail-unread-chat');
/** The latest messages are looked at for unread ones. */
const LOOKED_AT = 100;
/** While the customer's page is open, this often is looked whether it still is. */
const LOOK_AGAIN_MS = MINUTE;
/** Refusals of the mailbox: then it stays in the chat. */
const CLOSED: readonly string[] = ['no-channel', 'channel-not-available', 'opted-out', 'file-not-accepted'];

const setTimer = (
  ports: Ports,
  conversationId: string,
  dueAt: Date,
  data: { threadId: string; onlineAt?: string },
): Promise<unknown> =>
  ports.stores.timers.set(scope, { kind: 'unread-chat', subject: conversationId, dueAt, data });

/**
 * An answer went out on a web chat: should it stay unread and its reader be gone, it is due by mail after the mailbox's time. Nothing where no mail can go.
 * One look per conversation stands at a time; the first unread answer decides when.
 */
export const watchUnreadChat = async (
  ports: Ports,
  input: { conversationId: string; threadId: string; at: Date },
): Promise<void> => {
  const conversation = await ports.stores.conversations.get(scope, input.conversationId);
  const thread = conversation?.threads.find((t) => t.id === input.threadId);
  if (!conversation || conversation.spam || thread?.channel !== 'web-chat') return;
  const way = await mailWayOf(ports, scope, conversation, thread);
  if (!way) return;
  const standing = await ports.stores.timers.get(scope, 'unread-chat', conversation.id);
  // One that is due is being looked at: it may have missed this answer.
  if (standing && standing.dueAt > ports.clock.now()) return;
  await setTimer(ports, conversation.id, new Date(input.at.getTime() + way.afterMs), { threadId: thread.id });
};

const unreadOf = async (ports: Ports, conversation: Conversation, threadId: string): Promise<Message[]> =>
  unreadAnswers(
    conversation,
    threadId,
    await ports.stores.messages.page(scope, conversation.id, { limit: LOOKED_AT, visible: 'public' }),
  );

/** The thread the mail goes out on: theirs on that mailbox, else one of this conversation's own, which no other conversation can be led by. */
const mailThread = async (
  ports: Ports,
  tx: Tx,
  conversation: Conversation,
  { account, address }: MailWay,
): Promise<ConversationThread> => {
  const theirs = conversation.threads
    .filter((t) => t.accountId === account.id && t.address === address)
    .toSorted((a, b) => (b.lastInboundAt?.getTime() ?? 0) - (a.lastInboundAt?.getTime() ?? 0))[0];
  if (theirs) return theirs;
  const key = `${conversation.id}|${address}`;
  const thread = { id: `${account.id}|${key}`, accountId: account.id, channel: account.channel, address };
  const { customerId, id: conversationId } = conversation;
  const createdAt = ports.clock.now();
  await ports.stores.customers.upsertThread(
    scope,
    { ...thread, key, customerId, conversationId, createdAt, version: 1 },
    tx,
  );
  return thread;
};

const switchedRow = (ports: Ports, conversation: Conversation, thread: ConversationThread): AnyInteraction =>
  interaction('conversation.channel-switched', {
    id: ports.newId(),
    now: ports.clock.now(),
    actor: { kind: 'system' },
    refs: { customer: conversation.customerId, conversation: conversation.id, thread: thread.id },
    before: { channel: conversation.channel },
    after: { channel: thread.channel, cause: 'unread-chat' },
  });

/** Sends what is unread as one mail and notes up to where it was sent, in the one transaction: a second look finds nothing left. */
const send = async (
  ports: Ports,
  tx: Tx,
  input: { conversationId: string; threadId: string },
  way: MailWay,
): Promise<Sent | undefined> => {
  const conversation = await ports.stores.conversations.get(scope, input.conversationId, tx);
  const unread = conversation ? await unreadOf(ports, conversation, input.threadId) : [];
  const last = unread.at(-1);
  if (!conversation || !last) return undefined;
  const settings = await ports.stores.settings.current(scope);
  const { attachments } = ports.channels.capabilities(way.account);
  const { language } = conversation;
  const mail = mailOfUnread(unread, {
    language,
    timeZone: settings.hours.timeZone,
    botName: settings.botName[language],
    shopName: settings.shopName[language],
    room: attachments ?? { maxCount: 0, maxBytes: 0 },
  });
  const thread = await mailThread(ports, tx, conversation, way);
  const known = conversation.threads.some((t) => t.id === thread.id);
  const set: Partial<Conversation> = {
    threads: known ? conversation.threads : [...conversation.threads, thread],
    accountId: thread.accountId,
    channel: thread.channel,
    mailedSeq: last.seq,
    updatedAt: ports.clock.now(),
  };
  const moved =
    (await ports.stores.conversations.update(scope, conversation.id, conversation.version, { set }, tx)) ??
    lostRace();
  const row = switchedRow(ports, conversation, thread);
  await ports.stores.interactions.insert(scope, [row], tx);
  const sent = await appendOutbound(
    ports,
    scope,
    tx,
    moved,
    {
      conversationId: moved.id,
      threadId: thread.id,
      text: mail.text,
      extra: mail.extra,
      by: 'system',
      purpose: 'unread-chat',
    },
    { attachments: mail.attachments },
  );
  return { ...sent, interactions: [row, ...sent.interactions] };
};

/**
 * The look at a web chat's unread answers: they go out as one mail when the customer has been gone for the mailbox's time, and are looked at again while
 * they are there. Nothing when they read, wrote or went on elsewhere meanwhile. `onlineAt`: when they were last seen there. True when a mail went out.
 */
export const mailUnreadChat = async (
  ports: Ports,
  input: { conversationId: string; threadId: string; onlineAt?: Date },
): Promise<boolean> => {
  const conversation = await ports.stores.conversations.get(scope, input.conversationId);
  const thread = conversation?.threads.find((t) => t.id === input.threadId);
  if (!conversation || !thread || conversation.spam || conversation.accountId !== thread.accountId)
    return false;
  const [first] = await unreadOf(ports, conversation, thread.id);
  const way = first && (await mailWayOf(ports, scope, conversation, thread));
  if (!first || !way) return false;
  const now = ports.clock.now();
  const { threadId } = input;
  if (await ports.presence.visitorOnline(threadId)) {
    const dueAt = new Date(now.getTime() + LOOK_AGAIN_MS);
    await setTimer(ports, conversation.id, dueAt, { threadId, onlineAt: now.toISOString() });
    return false;
  }
  const since = Math.max(first.at.getTime(), input.onlineAt?.getTime() ?? 0);
  const dueAt = new Date(since + way.afterMs);
  if (dueAt > now) {
    const seen = input.onlineAt ? { onlineAt: input.onlineAt.toISOString() } : {};
    await setTimer(ports, conversation.id, dueAt, { threadId, ...seen });
    return false;
  }
  try {
    const sent = await ports.stores.transaction(scope, (tx) => send(ports, tx, input, way));
    if (sent) afterSend(ports, sent);
    return sent !== undefined;
  } catch (error) {
    if (error instanceof AppError && CLOSED.includes(error.code)) return false;
    throw error;
  }
};
