import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { AnyInteraction, EventActor } from '#contracts/events.ts';
import type { ConversationId, MessageId } from '#contracts/ids.ts';
import type { Attachment, MessageExtra } from '#contracts/message.ts';
import { MAX_TEXT } from '#contracts/message.ts';
import type { Ports } from '#server/ports.ts';
import { authorize } from '../domain/access/can.ts';
import type { Conversation, ConversationThread } from '../domain/conversation/conversation.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Delivery, Message } from '../domain/conversation/message.ts';
import { answered } from '../domain/conversation/promise.ts';
import { tokenise } from '../domain/conversation/tokens.ts';
import { transition } from '../domain/conversation/transition.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import { deliveriesOf, findRoute, loadFiles } from './outbound-route.ts';
import { FIRST, wakeDelivery } from './wake-delivery.ts';

export interface SendInput {
  conversationId: string;
  text: string;
  by: 'agent' | 'bot' | 'system';
  visibility?: 'public' | 'note';
  clientId?: string;
  fileIds?: readonly string[];
  mentions?: readonly string[];
  /** Thread to answer on; default: the channel last used. */
  threadId?: string;
  /** Last seq the writer saw; a public answer since then is refused with `version-conflict` unless `force`. */
  basedOnSeq?: number;
  force?: boolean;
  extra?: z.infer<typeof MessageExtra>;
  /** Why the system speaks, a code: queue place, hours, survey … */
  purpose?: string;
}

interface Author {
  actor: EventActor;
  name: string | undefined;
}

const authorOf = async (ports: Ports, scope: Scope, by: SendInput['by']): Promise<Author> => {
  if (by === 'bot') return { actor: { kind: 'bot' }, name: undefined };
  if (by === 'system' || scope.kind !== 'agent') return { actor: { kind: 'system' }, name: undefined };
  const agent = await ports.stores.agents.get(scope, scope.agentId);
  return { actor: { kind: 'agent', id: scope.agentId }, name: agent?.name };
};

/** How a public answer changes its conversation. An agent's ends the wait and, where nobody held it, makes them its speaker. */
const changeBy = (
  conversation: Conversation,
  input: SendInput,
  actor: EventActor,
  seq: number,
  now: Date,
  thread: ConversationThread,
): {
  set: Partial<Conversation>;
  unset: (keyof Conversation)[];
  events: {
    type: 'conversation.assigned' | 'conversation.status-changed' | 'promise.kept' | 'promise.broken';
    before?: Record<string, unknown>;
    after: Record<string, unknown>;
  }[];
} => {
  const line = {
    lastLine: (input.text || '…').replace(/\s+/gu, ' ').slice(0, 160),
    lastAuthor: input.by,
    lastAt: now,
  };
  // The words of a hand-over say nothing about the matter: the row keeps what the customer wrote, new to whoever takes it.
  const handsOver = input.by === 'bot' && input.extra?.bot?.decision === 'escalate';
  const set: Partial<Conversation> = {
    seq,
    ...(handsOver ? { lastAt: now } : line),
    updatedAt: now,
    accountId: thread.accountId,
    channel: conversation.threads.find((t) => t.id === thread.id)?.channel ?? conversation.channel,
  };
  if (input.by === 'system') return { set: { seq, updatedAt: now }, unset: [], events: [] };
  if (input.by === 'bot') return { set: { ...set, botInvolved: true }, unset: ['waitingSince'], events: [] };
  const next = transition(conversation.status, 'agent-wrote', { assigned: true, botOn: false });
  if (!next.ok) throw new AppError(next.code);
  const events: ReturnType<typeof changeBy>['events'] = [];
  const assign = conversation.assigneeId === undefined && next.status !== 'resolved';
  if (assign) events.push({ type: 'conversation.assigned', before: {}, after: { assigneeId: actor.id } });
  if (next.status !== conversation.status)
    events.push({
      type: 'conversation.status-changed',
      before: { status: conversation.status, speaker: conversation.speaker },
      after: { status: next.status, speaker: 'human' },
    });
  const kept = answered(conversation.promises, now);
  events.push(...(kept?.events ?? []));
  return {
    set: {
      ...set,
      humanInvolved: true,
      ...(kept ? { promises: kept.promises } : {}),
      speaker: 'human',
      status: next.status,
      ...(assign && actor.id ? { assigneeId: actor.id } : {}),
      ...(conversation.firstHumanReplyAt ? {} : { firstHumanReplyAt: now }),
      ...(actor.id ? { readBy: { ...conversation.readBy, [actor.id]: seq } } : {}),
    },
    unset: ['waitingSince'],
    events,
  };
};

