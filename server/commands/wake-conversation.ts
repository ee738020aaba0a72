import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type ConversationChange, changeConversation, move } from './change-conversation.ts';

/**
 * Brings a snoozed conversation back: an agent at any time, the timer (a system scope) only when it is due. One that is not snoozed stays as it is.
 * @throws AppError `not-found`, `not-allowed`, `version-conflict`
 */
export const wakeConversation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; version?: number | undefined },
): Promise<Conversation> => {
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    const early = scope.kind === 'system' && (conversation.snoozedUntil ?? now) > now;
    if (conversation.status !== 'snoozed' || early) return { events: [] };
    const set = move(conversation, 'woken', {
      assigned: conversation.assigneeId !== undefined,
      botOn: false,
    });
    if (scope.kind !== 'system') await ports.stores.timers.cancel(scope, 'snooze', conversation.id, tx);
    return {
      set,
      unset: ['snoozedUntil'],
      events: [
        {
          type: 'conversation.woken',
          ...(conversation.assigneeId ? { refs: { agent: conversation.assigneeId } } : {}),
          before: {
            status: conversation.status,
            ...(conversation.snoozedUntil ? { until: conversation.snoozedUntil.toISOString() } : {}),
          },
          after: { status: set.status ?? conversation.status },
        },
      ],
    };
  };
  return await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, version: input.version, verb: 'snooze' },
    decide,
  );
};
