import { resolveConversation } from '../../../commands/resolve-conversation.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const resolve = signedIn.conversations.resolve.handler(
  async ({ input, context: { ports, scope } }) => {
    const conversation = await resolveConversation(ports, scope, {
      conversationId: input.id,
      version: input.version,
    });
    return { conversation: presentConversationRow(conversation, scope.agentId) };
  },
);
