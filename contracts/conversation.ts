import { z } from 'zod';
import { ESCALATION_REASONS } from './choices.ts';
import {
  AgentId,
  ChannelAccountId,
  ConversationId,
  CustomerId,
  EscalationId,
  QueueId,
  TeamId,
  ThreadId,
} from './ids.ts';
import { Channel } from './message.ts';
import { PolicyCited, PromiseKind, PromiseView } from './policy.ts';
import { Instant, Language } from './time.ts';

export const ConversationStatus = z.enum(['bot', 'queued', 'open', 'snoozed', 'resolved']);
export type ConversationStatus = z.infer<typeof ConversationStatus>;

export const Priority = z.enum(['urgent', 'high', 'normal', 'low']);
export type Priority = z.infer<typeof Priority>;

export const Speaker = z.enum(['bot', 'human']);
export type Speaker = z.infer<typeof Speaker>;

/** Typed free field of a customer or conversation, indexed on (k, v). */
export const AttributeValue = z.union([z.string().max(1_000), z.number(), z.boolean()]);
export const Attribute = z.object({ k: z.string().min(1).max(64), v: AttributeValue });
export type Attribute = z.infer<typeof Attribute>;

export const Mood = z.enum(['calm', 'worried', 'angry', 'glad']);
export type Mood = z.infer<typeof Mood>;

export const EscalationReason = z.enum(ESCALATION_REASONS);
export type EscalationReason = z.infer<typeof EscalationReason>;

export const EscalationState = z.enum([
  'initiated',
  'queued',
  'offered',
  'accepted',
  'timed-out',
  'cancelled',
  'completed',
  'handed-back',
]);
export type EscalationState = z.infer<typeof EscalationState>;

/** The hand-over card: what a person needs to go on without asking again. */
export const HandOverCard = z.object({
  intent: z.string().optional(),
  /** One or two sentences in the conversation's language. */
  summary: z.string().max(2_000),
  facts: z.array(z.object({ label: z.string(), value: z.string() })).max(20),
  /** What the bot tried: articles shown, look-ups done, questions asked. */
  tried: z.array(z.string()).max(20),
  missing: z.array(z.string()).max(10),
  mood: Mood,
  /** What the customer was promised and still waits for. */
  promises: z
    .array(z.object({ kind: PromiseKind, what: z.string().max(200).optional(), dueAt: Instant }))
    .max(20)
    .optional(),
  /** Articles shown, newest last. */
  sources: z
    .array(z.object({ articleId: z.string(), title: z.string().max(300) }))
    .max(20)
    .optional(),
  /** The language the customer writes. */
  language: Language.optional(),
});
export type HandOverCard = z.infer<typeof HandOverCard>;

/** Why this agent: every candidate, who was excluded and why, and the score of the rest. */
export const RoutingDecision = z.object({
  at: Instant,
  queueId: QueueId,
  requiredSkills: z.array(z.string()),
  candidates: z
    .array(
      z.object({
        agentId: AgentId,
        name: z.string(),
        /** Absent when the agent could be chosen. */
        excluded: z
          .enum([
            'absent',
            'away',
            'at-capacity',
            'no-skill',
            'no-language',
            'not-in-team',
            'already-offered',
            'blocked',
          ])
          .optional(),
        score: z.number().optional(),
        parts: z.record(z.string(), z.number()).optional(),
      }),
    )
    .max(200),
  chosen: AgentId.optional(),
  /** The policy cell by which the conversation came here. */
  policy: PolicyCited.optional(),
});
export type RoutingDecision = z.infer<typeof RoutingDecision>;

export const EscalationView = z.object({
  id: EscalationId,
  state: EscalationState,
  reason: EscalationReason,
  queueId: QueueId.optional(),
  queueName: z.string().optional(),
  requiredSkills: z.array(z.string()),
  card: HandOverCard,
  createdAt: Instant,
  queuedAt: Instant.optional(),
  offeredTo: AgentId.optional(),
  offerExpiresAt: Instant.optional(),
  acceptedBy: AgentId.optional(),
  acceptedAt: Instant.optional(),
  decision: RoutingDecision.optional(),
  policy: PolicyCited.optional(),
  /** What the customer wishes instead of waiting in the chat, once they said so. */
  contactWish: z.string().max(64).optional(),
});
export type EscalationView = z.infer<typeof EscalationView>;

