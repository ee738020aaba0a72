import { AppError } from '#contracts/errors.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Escalation } from '../domain/routing/escalation.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import {
  actorOf,
  type ConversationChange,
  changeConversation,
  type EventDraft,
  move,
  statusEvent,
} from './change-conversation.ts';
import { endEscalation, isWaiting } from './end-escalation.ts';

export interface ResolveInput {
  conversationId: string;
  version?: number | undefined;
  /** Default: by the scope. `bot`: the customer told the bot that it is solved. */
  by?: 'bot' | 'customer' | 'system';
  /** The customer said so themselves. */
  confirmed?: boolean;
}

/** What Undo needs to put it back: ids, codes and times only. */
const before = (conversation: Conversation, escalation: Escalation | undefined) => ({
  status: conversation.status,
  speaker: conversation.speaker,
  ...(conversation.assigneeId ? { assigneeId: conversation.assigneeId } : {}),
  ...(conversation.waitingSince ? { waitingSince: conversation.waitingSince.toISOString() } : {}),
  ...(conversation.snoozedUntil ? { snoozedUntil: conversation.snoozedUntil.toISOString() } : {}),
  ...(escalation ? { escalationId: escalation.id, escalationState: escalation.state } : {}),
  ...(conversation.missed ? { missed: true } : {}),
});

/** Ends the cycle inside a running change: for commands that resolve as part of more. The agent who had it stays on it, for a reopening. */
export const resolution = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  how: { by: 'bot' | 'agent' | 'customer' | 'system'; confirmed?: boolean | undefined; cause: string },
  tx: Tx,
  now: Date,
): Promise<ConversationChange> => {
  const set: Partial<Conversation> = {
    ...move(conversation, 'resolved', { assigned: false, botOn: false }),
    resolvedAt: now,
    missed: false,
  };
  const escalation = conversation.escalationId
    ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
    : undefined;
  const end = isWaiting(escalation)
    ? ({ state: 'cancelled', cause: how.cause } as const)
    : ({ state: 'completed' } as const);
  const ended = await endEscalation(ports, scope, escalation, end, tx, now);
  await ports.stores.timers.cancel(scope, 'snooze', conversation.id, tx);
  const resolved: EventDraft = {
    type: 'conversation.resolved',
    ...(how.by === 'bot' ? { actor: { kind: 'bot' } } : {}),
    refs: {
      ...(conversation.assigneeId ? { agent: conversation.assigneeId } : {}),
      ...(escalation ? { escalation: escalation.id } : {}),
    },
    before: before(conversation, escalation),
    after: {
      cycle: conversation.cycle,
      by: how.by,
      ...(how.confirmed === undefined ? {} : { confirmed: how.confirmed }),
    },
  };
  return {
    set,
    unset: ['waitingSince', 'snoozedUntil', 'escalationId'],
    events: [...ended, resolved, ...statusEvent(conversation, set)],
  };
};

/**
 * Resolves a conversation: its cycle ends, its escalation is completed (a waiting one cancelled). Asking for the score is a reaction's.
 * @throws AppError `not-found`, `not-allowed`, `wrong-state` (resolved already), `version-conflict`
 */
export const resolveConversation = async (
  ports: Ports,
  scope: Scope,
  input: ResolveInput,
): Promise<Conversation> => {
  if (scope.kind === 'customer') throw new AppError('not-allowed');
  const kind = actorOf(scope).kind;
  const by = input.by ?? (kind === 'agent' ? 'agent' : 'system');
  return await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, version: input.version, verb: 'resolve' },
    (conversation, tx, now) =>
      resolution(ports, scope, conversation, { by, confirmed: input.confirmed, cause: 'resolved' }, tx, now),
  );
};
