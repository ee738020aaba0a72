import { extraOfChoices } from '../../../commands/outbound-choices.ts';
import { startConversation } from '../../../commands/start-conversation.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { presentMessage } from '../../../presenters/message.ts';
import { signedIn } from '../../orpc.ts';

export const start = signedIn.conversations.start.handler(async ({ input, context: { ports, scope } }) => {
  const { template, mail, replyPrivately, links, ...fields } = input;
  const { conversation, message } = await startConversation(ports, scope, {
    ...fields,
    ...extraOfChoices({ template, mail, replyPrivately, links }),
  });
  return {
    conversation: presentConversationRow(conversation, scope.agentId),
    message: presentMessage(message),
  };
});
