import type { RoutingDecision } from '#contracts/conversation.ts';
import { AppError } from '#contracts/errors.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Escalation } from '../domain/routing/escalation.ts';
import { lostRace, system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type ConversationChange, changeConversation } from './change-conversation.ts';

const scope = system('routing');
/** Decisions kept on an escalation. */
const MAX_DECISIONS = 10;

/** The newest decisions, with one more. */
export const withDecision = (escalation: Escalation, decision: RoutingDecision): RoutingDecision[] =>
  [...escalation.decisions, decision].slice(-MAX_DECISIONS);

interface Offer {
  escalation: Escalation;
  agentId: string;
  decision: RoutingDecision;
  timeoutMs: number;
}

/** Whether the agent has a slot left, offers included. Touching the agent makes two such counts at once conflict. */
const hasSlot = async (ports: Ports, agentId: string, tx: Tx): Promise<boolean> => {
  await ports.stores.agents.touchSlots(scope, agentId, tx);
  const agent = await ports.stores.agents.get(scope, agentId, tx);
  const open = await ports.stores.conversations.openCount(scope, agentId, tx);
  const offers = await ports.stores.escalations.offeredTo(scope, agentId, tx);
  return agent !== undefined && !agent.disabled && open + offers.length < agent.capacity;
};

/** Writes the offer and the timer that ends it. */
const write = async (
  ports: Ports,
  escalation: Escalation,
  { agentId, decision, timeoutMs }: Offer,
  tx: Tx,
  now: Date,
): Promise<ConversationChange> => {
  const offerNo = escalation.offerNo + 1;
  const offerExpiresAt = new Date(now.getTime() + timeoutMs);
  const { id, version, queueId } = escalation;
  const decisions = withDecision(escalation, decision);
  const set: Partial<Escalation> = {
    state: 'offered',
    offeredTo: agentId,
    offeredAt: now,
    offerExpiresAt,
    offerNo,
    decisions,
  };
  if (!(await ports.stores.escalations.update(scope, id, version, { set }, tx))) return lostRace();
  await ports.stores.timers.set(
    scope,
    { kind: 'offer-timeout', subject: id, dueAt: offerExpiresAt, data: { offerNo } },
    tx,
  );
  const score = decision.candidates.find((candidate) => candidate.agentId === agentId)?.score;
  return {
    events: [
      {
        type: 'escalation.offered',
        refs: { escalation: id, agent: agentId, ...(queueId ? { queue: queueId } : {}) },
        before: { state: escalation.state },
        after: { agentId, ...(score === undefined ? {} : { score }) },
      },
    ],
  };
};

/**
 * Offers a waiting escalation to an agent for `timeoutMs`. The agent's slots are counted again in the transaction, offers included: two routings at
 * once cannot offer one agent more than they can take. `gone`: no longer waiting. `full`: the agent is not free after all.
 */
export const offerEscalation = async (ports: Ports, offer: Offer): Promise<'offered' | 'gone' | 'full'> => {
  let result: 'offered' | 'gone' | 'full' = 'gone';
  const decide = async (_conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    const escalation = await ports.stores.escalations.get(scope, offer.escalation.id, tx);
    result = 'gone';
    if (escalation?.state !== 'queued') return { events: [] };
    result = 'full';
    if (!(await hasSlot(ports, offer.agentId, tx))) return { events: [] };
    result = 'offered';
    return await write(ports, escalation, offer, tx, now);
  };
  try {
    await changeConversation(ports, scope, { conversationId: offer.escalation.conversationId }, decide);
  } catch (error) {
    // Somebody else moved it eight times in a row: the next routing sees where it is.
    if (error instanceof AppError && error.code === 'version-conflict') return 'gone';
    throw error;
  }
  return result;
};
