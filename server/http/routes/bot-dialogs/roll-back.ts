import { gateDialog } from '../../../commands/gate-publishing.ts';
import { rollBackDialog } from '../../../commands/save-dialog.ts';
import { presentDialog } from '../../../presenters/dialog.ts';
import { signedIn } from '../../orpc.ts';

export const rollBack = signedIn.botDialogs.rollBack.handler(async ({ input, context: { ports, scope } }) => {
  const { override, ...dialog } = input;
  await gateDialog(ports, scope, dialog, override);
  return presentDialog(await rollBackDialog(ports, scope, dialog));
});
