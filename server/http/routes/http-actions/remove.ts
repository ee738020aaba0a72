import { removeHttpAction } from '../../../commands/save-http-action.ts';
import { signedIn } from '../../orpc.ts';

export const remove = signedIn.httpActions.remove.handler(({ input, context: { ports, scope } }) =>
  removeHttpAction(ports, scope, input.id),
);
