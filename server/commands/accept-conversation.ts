import { AppError } from '#contracts/errors.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Escalation } from '../domain/routing/escalation.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import {
  type ConversationChange,
  changeConversation,
  type EventDraft,
  move,
  statusEvent,
} from './change-conversation.ts';
import { isWaiting } from './end-escalation.ts';
import { takeSlot } from './take-slot.ts';

/** Marks a waiting escalation as accepted by an agent, inside the transaction of its conversation's change. */
export const acceptEscalation = async (
  ports: Ports,
  scope: Scope,
  escalation: Escalation,
  agentId: string,
  tx: Tx,
  now: Date,
): Promise<EventDraft[]> => {
  const written = await ports.stores.escalations.update(
    scope,
    escalation.id,
    escalation.version,
    {
      set: { state: 'accepted', acceptedBy: agentId, acceptedAt: now },
      unset: ['offeredTo', 'offeredAt', 'offerExpiresAt'],
    },
    tx,
  );
  if (!written) return lostRace();
  await ports.stores.timers.cancel(scope, 'offer-timeout', escalation.id, tx);
  await ports.stores.timers.cancel(scope, 'queue-announce', escalation.id, tx);
  await ports.stores.timers.cancel(scope, 'wait-offer', escalation.id, tx);
  const { queueId } = escalation;
  return [
    {
      type: 'escalation.accepted',
      refs: { escalation: escalation.id, agent: agentId, ...(queueId ? { queue: queueId } : {}) },
      before: {
        state: escalation.state,
        ...(escalation.offeredTo ? { agentId: escalation.offeredTo } : {}),
      },
      after: {
        agentId,
        ...(queueId ? { queueId } : {}),
        waitMs: Math.max(0, now.getTime() - (escalation.queuedAt ?? escalation.createdAt).getTime()),
      },
    },
  ];
};

/** Who holds the conversation, as an event. */
export const assignedEvent = (
  conversation: Conversation,
  after: { assigneeId?: string | undefined; teamId?: string | undefined },
): EventDraft => ({
  type: 'conversation.assigned',
  ...(after.assigneeId ? { refs: { agent: after.assigneeId } } : {}),
  before: {
    ...(conversation.assigneeId ? { assigneeId: conversation.assigneeId } : {}),
    ...(conversation.teamId ? { teamId: conversation.teamId } : {}),
  },
  after: {
    ...(after.assigneeId ? { assigneeId: after.assigneeId } : {}),
    ...(after.teamId ? { teamId: after.teamId } : {}),
  },
});

/** A conversation that is not waiting can be taken when it is open and nobody's. */
const refuseUnlessFree = (conversation: Conversation): void => {
  if (conversation.status === 'open' && !conversation.assigneeId) return;
  throw new AppError(conversation.assigneeId ? 'offer-gone' : 'wrong-state');
};

/**
 * The agent takes an offer, or a conversation from the queue or from those open and nobody's. Of two at once one wins; the other gets `offer-gone`.
 * A second accept by the winner changes nothing. Capacity is counted in the transaction.
 * @throws AppError `offer-gone`, `at-capacity`, `wrong-state`, `version-conflict`, `not-allowed`, `not-found`
 */
export const acceptConversation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; version?: number | undefined },
): Promise<Conversation> => {
  if (scope.kind !== 'agent') throw new AppError('not-allowed');
  const { agentId } = scope;
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    if (conversation.status === 'open' && conversation.assigneeId === agentId) return { events: [] };
    const escalation = conversation.escalationId
      ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
      : undefined;
    const waiting = isWaiting(escalation) && conversation.status === 'queued';
    if (waiting && escalation.offeredTo !== undefined && escalation.offeredTo !== agentId)
      throw new AppError('offer-gone');
    if (!waiting && conversation.status !== 'queued') refuseUnlessFree(conversation);
    if (input.version !== undefined && input.version !== conversation.version)
      throw new AppError('version-conflict');
    const agent = await takeSlot(ports, scope, agentId, { enforce: true, now }, tx);
    if (agent.missedOffers) await ports.stores.agents.update(scope, agentId, { missedOffers: 0 }, tx);
    const set: Partial<Conversation> = {
      ...move(conversation, 'accepted', { assigned: true, botOn: false }),
      assigneeId: agentId,
      humanInvolved: true,
      missed: false,
    };
    const accepted = waiting ? await acceptEscalation(ports, scope, escalation, agentId, tx, now) : [];
    return {
      set,
      events: [
        ...accepted,
        assignedEvent(conversation, { assigneeId: agentId, teamId: conversation.teamId }),
        ...statusEvent(conversation, set),
      ],
    };
  };
  return await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, verb: 'accept' },
    decide,
  );
};
