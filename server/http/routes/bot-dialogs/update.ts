import { updateDialog } from '../../../commands/save-dialog.ts';
import { presentDialog } from '../../../presenters/dialog.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.botDialogs.update.handler(async ({ input, context: { ports, scope } }) =>
  presentDialog(await updateDialog(ports, scope, input)),
);
