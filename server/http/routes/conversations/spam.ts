import { markSpam } from '../../../commands/mark-spam.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const spam = signedIn.conversations.spam.handler(async ({ input, context: { ports, scope } }) => {
  const conversation = await markSpam(ports, scope, {
    conversationId: input.id,
    version: input.version,
    spam: input.spam,
  });
  return { conversation: presentConversationRow(conversation, scope.agentId) };
});
