import { AppError } from '#contracts/errors.ts';
import { resolveConversation } from '../commands/resolve-conversation.ts';
import { system } from '../ports/scope.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-conversation-ended');

/** The customer ended the chat: it is resolved, whoever held it. */
export const onConversationEnded: Reaction = {
  name: 'on-conversation-ended',
  types: ['conversation.ended'],
  run: async (ports, interactions) => {
    for (const { refs } of interactions) {
      if (!refs.conversation) continue;
      const conversation = await ports.stores.conversations.get(scope, refs.conversation);
      if (!conversation || conversation.status === 'resolved') continue;
      try {
        await resolveConversation(ports, scope, { conversationId: conversation.id, by: 'customer' });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'wrong-state') throw error;
      }
    }
  },
};
