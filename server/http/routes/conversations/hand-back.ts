import { handBackConversation } from '../../../commands/hand-back-conversation.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const handBack = signedIn.conversations.handBack.handler(
  async ({ input, context: { ports, scope } }) => {
    const conversation = await handBackConversation(ports, scope, {
      conversationId: input.id,
      version: input.version,
      note: input.note,
    });
    return { conversation: presentConversationRow(conversation, scope.agentId) };
  },
);
