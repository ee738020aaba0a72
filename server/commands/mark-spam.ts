import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type ConversationChange, changeConversation, move, statusEvent } from './change-conversation.ts';
import { endEscalation } from './end-escalation.ts';

const mark = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  tx: Tx,
  now: Date,
): Promise<ConversationChange> => {
  const set: Partial<Conversation> = {
    ...move(conversation, 'spam-marked', { assigned: false, botOn: false }),
    spam: true,
    missed: false,
    resolvedAt: conversation.resolvedAt ?? now,
  };
  const escalation = conversation.escalationId
    ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
    : undefined;
  const end = { state: 'cancelled', cause: 'spam' } as const;
  const ended = await endEscalation(ports, scope, escalation, end, tx, now);
  await ports.stores.timers.cancel(scope, 'snooze', conversation.id, tx);
  await ports.stores.timers.cancel(scope, 'csat', conversation.id, tx);
  return {
    set,
    unset: ['waitingSince', 'snoozedUntil', 'escalationId'],
    events: [
      ...ended,
      {
        type: 'conversation.spam-marked',
        before: {
          status: conversation.status,
          ...(conversation.assigneeId ? { assigneeId: conversation.assigneeId } : {}),
        },
        after: {},
      },
      ...statusEvent(conversation, set),
    ],
  };
};

const clear = (conversation: Conversation): ConversationChange => {
  const set: Partial<Conversation> = {
    ...move(conversation, 'spam-cleared', { assigned: false, botOn: false }),
    spam: false,
  };
  return {
    set,
    unset: ['resolvedAt'],
    events: [
      {
        type: 'conversation.spam-cleared',
        before: { status: conversation.status },
        after: {},
      },
      ...statusEvent(conversation, set),
    ],
  };
};

/**
 * Marks a conversation as spam (it leaves every view but Spam, without a resolution that figures or surveys would count), or clears the mark: then
 * it is open again, with the agent who had it.
 * @throws AppError `not-found`, `not-allowed`, `version-conflict`
 */
export const markSpam = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; spam: boolean; version?: number | undefined },
): Promise<Conversation> =>
  await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, version: input.version, verb: 'mark-spam' },
    async (conversation, tx, now) => {
      if (conversation.spam === input.spam) return { events: [] };
      return input.spam ? await mark(ports, scope, conversation, tx, now) : clear(conversation);
    },
  );
