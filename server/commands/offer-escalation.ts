import type { RoutingDecision } from '#contracts/conversation.ts';
import { AppError } from '#contracts/errors.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Escalation } from '../domain/routing/escalation.ts';
import { lostRace, system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type ConversationChange, changeConversation } from './change-conversation.ts';

/** Decisions kept on an escalation. */
const MAX_DECISIONS = 10;

/** The newest decisions, with one more. */
export const withDecision = (escalation: Escalation, decision: RoutingDecision): RoutingDecision[] =>
  [...escalation.decisions, decision].slice(-MAX_DECISIONS);

/**
 * Offers a waiting escalation to an agent for `timeoutMs`. The agent's slots are counted again in the transaction, offers included: two routings at
 * once cannot offer one agent more than they can take. `gone`: no longer waiting. `full`: the agent is not free after all.
 */
export const offerEscalation = async (
  ports: Ports,
  input: {
    escalation: Escalation;
    agentId: string;
    decision: RoutingDecision;
    timeoutMs: number;
  },
): Promise<'offered' | 'gone' | 'full'> => {
  const scope = system('routing');
  const { agentId, decision } = input;
  let result: 'offered' | 'gone' | 'full' = 'gone';
  const decide = async (_conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    const escalation = await ports.stores.escalations.get(scope, input.escalation.id, tx);
    result = 'gone';
    if (escalation?.state !== 'queued') return { events: [] };
    await ports.stores.agents.touchSlots(scope, agentId, tx);
    const agent = await ports.stores.agents.get(scope, agentId, tx);
    const open = await ports.stores.conversations.openCount(scope, agentId, tx);
    const offers = await ports.stores.escalations.offeredTo(scope, agentId, tx);
    result = 'full';
    if (!agent || agent.disabled || open + offers.length >= agent.capacity) return { events: [] };
    const offerNo = escalation.offerNo + 1;
    const offerExpiresAt = new Date(now.getTime() + input.timeoutMs);
    const written = await ports.stores.escalations.update(
      scope,
      escalation.id,
      escalation.version,
      {
        set: {
          state: 'offered',
          offeredTo: agentId,
          offeredAt: now,
          offerExpiresAt,
          offerNo,
          decisions: withDecision(escalation, decision),
        },
      },
      tx,
    );
    if (!written) return lostRace();
    await ports.stores.timers.set(
      scope,
      { kind: 'offer-timeout', subject: escalation.id, dueAt: offerExpiresAt, data: { offerNo } },
      tx,
    );
    result = 'offered';
    const score = decision.candidates.find((candidate) => candidate.agentId === agentId)?.score;
    return {
      events: [
        {
          type: 'escalation.offered',
          refs: {
            escalation: escalation.id,
            agent: agentId,
            ...(escalation.queueId ? { queue: escalation.queueId } : {}),
          },
          before: { state: escalation.state },
          after: { agentId, ...(score === undefined ? {} : { score }) },
        },
      ],
    };
  };
  try {
    await changeConversation(ports, scope, { conversationId: input.escalation.conversationId }, decide);
  } catch (error) {
    // Somebody else moved it eight times in a row: the next routing sees where it is.
    if (error instanceof AppError && error.code === 'version-conflict') return 'gone';
    throw error;
  }
  return result;
};
