import { draftReply } from '../../../commands/write-for-agent.ts';
import { signedIn } from '../../orpc.ts';

export const suggest = signedIn.model.suggest.handler(({ input, context: { ports, scope } }) =>
  draftReply(ports, scope, input.id),
);
