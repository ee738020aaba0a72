import { gateDialog } from '../../../commands/gate-publishing.ts';
import { publishDialog } from '../../../commands/save-dialog.ts';
import { presentDialog } from '../../../presenters/dialog.ts';
import { signedIn } from '../../orpc.ts';

export const publish = signedIn.botDialogs.publish.handler(async ({ input, context: { ports, scope } }) => {
  const { override, ...dialog } = input;
  await gateDialog(ports, scope, { id: dialog.id }, override);
  return presentDialog(await publishDialog(ports, scope, dialog));
});
