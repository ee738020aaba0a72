import type { Conversation } from '../domain/conversation/conversation.ts';
import { system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { acceptEscalation } from './accept-conversation.ts';
import { type ConversationChange, changeConversation } from './change-conversation.ts';
import { endEscalation, isWaiting } from './end-escalation.ts';

/**
 * Ends a wait that something else ended: an agent who answered straight from the queue has accepted it; a conversation that left the queue in
 * another way (merged, back with the bot) has cancelled it. Nothing happens where the wait and the status agree.
 * @throws AppError `not-found`
 */
export const settleEscalation = async (ports: Ports, input: { conversationId: string }): Promise<void> => {
  const scope = system('settle-escalation');
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    const { escalationId, assigneeId, status } = conversation;
    if (!escalationId || status === 'queued') return { events: [] };
    const escalation = await ports.stores.escalations.get(scope, escalationId, tx);
    if (!isWaiting(escalation)) return { events: [] };
    if (assigneeId && (status === 'open' || status === 'snoozed'))
      return { events: await acceptEscalation(ports, scope, escalation, assigneeId, tx, now) };
    const end = { state: 'cancelled', cause: 'left-queue' } as const;
    const events = await endEscalation(ports, scope, escalation, end, tx, now);
    return { unset: ['escalationId'], events };
  };
  await changeConversation(ports, scope, { conversationId: input.conversationId }, decide);
};
