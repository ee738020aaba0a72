import { updateHttpAction } from '../../../commands/save-http-action.ts';
import { presentHttpAction } from '../../../presenters/dialog.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.httpActions.update.handler(async ({ input, context: { ports, scope } }) =>
  presentHttpAction(await updateHttpAction(ports, scope, input)),
);
