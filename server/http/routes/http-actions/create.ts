import { createHttpAction } from '../../../commands/save-http-action.ts';
import { presentHttpAction } from '../../../presenters/dialog.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.httpActions.create.handler(async ({ input, context: { ports, scope } }) => {
  const { action, secret } = await createHttpAction(ports, scope, input);
  return { action: presentHttpAction(action), secret };
});