/** Another public answer by a person since the writer looked: warn before two answers go out. */
const checkCollision = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  input: SendInput,
): Promise<void> => {
  if (
    input.by !== 'agent' ||
    input.force ||
    input.basedOnSeq === undefined ||
    input.basedOnSeq >= conversation.seq ||
    scope.kind !== 'agent'
  )
    return;
  const since = await ports.stores.messages.page(scope, conversation.id, {
    afterSeq: input.basedOnSeq,
    limit: 100,
    visible: 'public',
  });
  if (
    since.some(
      (m) => m.direction === 'outbound' && m.author.kind === 'agent' && m.author.id !== scope.agentId,
    )
  )
    throw new AppError('version-conflict', { cause: 'answered-meanwhile' });
};

const buildMessage = (
  ports: Ports,
  conversation: Conversation,
  input: SendInput,
  author: Author,
  attachments: Attachment[],
  thread: ConversationThread | undefined,
  seq: number,
  now: Date,
): Message => ({
  id: ports.newId(),
  conversationId: conversation.id,
  customerId: conversation.customerId,
  seq,
  ...(thread ? { threadId: thread.id, accountId: thread.accountId, channel: thread.channel } : {}),
  direction: thread ? 'outbound' : 'note',
  author: { ...author.actor, ...(author.name ? { name: author.name } : {}) },
  text: input.text,
  attachments,
  extra: { ...input.extra, ...(input.mentions?.length ? { mentions: [...input.mentions] } : {}) },
  at: now,
  counter: 0,
  late: false,
  acceptedAt: now,
  ...(thread ? { delivery: { state: 'queued' as const, attempt: 1 } } : {}),
  ...(input.clientId ? { clientId: input.clientId } : {}),
  tokens: tokenise(input.text),
  version: 1,
});

export interface Sent {
  message: Message;
  conversation: Conversation;
  deliveries: Delivery[];
  interactions: AnyInteraction[];
}

/** What the record says of an outbound message and of what it changed about its conversation. */
const rowsOf = (
  ports: Ports,
  conversation: Conversation,
  input: SendInput,
  actor: Author['actor'],
  message: Message,
  way: Awaited<ReturnType<typeof findRoute>>,
  events: ReturnType<typeof changeBy>['events'],
): AnyInteraction[] => {
  const now = ports.clock.now();
  const refs = { customer: conversation.customerId, conversation: conversation.id };
  const firstReply = input.by === 'agent' && conversation.firstHumanReplyAt === undefined;
  return [
    interaction('message.queued', {
      id: ports.newId(),
      now,
      actor,
      refs: { ...refs, message: message.id, thread: way.thread.id, account: way.account.id },
      after: {
        seq: message.seq,
        channel: way.account.channel,
        by: input.by,
        ...(firstReply ? { firstReply } : {}),
        ...(input.purpose ? { purpose: input.purpose } : {}),
      },
    }),
    ...events.map((e) =>
      interaction(e.type, {
        id: ports.newId(),
        now,
        actor,
        refs,
        ...(e.before ? { before: e.before } : {}),
        after: e.after as never,
      }),
    ),
  ];
};

/**
 * Appends an outbound message inside a running transaction: message, deliveries, conversation, interactions. For commands that send as part of more.
 * The caller dispatches and enqueues after its commit (`afterSend`).
 */
