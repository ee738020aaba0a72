import { getConversation } from '../../../queries/get-conversation.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.conversations.show.handler(({ input, context: { ports, scope } }) =>
  getConversation(ports, scope, input.id),
);
