import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type ConversationChange, changeConversation } from './change-conversation.ts';
import { resolution } from './resolve-conversation.ts';

/**
 * The customer ends the chat: it is resolved, a wait in the queue is cancelled. One that is resolved already stays so.
 * A system scope acts on a recorded `conversation.ended` and does not record it again.
 * @throws AppError `not-found`, `not-allowed`
 */
export const endConversation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string },
): Promise<Conversation> => {
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    if (conversation.status === 'resolved') return { events: [] };
    const how = { by: 'customer', cause: 'customer-ended' } as const;
    const change = await resolution(ports, scope, conversation, how, tx, now);
    const actor = { kind: 'customer', id: conversation.customerId } as const;
    return {
      ...change,
      events: [
        ...(scope.kind === 'customer'
          ? [{ type: 'conversation.ended' as const, actor, after: { by: 'customer' as const } }]
          : []),
        ...change.events.map((event) =>
          event.type === 'conversation.resolved' || event.type === 'escalation.cancelled'
            ? { ...event, actor }
            : event,
        ),
      ],
    };
  };
  return await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, verb: 'reply' },
    decide,
  );
};
