import { updateConversation } from '../../../commands/update-conversation.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.conversations.update.handler(async ({ input, context: { ports, scope } }) => {
  const { id, ...fields } = input;
  const conversation = await updateConversation(ports, scope, { ...fields, conversationId: id });
  return { conversation: presentConversationRow(conversation, scope.agentId) };
});
