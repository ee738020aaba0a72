import { createDialog } from '../../../commands/save-dialog.ts';
import { presentDialog } from '../../../presenters/dialog.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.botDialogs.create.handler(async ({ input, context: { ports, scope } }) =>
  presentDialog(await createDialog(ports, scope, input.draft)),
);
