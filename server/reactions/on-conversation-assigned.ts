import { system } from '../ports/scope.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-conversation-assigned');

/** An agent whom somebody else gave a conversation is told. */
export const onConversationAssigned: Reaction = {
  name: 'on-conversation-assigned',
  types: ['conversation.assigned'],
  run: async (ports, interactions, hints) => {
    for (const interaction of interactions) {
      if (interaction.type !== 'conversation.assigned') continue;
      const { assigneeId } = interaction.after;
      const { conversation: id } = interaction.refs;
      const own = interaction.actor.id === assigneeId || interaction.before?.assigneeId === assigneeId;
      if (!assigneeId || !id || own) continue;
      const conversation =
        hints.conversations?.find((c) => c.id === id) ?? (await ports.stores.conversations.get(scope, id));
      if (!conversation) continue;
      ports.realtime.toAgents(`agent:${assigneeId}`, 'notice', {
        kind: 'assigned',
        conversationId: id,
        title: conversation.customerName,
        text: conversation.lastLine,
      });
    }
  },
};
