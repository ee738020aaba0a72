import { acceptConversation } from '../../../commands/accept-conversation.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const accept = signedIn.conversations.accept.handler(async ({ input, context: { ports, scope } }) => {
  const conversation = await acceptConversation(ports, scope, {
    conversationId: input.id,
    version: input.version,
  });
  return { conversation: presentConversationRow(conversation, scope.agentId) };
});
