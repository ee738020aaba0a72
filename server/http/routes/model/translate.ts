import { translateText } from '../../../commands/write-for-agent.ts';
import { signedIn } from '../../orpc.ts';

export const translate = signedIn.model.translate.handler(
  ({ input: { id, ...rest }, context: { ports, scope } }) =>
    translateText(ports, scope, { conversationId: id, ...rest }),
);
