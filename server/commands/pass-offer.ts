import { AppError } from '#contracts/errors.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Escalation } from '../domain/routing/escalation.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { changeConversation, type EventDraft } from './change-conversation.ts';

/** Passes kept on an escalation: enough for the pauses, bounded for a wait of days. */
const MAX_PASSES = 50;

/** `withdrawn`: the agent is gone, which is not held against them. */
export type PassedHow = 'timed-out' | 'declined' | 'withdrawn';

const eventOf = (
  escalation: Escalation,
  agentId: string,
  how: PassedHow,
  missedInRow: number,
): EventDraft => ({
  type: how === 'declined' ? 'escalation.declined' : 'escalation.timed-out',
  refs: {
    escalation: escalation.id,
    agent: agentId,
    ...(escalation.queueId ? { queue: escalation.queueId } : {}),
  },
  before: { state: escalation.state, offerNo: escalation.offerNo, how },
  after: { agentId, ...(how === 'timed-out' ? { missedInRow } : {}) },
});

/** Counts offers an agent let lapse in a row; one they declined shows that they are there. Answers the count. */
const countMissed = async (
  ports: Ports,
  scope: Scope,
  agentId: string,
  how: PassedHow,
  tx: Tx,
): Promise<number> => {
  const agent = await ports.stores.agents.get(scope, agentId, tx);
  const before = agent?.missedOffers ?? 0;
  const missedOffers = how === 'timed-out' ? before + 1 : how === 'declined' ? 0 : before;
  if (agent && missedOffers !== before)
    await ports.stores.agents.update(scope, agentId, { missedOffers }, tx);
  return missedOffers;
};

/**
 * Takes an offer back into the queue: it keeps its place. The interaction starts the routing to the next agent. Answers false when the offer
 * `stands` says otherwise (accepted, moved on, a newer offer).
 * @throws AppError `not-found`
 */
export const passOffer = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; escalationId: string; how: PassedHow },
  stands: (escalation: Escalation) => boolean,
): Promise<{ passed: boolean; conversation: Conversation }> => {
  let passed = false;
  const decide = async (_conversation: Conversation, tx: Tx, now: Date) => {
    passed = false;
    const escalation = await ports.stores.escalations.get(scope, input.escalationId, tx);
    if (!escalation) throw new AppError('not-found');
    const { offeredTo } = escalation;
    if (escalation.state !== 'offered' || !offeredTo || !stands(escalation)) return { events: [] };
    const { how } = input;
    const pass = how === 'withdrawn' ? [] : [{ agentId: offeredTo, at: now, how }];
    const written = await ports.stores.escalations.update(
      scope,
      escalation.id,
      escalation.version,
      {
        set: { state: 'queued', passed: [...escalation.passed, ...pass].slice(-MAX_PASSES) },
        unset: ['offeredTo', 'offeredAt', 'offerExpiresAt'],
      },
      tx,
    );
    if (!written) return lostRace();
    await ports.stores.timers.cancel(scope, 'offer-timeout', escalation.id, tx);
    const missed = await countMissed(ports, scope, offeredTo, how, tx);
    passed = true;
    return { events: [eventOf(escalation, offeredTo, how, missed)] };
  };
  const conversation = await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId },
    decide,
  );
  return { passed, conversation };
};
