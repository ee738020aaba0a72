import type { WidgetState } from '#contracts/socket.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Scope } from '../ports/scope.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentWidgetState } from '../presenters/widget.ts';
import { queuePlace } from './queue-place.ts';

const agentNameOf = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation | undefined,
): Promise<string | undefined> => {
  if (conversation?.speaker !== 'human' || !conversation.assigneeId) return undefined;
  return (await ports.stores.agents.get(scope, conversation.assigneeId))?.name;
};

/** Up to where the other side has read: the bot what it has answered, a person what they have opened. */
const readSeqOf = (conversation: Conversation | undefined): number =>
  conversation ? Math.max(0, conversation.bot.seenSeq, ...Object.values(conversation.readBy)) : 0;

/** Where a visitor's thread stands: its conversation, who speaks, the place in the queue, business hours. `agentTyping` is the gateway's to fill in. */
export const getWidgetState = async (ports: Ports, threadId: string): Promise<WidgetState> => {
  const scope = system('widget state');
  const { stores } = ports;
  const thread = await stores.customers.thread(scope, threadId);
  const [conversation, customer, settings, states] = await Promise.all([
    thread ? stores.conversations.get(scope, thread.conversationId) : undefined,
    thread ? stores.customers.get(scope, thread.customerId) : undefined,
    stores.settings.current(scope),
    ports.presence.states(),
  ]);
  const [agentName, queue] = await Promise.all([
    agentNameOf(ports, scope, conversation),
    conversation?.status === 'queued' ? queuePlace(ports, scope, conversation.id) : undefined,
  ]);
  return presentWidgetState({
    conversation,
    customer: customer && {
      name: customer.name,
      verified: customer.verified,
      named: customer.tier !== 'C',
    },
    agentName,
    queue,
    hours: settings.hours,
    someoneAvailable: Object.values(states).includes('available'),
    readSeq: readSeqOf(conversation),
    now: ports.clock.now(),
  });
};
