import { AppError } from '#contracts/errors.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { assignedEvent } from './accept-conversation.ts';
import { type ConversationChange, changeConversation, move, statusEvent } from './change-conversation.ts';
import { endEscalation, isWaiting } from './end-escalation.ts';
import { takeSlot } from './take-slot.ts';

/** Messages looked back over for what is not answered. */
const LOOK_BACK = 50;

/** Since when the customer waits for an answer, by the messages: taking over restores the clock that the bot had stopped. */
const unansweredSince = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
): Promise<Date | undefined> => {
  const recent = await ports.stores.messages.page(scope, conversation.id, {
    beforeSeq: conversation.seq + 1,
    limit: LOOK_BACK,
    visible: 'public',
  });
  const spoken = recent.filter((message) => message.author.kind !== 'system');
  const answered = spoken.findLastIndex((message) => message.direction !== 'inbound');
  return spoken[answered + 1]?.at;
};

/** From the bot, the queue or nobody anyone may take over; from a colleague only a manager or an administrator. */
const refuseColleagues = (scope: Scope, conversation: Conversation): void => {
  if (scope.kind !== 'agent') throw new AppError('not-allowed');
  const held = conversation.assigneeId !== undefined && ['open', 'snoozed'].includes(conversation.status);
  if (held && conversation.assigneeId !== scope.agentId && !['administrator', 'manager'].includes(scope.role))
    throw new AppError('not-allowed');
};

/**
 * The agent takes the conversation from the bot or from a colleague. The raised version drops a bot reply that was being made; a wait in the queue
 * is cancelled. A deliberate act: it may exceed the agent's capacity.
 * @throws AppError `not-found`, `not-allowed`, `wrong-state` (resolved), `version-conflict`
 */
export const takeOverConversation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; version?: number | undefined },
): Promise<Conversation> => {
  if (scope.kind !== 'agent') throw new AppError('not-allowed');
  const { agentId } = scope;
  const seen = await ports.stores.conversations.get(scope, input.conversationId);
  const since = seen && !seen.waitingSince ? await unansweredSince(ports, scope, seen) : undefined;
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    refuseColleagues(scope, conversation);
    if (conversation.status === 'open' && conversation.assigneeId === agentId) return { events: [] };
    const set: Partial<Conversation> = {
      ...move(conversation, 'taken-over', { assigned: true, botOn: false }),
      assigneeId: agentId,
      humanInvolved: true,
      missed: false,
      ...(since && seen?.seq === conversation.seq && !conversation.waitingSince
        ? { waitingSince: since }
        : {}),
    };
    await takeSlot(ports, scope, agentId, { enforce: false, now }, tx);
    const escalation = conversation.escalationId
      ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
      : undefined;
    const waits = isWaiting(escalation);
    const ended = waits
      ? await endEscalation(ports, scope, escalation, { state: 'cancelled', cause: 'taken-over' }, tx, now)
      : [];
    await ports.stores.timers.cancel(scope, 'snooze', conversation.id, tx);
    return {
      set,
      unset: [...(waits ? ['escalationId' as const] : []), 'snoozedUntil'],
      events: [
        ...ended,
        {
          type: 'conversation.taken-over',
          refs: { agent: agentId },
          before: {
            speaker: conversation.speaker,
            ...(conversation.assigneeId ? { assigneeId: conversation.assigneeId } : {}),
          },
          after: { assigneeId: agentId },
        },
        assignedEvent(conversation, { assigneeId: agentId, teamId: conversation.teamId }),
        ...statusEvent(conversation, set),
      ],
    };
  };
  return await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, version: input.version, verb: 'take-over' },
    decide,
  );
};
