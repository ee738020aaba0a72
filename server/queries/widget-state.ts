import type { BusinessHours } from '#contracts/queue.ts';
import type { WidgetState } from '#contracts/socket.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Escalation } from '../domain/routing/escalation.ts';
import { someoneThere } from '../domain/routing/pick-agent.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentWidgetState } from '../presenters/widget.ts';
import { placeOf } from './queue-place.ts';
import { sharedRead } from './shared-read.ts';
import { usualWait } from './usual-wait.ts';

const scope = system('widget-state');

type Presence = Awaited<ReturnType<Ports['presence']['states']>>;

/** Who is there and which queues there are is the same for all visitors who ask at once. */
const presenceNow = sharedRead(
  (ports: Ports, _key: undefined): Promise<Presence> => ports.presence.states().catch(() => ({})),
);
const queuesNow = sharedRead((ports: Ports, _key: undefined) => ports.stores.agents.queues(scope));

/** Opening hours as they count for a conversation, and whether somebody is there for it. */
interface Desk {
  hours: BusinessHours;
  someone: boolean;
}

/** With a person, or waiting for one: the queue's own hours, and somebody who fits. Else the shop's hours, and anybody. */
const deskOf = async (
  ports: Ports,
  escalation: Escalation | undefined,
  presence: Presence,
): Promise<Desk> => {
  const { hours: shopHours } = await ports.stores.settings.current(scope);
  const anybody = Object.values(presence).includes('available');
  if (!escalation) return { hours: shopHours, someone: anybody };
  const queues = await queuesNow(ports, undefined);
  const queue = queues.find(({ id }) => id === escalation.queueId);
  const hours = queue?.hours ?? shopHours;
  if (!anybody) return { hours, someone: false };
  const agents = await ports.stores.agents.list(scope);
  const desks = agents.map((agent) => ({ agent, presence: presence[agent.id], open: 0, offers: 0 }));
  return { hours, someone: someoneThere({ escalation, queue, desks }) };
};

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
  const withPeople = conversation !== undefined && ['queued', 'open'].includes(conversation.status);
  const [customer, agent, escalation, presence] = await Promise.all([
    conversation ? ports.stores.customers.get(scope, conversation.customerId) : undefined,
    conversation?.assigneeId ? ports.stores.agents.get(scope, conversation.assigneeId) : undefined,
    withPeople && conversation.escalationId
      ? ports.stores.escalations.get(scope, conversation.escalationId)
      : undefined,
    presenceNow(ports, undefined),
  ]);
  const [desk, queue] = await Promise.all([
    deskOf(ports, escalation, presence),
    conversation?.status === 'queued' ? placeOf(ports, escalation) : undefined,
  ]);
  const beforePeople = conversation === undefined || ['bot', 'resolved'].includes(conversation.status);
  const waitMs = desk.someone && beforePeople ? await usualWait(ports) : undefined;
  const read = Object.values(conversation?.readBy ?? {});
  return presentWidgetState({
    conversation,
    agentName: agent?.name,
    queue,
    hours: desk.hours,
    customer: customer
      ? {
          name: customer.name,
          verified: customer.verified,
          named: customer.verified || customer.tier !== 'C',
        }
      : undefined,
    someoneAvailable: desk.someone,
    waitMs,
    readSeq: Math.max(0, conversation?.bot.seenSeq ?? 0, ...read),
    now: ports.clock.now(),
  });
};
