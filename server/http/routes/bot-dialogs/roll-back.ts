import { rollBackDialog } from '../../../commands/save-dialog.ts';
import { presentDialog } from '../../../presenters/dialog.ts';
import { signedIn } from '../../orpc.ts';

export const rollBack = signedIn.botDialogs.rollBack.handler(async ({ input, context: { ports, scope } }) =>
  presentDialog(await rollBackDialog(ports, scope, input)),
);
