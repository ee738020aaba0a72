import { z } from 'zod';
import { ConversationStatus, EscalationReason, Mood, Priority, Speaker } from './conversation.ts';
import { Channel } from './message.ts';
import { ContactWish, PromiseKind } from './policy.ts';
import { SurveyKind } from './survey.ts';

/**
 * The event catalogue. An interaction row *is* the event, the audit entry and the outbox.
 * `after` holds ids, codes and numbers only: text and identities live in erasable documents.
 * `v` is raised when a shape changes; readers keep the older shapes.
 */
const event = <S extends z.ZodType>(after: S, v = 1) => ({ v, after });
const none = z.object({});
const code = z.string().max(64);
const status = z.object({ status: ConversationStatus });

export const EVENTS = {
  'message.received': event(
    z.object({
      seq: z.number(),
      channel: Channel,
      late: z.boolean().optional(),
      payload: code.optional(),
      reopened: z.boolean().optional(),
      attachments: z.number().optional(),
      answersSurvey: z.boolean().optional(),
      /** Written by somebody else than the conversation's customer. */
      otherParty: z.boolean().optional(),
    }),
  ),
  'message.queued': event(
    z.object({
      seq: z.number(),
      channel: Channel,
      by: z.enum(['bot', 'agent', 'system']),
      firstReply: z.boolean().optional(),
      purpose: code.optional(),
    }),
  ),
  'message.sent': event(z.object({ attempt: z.number() })),
  'message.delivered': event(z.object({ attempt: z.number() })),
  'message.read': event(z.object({ attempt: z.number() })),
  'message.failed': event(z.object({ attempt: z.number(), reason: code })),
  'message.uncertain': event(z.object({ attempt: z.number() })),
  'message.retried': event(z.object({ attempt: z.number() })),
  /** Media of an inbound message were fetched from the provider, or given up. */
  'message.media-fetched': event(z.object({ stored: z.number(), failed: z.number() })),
  /** Written outside of us, e.g. in the provider's phone app. */
  'message.echoed': event(z.object({ seq: z.number(), channel: Channel })),
  'message.edited': event(none),
  'message.reacted': event(z.object({ removed: z.boolean().optional() })),
  'message.unsent': event(none),
  'note.added': event(z.object({ seq: z.number(), mentions: z.array(z.string()) })),
  'conversation.opened': event(
    z.object({
      channel: Channel,
      status: ConversationStatus,
      previousId: z.string().optional(),
      startedBy: z.enum(['customer', 'agent']),
      missed: z.boolean().optional(),
      /** The policy cell that decided who speaks first. */
      policyCell: code.optional(),
    }),
  ),
  'conversation.reopened': event(
    z.object({ status: ConversationStatus, cycle: z.number(), channel: Channel.optional() }),
  ),
  'conversation.assigned': event(z.object({ assigneeId: code.optional(), teamId: code.optional() })),
  'conversation.resolved': event(
    z.object({
      cycle: z.number(),
      by: z.enum(['bot', 'agent', 'customer', 'system']),
      confirmed: z.boolean().optional(),
    }),
  ),
  'conversation.snoozed': event(z.object({ until: z.string() })),
  'conversation.woken': event(status),
  'conversation.status-changed': event(status.extend({ speaker: Speaker.optional() })),
  'conversation.priority-changed': event(z.object({ priority: Priority })),
  'conversation.tagged': event(z.object({ tags: z.array(z.string()) })),
  'conversation.handed-back': event(none),
  'conversation.taken-over': event(z.object({ assigneeId: code })),
  'conversation.spam-marked': event(none),
  'conversation.spam-cleared': event(none),
  'conversation.ended': event(z.object({ by: z.enum(['customer', 'agent']) })),
  /** `cause` when it was us who went on elsewhere: `unread-chat`. */
  'conversation.channel-switched': event(z.object({ channel: Channel, cause: code.optional() })),
  'conversation.attributes-changed': event(z.object({ keys: z.array(code) })),
  'escalation.initiated': event(
    z.object({
      reason: EscalationReason,
      skills: z.array(code),
      priority: Priority,
      mood: Mood,
      intent: code.optional(),
      policyCell: code.optional(),
    }),
  ),
  'escalation.queued': event(z.object({ queueId: code, skills: z.array(code) })),
  'escalation.offered': event(z.object({ agentId: code, score: z.number().optional() })),
  /** `missedInRow`: offers in a row this agent let lapse, this one included; absent when it was taken back without their fault. */
  'escalation.timed-out': event(z.object({ agentId: code, missedInRow: z.number().optional() })),
  'escalation.declined': event(z.object({ agentId: code })),
  'escalation.accepted': event(z.object({ agentId: code, queueId: code.optional(), waitMs: z.number() })),
  'escalation.cancelled': event(z.object({ cause: code })),
  'escalation.completed': event(none),
  'escalation.handed-back': event(none),
  'escalation.nobody-there': event(z.object({ queueId: code.optional() })),
  /** The waiting customer was offered a call-back or an e-mail; once a wait. */
  'escalation.wait-offered': event(none),
  /** What they chose; `known`: where to reach them is on the record or was told. */
  'escalation.contact-wished': event(z.object({ how: ContactWish, known: z.boolean() })),
  'promise.made': event(
    z.object({ promiseId: code, kind: PromiseKind, dueAt: z.string(), by: z.enum(['agent', 'system']) }),
  ),
  /** `late`: after the time, so after `promise.broken` too. */
  'promise.kept': event(z.object({ promiseId: code, kind: PromiseKind, late: z.boolean().optional() })),
  'promise.broken': event(z.object({ promiseId: code, kind: PromiseKind, dueAt: z.string() })),
  /** What was promised is no longer waited for: the matter was settled, or the customer went on with the bot. */
  'promise.withdrawn': event(z.object({ promiseId: code, cause: code })),
  /** The customer told a person again what they had told the bot (docs/bot.md has the definition). */
  'customer.asked-twice': event(z.object({ seq: z.number(), firstSeq: z.number(), similarity: z.number() })),
  'bot.turned': event(
    z.object({
      turn: z.number(),
      decision: code,
      intent: code.optional(),
      confidence: z.number().optional(),
      articleIds: z.array(code),
      ms: z.number(),
    }),
  ),
  /** The customer judged an answer of the bot; `by`: the thumbs under it, or their words. */
  'bot.voted': event(
    z.object({
      seq: z.number(),
      helpful: z.boolean(),
      by: z.enum(['thumb', 'words']),
      intent: code.optional(),
      articleIds: z.array(code),
    }),
  ),
  'bot-answer.changed': event(
    z.object({ answerId: code, change: z.enum(['made', 'draft', 'switched', 'published', 'removed']) }),
  ),
  'bot-test.changed': event(z.object({ testId: code, change: z.enum(['made', 'changed', 'removed']) })),
  'bot-lesson.proposed': event(z.object({ lessonId: code, target: code })),
  'bot-lesson.decided': event(z.object({ lessonId: code, approved: z.boolean() })),
  'bot-questions.settled': event(
    z.object({ count: z.number(), as: z.enum(['article', 'taught', 'dismissed']) }),
  ),
  /** A suggested answer in the composer; `seq`: the customer's message it was for. */
  'assist.noted': event(
    z.object({ seq: z.number(), did: z.enum(['shown', 'used', 'dismissed']), kind: code, source: code }),
  ),
  'model.changed': event(z.object({ fields: z.array(code), version: z.number() })),
  'dialog.changed': event(
    z.object({
      dialogId: code,
      change: z.enum(['made', 'draft', 'switched', 'published', 'rolled-back', 'removed']),
      /** The published version. */
      number: z.number().optional(),
    }),
  ),
  /** What a dialog gathered for the record; the words lie apart (`loggedTexts`). */
  'dialog.recorded': event(z.object({ dialogId: code, as: code })),
  'http-action.changed': event(z.object({ actionId: code, change: z.enum(['made', 'changed', 'removed']) })),
  /** A dialog's call ended. `status`: of the answer; absent when there was none. */
  'http-action.called': event(
    z.object({
      actionId: code,
      callId: code,
      ok: z.boolean(),
      attempts: z.number(),
      status: z.number().optional(),
      problem: code.optional(),
      dryRun: z.boolean().optional(),
    }),
  ),
  'bot.dropped': event(z.object({ turn: z.number(), cause: code })),
  'survey.sent': event(
    z.object({
      kind: SurveyKind,
      surveyId: code,
      channel: Channel,
      cycle: z.number().optional(),
      agentId: code.optional(),
      teamId: code.optional(),
      botInvolved: z.boolean().optional(),
    }),
  ),
  'survey.answered': event(
    z.object({
      kind: SurveyKind,
      surveyId: code,
      /** Where it was asked; absent in rows of before this was kept. */
      channel: Channel.optional(),
      score: z.number(),
      agentId: code.optional(),
      teamId: code.optional(),
      botInvolved: z.boolean().optional(),
    }),
  ),
  'survey.cancelled': event(z.object({ kind: SurveyKind, cause: code })),
  'consent.changed': event(z.object({ channel: Channel, optedOut: z.boolean(), keyword: code.optional() })),
  'customer.created': event(
    z.object({ channel: Channel.optional(), by: z.enum(['channel', 'agent', 'import']) }),
  ),
  'customer.updated': event(z.object({ fields: z.array(code) })),
  'customer.blocked': event(none),
  'customer.unblocked': event(none),
  'customer.merged': event(z.object({ into: code })),
  'customer.unmerged': event(z.object({ from: code })),
  'customer.erased': event(none),
  'identity.added': event(z.object({ kind: code, verified: z.boolean() })),
  'identity.verified': event(z.object({ kind: code })),
  'order.recorded': event(z.object({ orderId: code, status: code, total: z.number(), currency: code })),
  'span.recorded': event(z.object({ agentId: code, ms: z.number(), from: z.string(), to: z.string() })),
  'visitor.tracked': event(z.object({ name: code })),
  'interaction.logged': event(
    z.object({
      channel: Channel,
      direction: z.enum(['inbound', 'outbound']),
      outcome: code.optional(),
      durationMs: z.number().optional(),
    }),
  ),
  'agent.invited': event(z.object({ agentId: code, role: code })),
  'agent.updated': event(z.object({ agentId: code, fields: z.array(code) })),
  'agent.presence-changed': event(z.object({ agentId: code, presence: code, cause: code.optional() })),
  'settings.changed': event(z.object({ key: code, version: z.number() })),
  'article.changed': event(z.object({ articleId: code, status: code })),
  'channel-account.changed': event(z.object({ accountId: code, fields: z.array(code) })),
  'ledger.retried': event(z.object({ ledgerId: z.string() })),
} as const;

export type EventType = keyof typeof EVENTS;
export type EventAfter<T extends EventType> = z.infer<(typeof EVENTS)[T]['after']>;

/** What an interaction points to. Ids only. */
export interface EventRefs {
  customer?: string;
  conversation?: string;
  message?: string;
  thread?: string;
  account?: string;
  escalation?: string;
  agent?: string;
  queue?: string;
  survey?: string;
  article?: string;
  order?: string;
  delivery?: string;
}
export interface EventActor {
  kind: 'customer' | 'bot' | 'agent' | 'system';
  id?: string;
}

/** One stored interaction of type T. */
export interface Interaction<T extends EventType = EventType> {
  id: string;
  type: T;
  v: number;
  /** When it happened (a provider's time may lie before `recordedAt`). */
  at: Date;
  recordedAt: Date;
  actor: EventActor;
  refs: EventRefs;
  before?: Record<string, unknown>;
  after: EventAfter<T>;
  /** True until every reaction has run; the sweep re-dispatches what a crash left. */
  pending: boolean;
}
/** Distributes over T, so that `switch (i.type)` narrows `after`. */
export type AnyInteraction = { [T in EventType]: Interaction<T> }[EventType];
