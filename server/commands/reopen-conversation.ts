import { z } from 'zod';
import { ConversationStatus, EscalationState, Speaker } from '#contracts/conversation.ts';
import { AppError } from '#contracts/errors.ts';
import { Instant, SECOND } from '#contracts/time.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import {
  type ConversationChange,
  changeConversation,
  type EventDraft,
  move,
  statusEvent,
} from './change-conversation.ts';
import { FIRST_ANNOUNCE_MS } from './escalate-conversation.ts';

/** How long the toast offers Undo, and what a slow network may add. */
export const UNDO_MS = 10 * SECOND;
const GRACE_MS = 5 * SECOND;
/** Resolutions of one conversation looked through for the one to undo. */
const MAX_CYCLES = 1_000;

/** `before` of `conversation.resolved`, as resolve-conversation writes it. */
const Resolved = z.object({
  status: ConversationStatus,
  speaker: Speaker,
  assigneeId: z.string().optional(),
  waitingSince: Instant.optional(),
  snoozedUntil: Instant.optional(),
  escalationId: z.string().optional(),
  escalationState: EscalationState.optional(),
  missed: z.boolean().optional(),
});
type Resolved = z.infer<typeof Resolved>;

/** What the conversation was before it was resolved, while that can still be undone. */
const undoable = async (
  ports: Ports,
  scope: Scope,
  conversationId: string,
): Promise<{ was: Resolved; at: Date } | undefined> => {
  const rows = await ports.stores.interactions.ofConversation(scope, conversationId, {
    types: ['conversation.resolved'],
    limit: MAX_CYCLES,
  });
  const last = rows.at(-1);
  const was = Resolved.safeParse(last?.before);
  if (!last || !was.success) return undefined;
  const age = ports.clock.now().getTime() - last.recordedAt.getTime();
  return age <= UNDO_MS + GRACE_MS ? { was: was.data, at: last.recordedAt } : undefined;
};

/** The escalation as it was; an offer that stood goes back to the queue. Answers the events that start the routing again. */
const restoreEscalation = async (
  ports: Ports,
  scope: Scope,
  was: Resolved,
  tx: Tx,
  now: Date,
): Promise<EventDraft[]> => {
  const escalation = was.escalationId
    ? await ports.stores.escalations.get(scope, was.escalationId, tx)
    : undefined;
  if (!escalation) return [];
  const waits = was.escalationState !== 'accepted';
  const written = await ports.stores.escalations.update(
    scope,
    escalation.id,
    escalation.version,
    { set: { state: waits ? 'queued' : 'accepted' }, unset: ['endedAt'] },
    tx,
  );
  if (!written) return lostRace();
  if (!waits) return [];
  const dueAt = new Date(now.getTime() + FIRST_ANNOUNCE_MS);
  await ports.stores.timers.set(
    scope,
    { kind: 'queue-announce', subject: escalation.id, dueAt, data: { round: 1 } },
    tx,
  );
  return [
    {
      type: 'escalation.queued',
      refs: { escalation: escalation.id, ...(escalation.queueId ? { queue: escalation.queueId } : {}) },
      before: { state: escalation.state },
      after: { queueId: escalation.queueId ?? '', skills: escalation.requiredSkills },
    },
  ];
};

const undo = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  was: Resolved,
  tx: Tx,
  now: Date,
): Promise<ConversationChange> => {
  const set: Partial<Conversation> = {
    status: was.status,
    speaker: was.speaker,
    missed: was.missed ?? false,
    ...(was.assigneeId ? { assigneeId: was.assigneeId } : {}),
    ...(was.waitingSince ? { waitingSince: new Date(was.waitingSince) } : {}),
    ...(was.snoozedUntil ? { snoozedUntil: new Date(was.snoozedUntil) } : {}),
    ...(was.escalationId ? { escalationId: was.escalationId } : {}),
  };
  const requeued = await restoreEscalation(ports, scope, was, tx, now);
  if (was.snoozedUntil)
    await ports.stores.timers.set(
      scope,
      { kind: 'snooze', subject: conversation.id, dueAt: new Date(was.snoozedUntil), data: {} },
      tx,
    );
  return {
    set,
    unset: ['resolvedAt', ...(was.assigneeId ? [] : ['assigneeId' as const])],
    events: [
      {
        type: 'conversation.reopened',
        before: { status: conversation.status, cycle: conversation.cycle, undo: true },
        after: { status: was.status, cycle: conversation.cycle },
      },
      ...requeued,
    ],
  };
};

/** A new cycle, with the agent who had it or, where nobody did, the one who reopens it. */
const anew = (scope: Scope, conversation: Conversation, now: Date): ConversationChange => {
  const assigneeId = conversation.assigneeId ?? (scope.kind === 'agent' ? scope.agentId : undefined);
  const cycle = conversation.cycle + 1;
  const set: Partial<Conversation> = {
    ...move(conversation, 'reopened', { assigned: assigneeId !== undefined, botOn: false }),
    cycle,
    cycleAt: now,
    ...(assigneeId ? { assigneeId, humanInvolved: true } : {}),
  };
  return {
    set,
    unset: ['resolvedAt', 'firstHumanReplyAt', 'openSurvey'],
    events: [
      {
        type: 'conversation.reopened',
        before: { status: conversation.status, cycle: conversation.cycle },
        after: { status: set.status ?? conversation.status, cycle },
      },
      ...(assigneeId !== conversation.assigneeId
        ? [
            {
              type: 'conversation.assigned' as const,
              before: {},
              after: { ...(assigneeId ? { assigneeId } : {}) },
            },
          ]
        : []),
      ...statusEvent(conversation, set),
    ],
  };
};

/**
 * Opens a resolved conversation again: a new cycle. With `undo`, within 10 s, it becomes what it was in the same cycle (`after.cycle` equals
 * `before.cycle`: the resolution never counted), a survey that was to be sent is not. Later an undo is an ordinary reopening.
 * @throws AppError `not-found`, `not-allowed`, `wrong-state` (not resolved, or spam), `version-conflict`
 */
export const reopenConversation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; version?: number | undefined; undo?: boolean | undefined },
): Promise<Conversation> => {
  const last = input.undo ? await undoable(ports, scope, input.conversationId) : undefined;
  return await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, version: input.version, verb: 'reopen' },
    async (conversation, tx, now) => {
      if (conversation.status !== 'resolved' || conversation.spam) throw new AppError('wrong-state');
      await ports.stores.timers.cancel(scope, 'csat', conversation.id, tx);
      const same = last && conversation.resolvedAt?.getTime() === last.at.getTime();
      return same
        ? await undo(ports, scope, conversation, last.was, tx, now)
        : anew(scope, conversation, now);
    },
  );
};
