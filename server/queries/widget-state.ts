import type { WidgetState } from '#contracts/socket.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentWidgetState } from '../presenters/widget.ts';
import { queuePlace } from './queue-place.ts';
import { usualWait } from './usual-wait.ts';

const scope = system('widget-state');

/** What a visitor sees of their conversation: status, speaker, queue place, opening hours. `known` spares reading the conversation again. */
export const widgetStateOf = async (
  ports: Ports,
  threadId: string,
  known?: Conversation,
): Promise<WidgetState> => {
  const thread = known ? undefined : await ports.stores.customers.thread(scope, threadId);
  const conversation =
    known ??
    (thread?.conversationId ? await ports.stores.conversations.get(scope, thread.conversationId) : undefined);
  const [customer, agent, settings, presence] = await Promise.all([
    conversation ? ports.stores.customers.get(scope, conversation.customerId) : undefined,
    conversation?.assigneeId ? ports.stores.agents.get(scope, conversation.assigneeId) : undefined,
    ports.stores.settings.current(scope),
    ports.presence.states().catch(() => ({})),
  ]);
  const queue =
    conversation?.status === 'queued' && conversation.escalationId
      ? await queuePlace(ports, scope, conversation.id)
      : undefined;
  const someoneAvailable = Object.values(presence).includes('available');
  const beforePeople = conversation === undefined || ['bot', 'resolved'].includes(conversation.status);
  const waitMs = someoneAvailable && beforePeople ? await usualWait(ports) : undefined;
  const read = Object.values(conversation?.readBy ?? {});
  return presentWidgetState({
    conversation,
    agentName: agent?.name,
    queue,
    hours: settings.hours,
    customer: customer
      ? {
          name: customer.name,
          verified: customer.verified,
          named: customer.verified || customer.tier !== 'C',
        }
      : undefined,
    someoneAvailable,
    waitMs,
    readSeq: Math.max(0, conversation?.bot.seenSeq ?? 0, ...read),
    now: ports.clock.now(),
  });
};
