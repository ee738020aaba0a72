import type { AnyInteraction } from '#contracts/events.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentConversationRow, presentEscalation } from '../presenters/conversation.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-offer');

const made = async (ports: Ports, interaction: AnyInteraction): Promise<void> => {
  const { conversation: conversationId, escalation: escalationId, agent } = interaction.refs;
  if (!conversationId || !escalationId || !agent) return;
  const [conversation, escalation, queues] = await Promise.all([
    ports.stores.conversations.get(scope, conversationId),
    ports.stores.escalations.get(scope, escalationId),
    ports.stores.agents.queues(scope),
  ]);
  if (!conversation || escalation?.state !== 'offered' || escalation.offeredTo !== agent) return;
  const queueName = queues.find((queue) => queue.id === escalation.queueId)?.name;
  ports.realtime.toAgents(`agent:${agent}`, 'offer.made', {
    row: presentConversationRow(conversation, agent),
    escalation: presentEscalation(escalation, queueName),
  });
};

/** Who held the offer: it lapsed or was declined by them, or the wait ended while it stood. */
const formerHolder = (interaction: AnyInteraction): string | undefined => {
  if (interaction.type === 'escalation.timed-out' || interaction.type === 'escalation.declined')
    return interaction.after.agentId;
  const before = interaction.before?.agentId;
  return typeof before === 'string' ? before : undefined;
};

const gone = (ports: Ports, interaction: AnyInteraction): void => {
  const { conversation: conversationId, escalation: escalationId } = interaction.refs;
  const agent = formerHolder(interaction);
  if (!conversationId || !escalationId || !agent) return;
  ports.realtime.toAgents(`agent:${agent}`, 'offer.gone', { conversationId, escalationId });
};

/** The agent sees an offer made to them, and that it is gone. A hint: `GET` shows the same. */
export const onOffer: Reaction = {
  name: 'on-offer',
  types: [
    'escalation.offered',
    'escalation.timed-out',
    'escalation.declined',
    'escalation.accepted',
    'escalation.cancelled',
  ],
  run: async (ports, interactions) => {
    for (const interaction of interactions) {
      if (interaction.type === 'escalation.offered') await made(ports, interaction);
      else gone(ports, interaction);
    }
  },
};
