import { AppError } from '#contracts/errors.ts';
import { DAY } from '#contracts/time.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type ConversationChange, changeConversation, move } from './change-conversation.ts';

const LONGEST_SNOOZE_MS = 366 * DAY;

/**
 * Puts an open conversation away until an instant; the customer's next message brings it back earlier.
 * @throws AppError `invalid-input` (not in the future, or more than a year ahead), `wrong-state`, `not-found`, `not-allowed`, `version-conflict`
 */
export const snoozeConversation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; until: Date; version?: number | undefined },
): Promise<Conversation> => {
  const { until } = input;
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    const aheadMs = until.getTime() - now.getTime();
    if (!(aheadMs > 0 && aheadMs <= LONGEST_SNOOZE_MS))
      throw new AppError('invalid-input', { field: 'until' });
    const set: Partial<Conversation> = {
      ...move(conversation, 'snoozed', { assigned: conversation.assigneeId !== undefined, botOn: false }),
      snoozedUntil: until,
    };
    await ports.stores.timers.set(
      scope,
      { kind: 'snooze', subject: conversation.id, dueAt: until, data: {} },
      tx,
    );
    return {
      set,
      events: [
        {
          type: 'conversation.snoozed',
          before: {
            status: conversation.status,
            ...(conversation.snoozedUntil ? { until: conversation.snoozedUntil.toISOString() } : {}),
          },
          after: { until: until.toISOString() },
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
