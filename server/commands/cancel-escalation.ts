import { AppError } from '#contracts/errors.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import {
  botOn,
  type ConversationChange,
  changeConversation,
  move,
  statusEvent,
} from './change-conversation.ts';
import { endEscalation, isWaiting } from './end-escalation.ts';
import { resolution } from './resolve-conversation.ts';

/** `customer-solved`: it is solved, the conversation is resolved. `customer-gave-up`: they go on with the bot; resolved where there is none. */
export type CancelCause = 'customer-solved' | 'customer-gave-up';

/**
 * The customer no longer waits for a person. Nothing happens when no wait is under way.
 * @throws AppError `not-found`, `not-allowed`
 */
export const cancelEscalation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; cause: CancelCause },
): Promise<Conversation> => {
  const seen = await ports.stores.conversations.get(scope, input.conversationId);
  if (!seen) throw new AppError('not-found');
  const on = await botOn(ports, scope, seen.accountId);
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    const escalation = conversation.escalationId
      ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
      : undefined;
    if (!isWaiting(escalation) || conversation.status !== 'queued') return { events: [] };
    if (input.cause === 'customer-solved' || !on) {
      const how = {
        by: 'customer',
        confirmed: input.cause === 'customer-solved',
        cause: input.cause,
      } as const;
      return await resolution(ports, scope, conversation, how, tx, now);
    }
    const set: Partial<Conversation> = {
      ...move(conversation, 'wait-given-up', { assigned: false, botOn: on }),
      missed: false,
      // Without the decision to escalate: it has been carried out and taken back.
      bot: {
        turn: conversation.bot.turn,
        // People were asked for first, and the customer chose the bot.
        state: { ...conversation.bot.state, afterPeople: true, turns: 0 },
        seenSeq: conversation.seq,
      },
    };
    const end = { state: 'cancelled', cause: input.cause } as const;
    const ended = await endEscalation(ports, scope, escalation, end, tx, now);
    return {
      set,
      unset: ['escalationId', 'waitingSince'],
      events: [...ended, ...statusEvent(conversation, set)],
    };
  };
  return await changeConversation(ports, scope, { conversationId: seen.id, verb: 'reply' }, decide);
};
