import { retryMessage } from '../../../commands/retry-message.ts';
import { presentMessage } from '../../../presenters/message.ts';
import { signedIn } from '../../orpc.ts';

export const retry = signedIn.conversations.retry.handler(async ({ input, context: { ports, scope } }) => {
  const { id: conversationId, messageId } = input;
  return { message: presentMessage(await retryMessage(ports, scope, { conversationId, messageId })) };
});
