import type { AnyInteraction } from '#contracts/events.ts';
import { settleEscalation } from '../commands/settle-escalation.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { system } from '../ports/scope.ts';
import type { DispatchHints, Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-slot-freed');

const settle = async (
  ports: Ports,
  interactions: readonly AnyInteraction[],
  hints: DispatchHints,
): Promise<void> => {
  const ids = new Set(interactions.flatMap((i) => i.refs.conversation ?? []));
  for (const id of ids) {
    const hint = hints.conversations?.find((c) => c.id === id);
    const conversation: Conversation | undefined = hint ?? (await ports.stores.conversations.get(scope, id));
    if (!conversation?.escalationId || conversation.status === 'queued') continue;
    const escalation = await ports.stores.escalations.get(scope, conversation.escalationId);
    if (escalation && ['initiated', 'queued', 'offered'].includes(escalation.state))
      await settleEscalation(ports, { conversationId: id });
  }
};

/** A conversation changed hands or ended, an agent's capacity or skills changed: waits that ended by it are settled, and what still waits is offered. */
export const onSlotFreed: Reaction = {
  name: 'on-slot-freed',
  types: [
    'conversation.assigned',
    'conversation.status-changed',
    'conversation.resolved',
    'conversation.snoozed',
    'conversation.handed-back',
    'conversation.taken-over',
    'conversation.spam-marked',
    'escalation.cancelled',
    'agent.updated',
  ],
  run: async (ports, interactions, hints) => {
    await settle(ports, interactions, hints);
    const waiting = await ports.stores.escalations.waiting(scope, undefined, 100);
    const first = waiting.find((escalation) => escalation.state === 'queued');
    const last = interactions.at(-1);
    if (first && last)
      await ports.queue.add(
        'route-escalation',
        { escalationId: first.id },
        { id: `route-${first.id}-${last.id}` },
      );
  },
};
