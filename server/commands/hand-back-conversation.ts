import type { Conversation } from '../domain/conversation/conversation.ts';
import { stateAfterPerson } from '../domain/routing/hand-back.ts';
import { owedOf } from '../domain/routing/hand-over-card.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import {
  botOn,
  type ConversationChange,
  changeConversation,
  move,
  statusEvent,
} from './change-conversation.ts';
import { endEscalation } from './end-escalation.ts';

/** Messages looked back over for what the person said last. */
const LOOK_BACK = 50;

const lastSaid = async (ports: Ports, scope: Scope, conversation: Conversation) => {
  const recent = await ports.stores.messages.page(scope, conversation.id, {
    beforeSeq: conversation.seq + 1,
    limit: LOOK_BACK,
    visible: 'public',
  });
  const text = recent.findLast((message) => message.author.kind === 'agent')?.text;
  return text ? { text, language: conversation.language } : undefined;
};

/**
 * Gives the word back to the bot, which keeps what the person last told the customer as a fact, knows what was promised, and waits for the customer's next
 * message. `note`: said to the customer at the bot's next answer.
 * @throws AppError `not-found`, `not-allowed`, `wrong-state` (resolved, with the bot already, or no bot on the account), `version-conflict`
 */
export const handBackConversation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; version?: number | undefined; note?: string | undefined },
): Promise<Conversation> => {
  const note = input.note?.trim() || undefined;
  const seen = await ports.stores.conversations.get(scope, input.conversationId);
  const on = seen ? await botOn(ports, scope, seen.accountId) : false;
  const said = seen ? await lastSaid(ports, scope, seen) : undefined;
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    const set: Partial<Conversation> = {
      ...move(conversation, 'handed-back', { assigned: false, botOn: on }),
      botInvolved: true,
      bot: {
        turn: conversation.bot.turn,
        state: stateAfterPerson(conversation.bot.state, { said, note, promises: owedOf(conversation) }),
        seenSeq: conversation.seq,
      },
    };
    const escalation = conversation.escalationId
      ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
      : undefined;
    const ended = await endEscalation(ports, scope, escalation, { state: 'handed-back' }, tx, now);
    await ports.stores.timers.cancel(scope, 'snooze', conversation.id, tx);
    return {
      set,
      unset: ['assigneeId', 'escalationId', 'snoozedUntil', 'waitingSince'],
      events: [
        ...ended,
        {
          type: 'conversation.handed-back',
          before: conversation.assigneeId ? { assigneeId: conversation.assigneeId } : {},
          after: {},
        },
        ...statusEvent(conversation, set),
      ],
    };
  };
  return await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, version: input.version, verb: 'hand-back' },
    decide,
  );
};