/** One row of the inbox list. */
export const ConversationRow = z.object({
  id: ConversationId,
  customerId: CustomerId,
  customerName: z.string(),
  tier: z.string().optional(),
  subject: z.string().optional(),
  status: ConversationStatus,
  speaker: Speaker,
  priority: Priority,
  channel: Channel,
  assigneeId: AgentId.optional(),
  teamId: TeamId.optional(),
  queueId: QueueId.optional(),
  tags: z.array(z.string()),
  language: Language,
  lastLine: z.string(),
  lastAuthor: z.enum(['customer', 'bot', 'agent', 'system']),
  lastAt: Instant,
  /** Since when the customer waits for a public answer; absent when nobody waits. */
  waitingSince: Instant.optional(),
  snoozedUntil: Instant.optional(),
  unread: z.boolean(),
  mentioned: z.boolean(),
  missed: z.boolean(),
  spam: z.boolean(),
  /** The promise that matters most: a broken one, else the one due next. */
  promise: z.object({ dueAt: Instant, state: z.enum(['open', 'broken']) }).optional(),
  seq: z.number().int(),
  version: z.number().int(),
});
export type ConversationRow = z.infer<typeof ConversationRow>;

/** What the signed-in agent may do here; the same answers the server gives. */
export const Abilities = z.record(z.string(), z.boolean());

export const ThreadView = z.object({
  id: ThreadId,
  accountId: ChannelAccountId,
  accountName: z.string(),
  channel: Channel,
  address: z.string(),
  open: z.boolean(),
  /** Error-catalogue code that says why nothing can be sent here now. */
  closedReason: z.string().optional(),
  /** Longest text of one message, UTF-16 units. */
  maxText: z.number().int(),
  /** When the reply window closes, or closed; absent where there is none. */
  closesAt: Instant.optional(),
  /** Approved templates may go out whatever the window says. */
  templates: z.boolean().optional(),
  /** Subject, cc and bcc. */
  mail: z.boolean().optional(),
  /** What is written here everybody can read. */
  isPublic: z.boolean().optional(),
  /** Beside the public answer there is a private one. */
  privateReplies: z.boolean().optional(),
});
export type ThreadView = z.infer<typeof ThreadView>;

export const ConversationView = ConversationRow.extend({
  number: z.number().int(),
  createdAt: Instant,
  resolvedAt: Instant.optional(),
  threads: z.array(ThreadView),
  /** Where an answer goes out when no thread is chosen, and why: the customer's stated channel, the one last used, or the next open one. */
  defaultThreadId: ThreadId.optional(),
  defaultReason: z.enum(['preferred', 'last-used', 'open']).optional(),
  escalation: EscalationView.optional(),
  previousId: ConversationId.optional(),
  attributes: z.array(Attribute),
  abilities: Abilities,
  readSeq: z.number().int(),
  /** The customer's read mark (web chat), as seq. */
  customerReadSeq: z.number().int(),
  /** What the customer was promised, newest last. */
  promises: z.array(PromiseView).optional(),
  /** The bot has had a turn in it. */
  botInvolved: z.boolean().optional(),
});
export type ConversationView = z.infer<typeof ConversationView>;

/** The inbox's built-in views. */
export const InboxView = z.enum([
  'mine',
  'unassigned',
  'queue',
  'mentions',
  'bot',
  'snoozed',
  'missed',
  'resolved',
  'spam',
  'all',
]);
export type InboxView = z.infer<typeof InboxView>;
export const InboxSort = z.enum(['newest', 'waiting', 'priority', 'oldest']);
export type InboxSort = z.infer<typeof InboxSort>;
