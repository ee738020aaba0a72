import { AppError } from '#contracts/errors.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { isOpen } from '../domain/sla/business-hours.ts';
import { lostRace, system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type ConversationChange, changeConversation } from './change-conversation.ts';

/**
 * Records, once for an escalation, that nobody who could serve it is there; outside business hours the conversation counts as missed.
 * It goes on waiting. The interaction makes the customer's message.
 * @throws AppError `not-found`
 */
export const tellNobodyThere = async (
  ports: Ports,
  input: { conversationId: string; escalationId: string },
): Promise<boolean> => {
  const scope = system('routing');
  const { hours: shopHours } = await ports.stores.settings.current(scope);
  const queues = await ports.stores.agents.queues(scope);
  let told = false;
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    told = false;
    const escalation = await ports.stores.escalations.get(scope, input.escalationId, tx);
    if (!escalation) throw new AppError('not-found');
    if (escalation.state !== 'queued' || escalation.nobodyThereAt) return { events: [] };
    const { queueId } = escalation;
    const written = await ports.stores.escalations.update(
      scope,
      escalation.id,
      escalation.version,
      { set: { nobodyThereAt: now } },
      tx,
    );
    if (!written) return lostRace();
    told = true;
    const hours = queues.find((queue) => queue.id === queueId)?.hours ?? shopHours;
    const missed = conversation.missed || !isOpen(hours, now);
    return {
      ...(missed !== conversation.missed ? { set: { missed } } : {}),
      events: [
        {
          type: 'escalation.nobody-there',
          refs: { escalation: escalation.id, ...(queueId ? { queue: queueId } : {}) },
          after: queueId ? { queueId } : {},
        },
      ],
    };
  };
  await changeConversation(ports, scope, { conversationId: input.conversationId }, decide);
  return told;
};
