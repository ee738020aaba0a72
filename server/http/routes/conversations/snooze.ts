import { snoozeConversation } from '../../../commands/snooze-conversation.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const snooze = signedIn.conversations.snooze.handler(async ({ input, context: { ports, scope } }) => {
  const conversation = await snoozeConversation(ports, scope, {
    conversationId: input.id,
    version: input.version,
    until: new Date(input.until),
  });
  return { conversation: presentConversationRow(conversation, scope.agentId) };
});