export const appendOutbound = async (
  ports: Ports,
  scope: Scope,
  tx: Tx,
  conversation: Conversation,
  input: SendInput,
  more: { set?: Partial<Conversation>; author?: Author; attachments?: Attachment[] } = {},
): Promise<Sent> => {
  const now = ports.clock.now();
  const author = more.author ?? (await authorOf(ports, scope, input.by));
  const attachments = more.attachments ?? [];
  const seq = conversation.seq + 1;
  const draft = {
    messageId: 'draft' as MessageId,
    conversationId: conversation.id as ConversationId,
    text: input.text,
    attachments,
    extra: input.extra ?? {},
    language: conversation.language,
    by: { kind: input.by, ...(author.name ? { name: author.name } : {}) },
  };
  const way = await findRoute(ports, scope, conversation, draft, input);
  const message = buildMessage(ports, conversation, input, author, attachments, way.thread, seq, now);
  const change = changeBy(conversation, input, author.actor, seq, now, way.thread);
  const updated =
    (await ports.stores.conversations.update(
      scope,
      conversation.id,
      conversation.version,
      { set: { ...change.set, ...more.set }, unset: change.unset },
      tx,
    )) ?? lostRace();
  const deliveries = deliveriesOf(message, way, now);
  await ports.stores.messages.insert(scope, [message], tx);
  await ports.stores.deliveries.insert(scope, deliveries, tx);
  const interactions = rowsOf(ports, conversation, input, author.actor, message, way, change.events);
  await ports.stores.interactions.insert(scope, interactions, tx);
  return { message, conversation: updated, deliveries, interactions };
};

/** Wakes the deliveries and tells everyone; after the commit. */
export const afterSend = (ports: Ports, sent: Sent): void => {
  for (const d of sent.deliveries) void wakeDelivery(ports, d, FIRST);
  ports.dispatch(sent.interactions, { conversations: [sent.conversation], messages: [sent.message] });
};

const addNote = async (
  ports: Ports,
  scope: Scope,
  tx: Tx,
  conversation: Conversation,
  input: SendInput,
  author: Author,
  attachments: Attachment[],
): Promise<Sent> => {
  const now = ports.clock.now();
  const seq = conversation.seq + 1;
  const message = buildMessage(ports, conversation, input, author, attachments, undefined, seq, now);
  const mentions = [...new Set([...conversation.mentions, ...(input.mentions ?? [])])].slice(-50);
  const read = author.actor.id ? { readBy: { ...conversation.readBy, [author.actor.id]: seq } } : {};
  const updated =
    (await ports.stores.conversations.update(
      scope,
      conversation.id,
      conversation.version,
      { set: { seq, mentions, updatedAt: now, ...read } },
      tx,
    )) ?? lostRace();
  await ports.stores.messages.insert(scope, [message], tx);
  const interactions = [
    interaction('note.added', {
      id: ports.newId(),
      now,
      actor: author.actor,
      refs: { customer: conversation.customerId, conversation: conversation.id, message: message.id },
      after: { seq, mentions: [...(input.mentions ?? [])] },
    }),
  ];
  await ports.stores.interactions.insert(scope, interactions, tx);
  return { message, conversation: updated, deliveries: [], interactions };
};

/**
 * Sends a public message or adds a note. The same `clientId` again answers the message made the first time.
 * @throws AppError empty-message, text-too-long, not-found, not-allowed, no-channel, channel-not-available, opted-out, reply-window-closed, version-conflict, duplicate-client-id
 */
export const sendMessage = async (ports: Ports, scope: Scope, input: SendInput): Promise<Message> => {
  if (!input.text.trim() && !input.fileIds?.length) throw new AppError('empty-message');
  if (input.text.length > MAX_TEXT) throw new AppError('text-too-long', { limit: MAX_TEXT });
  const note = input.visibility === 'note';
  const attachments = await loadFiles(ports, scope, input.fileIds ?? [], input.conversationId);
  const author = await authorOf(ports, scope, input.by);
  const result = await ports.stores.transaction<Sent | Message>(scope, async (tx) => {
    const conversation = await ports.stores.conversations.get(scope, input.conversationId, tx);
    if (!conversation) throw new AppError('not-found');
    authorize(scope, note ? 'note' : 'reply', { conversation });
    const earlier = input.clientId
      ? await ports.stores.messages.byClientId(scope, conversation.id, input.clientId, tx)
      : undefined;
    if (earlier && earlier.text !== input.text) throw new AppError('duplicate-client-id');
    if (earlier) return earlier;
    await checkCollision(ports, scope, conversation, input);
    return note
      ? addNote(ports, scope, tx, conversation, input, author, attachments)
      : appendOutbound(ports, scope, tx, conversation, input, { author, attachments });
  });
  if (!('interactions' in result)) return result;
  if (input.fileIds?.length) await ports.stores.files.attach(scope, input.fileIds, input.conversationId);
  afterSend(ports, result);
  return result.message;
};
