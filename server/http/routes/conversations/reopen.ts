import { reopenConversation } from '../../../commands/reopen-conversation.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const reopen = signedIn.conversations.reopen.handler(async ({ input, context: { ports, scope } }) => {
  const conversation = await reopenConversation(ports, scope, {
    conversationId: input.id,
    version: input.version,
    undo: input.undo,
  });
  return { conversation: presentConversationRow(conversation, scope.agentId) };
});
