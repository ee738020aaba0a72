import { MINUTE } from '#contracts/time.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { escalateConversation } from './escalate-conversation.ts';
import { passOffer } from './pass-offer.ts';

/** How long an absent agent keeps conversations whose customer waits, where the settings say nothing. */
const REQUEUE_AFTER_MS = 10 * MINUTE;
const MAX_HELD = 100;

/**
 * The agent's presence is lost: their offers go back into the queue at once and on to others. What they hold stays with them, and is put back into
 * the queue after `settings.routing.requeueAbsentAfterMs` (default 10 min; 0 = never) should they not return and the customer wait. May repeat.
 */
export const agentAbsent = async (ports: Ports, input: { agentId: string }): Promise<void> => {
  const scope = system('agent-absent');
  const offers = await ports.stores.escalations.offeredTo(scope, input.agentId);
  for (const escalation of offers)
    await passOffer(
      ports,
      scope,
      { conversationId: escalation.conversationId, escalationId: escalation.id, how: 'withdrawn' },
      (current) => current.offeredTo === input.agentId,
    );
  const held = await ports.stores.conversations.openCount(scope, input.agentId);
  const standing = await ports.stores.timers.get(scope, 'presence-lost', input.agentId);
  if (held === 0 || standing) return;
  const settings = await ports.stores.settings.current(scope);
  const afterMs = settings.routing?.requeueAbsentAfterMs ?? REQUEUE_AFTER_MS;
  if (afterMs <= 0) return;
  await ports.stores.timers.set(scope, {
    kind: 'presence-lost',
    subject: input.agentId,
    dueAt: new Date(ports.clock.now().getTime() + afterMs),
    data: {},
  });
};

/** The agent is back: nothing is taken from them. */
export const agentReturned = async (ports: Ports, input: { agentId: string }): Promise<void> => {
  await ports.stores.timers.cancel(system('agent-absent'), 'presence-lost', input.agentId);
};

/** Puts an agent's open conversations in which a customer waits back into the queue; none when the agent has returned. Answers how many. */
export const requeueAbsent = async (ports: Ports, input: { agentId: string }): Promise<number> => {
  const scope = system('agent-absent');
  const presence = await ports.presence.states();
  if (presence[input.agentId]) return 0;
  const held = await ports.stores.conversations.list(
    scope,
    { assigneeId: input.agentId, statuses: ['open'], sort: 'waiting' },
    { limit: MAX_HELD },
  );
  const waiting = held.items.filter((conversation) => conversation.waitingSince);
  for (const conversation of waiting)
    await escalateConversation(ports, scope, {
      conversationId: conversation.id,
      reason: 'agent-absent',
      fromAgent: input.agentId,
      ...(conversation.queueId ? { queueId: conversation.queueId } : {}),
    });
  return waiting.length;
};
