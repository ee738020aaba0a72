import { takeOverConversation } from '../../../commands/take-over-conversation.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const takeOver = signedIn.conversations.takeOver.handler(
  async ({ input, context: { ports, scope } }) => {
    const conversation = await takeOverConversation(ports, scope, {
      conversationId: input.id,
      version: input.version,
    });
    return { conversation: presentConversationRow(conversation, scope.agentId) };
  },
);
