import { publishDialog } from '../../../commands/save-dialog.ts';
import { presentDialog } from '../../../presenters/dialog.ts';
import { signedIn } from '../../orpc.ts';

export const publish = signedIn.botDialogs.publish.handler(async ({ input, context: { ports, scope } }) =>
  presentDialog(await publishDialog(ports, scope, input)),
);
