import type { z } from 'zod';
import type {
  ConversationRow,
  ConversationView,
  EscalationView,
  ThreadView,
} from '#contracts/conversation.ts';
import type { ErrorCode } from '#contracts/errors.ts';
import type { Conversation, ConversationThread } from '../domain/conversation/conversation.ts';
import type { DefaultReason } from '../domain/conversation/default-thread.ts';
import { shownPromise } from '../domain/conversation/promise.ts';
import type { Escalation } from '../domain/routing/escalation.ts';
import { given, iso, isoOf } from './given.ts';
import { presentPromise } from './promise.ts';

type Escalated = z.infer<typeof EscalationView>;

/**
 * One row of the list. `agentId`: whose unread and mention marks; absent (a row for a whole room) = unread when the customer spoke last,
 * mentioned never: each client knows its own.
 */
export const presentConversationRow = (conversation: Conversation, agentId?: string): ConversationRow => {
  const read = agentId === undefined ? 0 : (conversation.readBy[agentId] ?? 0);
  const mentioned = agentId !== undefined && conversation.mentions.includes(agentId);
  const news = conversation.seq > read;
  const promise = shownPromise(conversation.promises ?? []);
  return given({
    id: conversation.id,
    customerId: conversation.customerId,
    customerName: conversation.customerName,
    tier: conversation.tier,
    subject: conversation.subject,
    status: conversation.status,
    speaker: conversation.speaker,
    priority: conversation.priority,
    channel: conversation.channel,
    assigneeId: conversation.assigneeId,
    teamId: conversation.teamId,
    queueId: conversation.queueId,
    tags: conversation.tags,
    language: conversation.language,
    lastLine: conversation.lastLine,
    lastAuthor: conversation.lastAuthor,
    lastAt: iso(conversation.lastAt),
    waitingSince: isoOf(conversation.waitingSince),
    snoozedUntil: isoOf(conversation.snoozedUntil),
    unread: news && (conversation.lastAuthor === 'customer' || mentioned),
    mentioned,
    missed: conversation.missed,
    spam: conversation.spam,
    promise: promise && { dueAt: iso(promise.dueAt), state: promise.state },
    seq: conversation.seq,
    version: conversation.version,
  }) as ConversationRow;
};

export const presentEscalation = (escalation: Escalation, queueName: string | undefined): Escalated =>
  given({
    id: escalation.id,
    state: escalation.state,
    reason: escalation.reason,
    queueId: escalation.queueId,
    queueName,
    requiredSkills: escalation.requiredSkills,
    card: escalation.card,
    createdAt: iso(escalation.createdAt),
    queuedAt: isoOf(escalation.queuedAt),
    offeredTo: escalation.offeredTo,
    offerExpiresAt: isoOf(escalation.offerExpiresAt),
    acceptedBy: escalation.acceptedBy,
    acceptedAt: isoOf(escalation.acceptedAt),
    decision: escalation.decisions.at(-1),
    policy: escalation.policy,
    contactWish: escalation.wish?.how,
  }) as Escalated;

export interface ThreadFacts {
  thread: ConversationThread;
  accountName: string;
  closedReason: ErrorCode | undefined;
  maxText: number;
  closesAt: Date | undefined;
  templates: boolean | undefined;
  mail: boolean | undefined;
  privateReplies: boolean | undefined;
}

const presentThread = ({ thread, accountName, closedReason, maxText, ...more }: ThreadFacts): ThreadView =>
  given({
    id: thread.id,
    accountId: thread.accountId,
    accountName,
    channel: thread.channel,
    address: thread.address,
    open: closedReason === undefined,
    closedReason,
    maxText,
    closesAt: isoOf(more.closesAt),
    templates: more.templates,
    mail: more.mail,
    isPublic: thread.isPublic,
    privateReplies: thread.isPublic && more.privateReplies,
  }) as ThreadView;

export interface ConversationFacts {
  conversation: Conversation;
  agentId: string;
  threads: readonly ThreadFacts[];
  usual: { thread: ConversationThread; reason: DefaultReason } | undefined;
  escalation: { escalation: Escalation; queueName: string | undefined } | undefined;
  abilities: Record<string, boolean>;
}

/** The whole conversation for one agent. */
export const presentConversation = (facts: ConversationFacts): ConversationView => {
  const { conversation, escalation } = facts;
  return {
    ...presentConversationRow(conversation, facts.agentId),
    ...given({
      number: conversation.number,
      createdAt: iso(conversation.createdAt),
      resolvedAt: isoOf(conversation.resolvedAt),
      threads: facts.threads.map(presentThread),
      defaultThreadId: facts.usual?.thread.id,
      defaultReason: facts.usual?.reason,
      escalation: escalation && presentEscalation(escalation.escalation, escalation.queueName),
      previousId: conversation.previousId,
      attributes: conversation.attributes,
      promises: conversation.promises?.map(presentPromise),
      botInvolved: conversation.botInvolved,
      abilities: facts.abilities,
      readSeq: conversation.readBy[facts.agentId] ?? 0,
      customerReadSeq: conversation.customerReadSeq,
    }),
  } as ConversationView;
};
