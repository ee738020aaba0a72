import { getMessages } from '../../../queries/get-messages.ts';
import { signedIn } from '../../orpc.ts';

export const messages = signedIn.conversations.messages.handler(({ input, context: { ports, scope } }) => {
  const { id, ...ask } = input;
  return getMessages(ports, scope, id, ask);
});
