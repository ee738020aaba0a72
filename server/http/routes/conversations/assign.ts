import { assignConversation } from '../../../commands/assign-conversation.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const assign = signedIn.conversations.assign.handler(async ({ input, context: { ports, scope } }) => {
  const { id, ...fields } = input;
  const conversation = await assignConversation(ports, scope, { ...fields, conversationId: id });
  return { conversation: presentConversationRow(conversation, scope.agentId) };
});
