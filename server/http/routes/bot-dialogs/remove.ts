import { removeDialog } from '../../../commands/save-dialog.ts';
import { signedIn } from '../../orpc.ts';

export const remove = signedIn.botDialogs.remove.handler(({ input, context: { ports, scope } }) =>
  removeDialog(ports, scope, input.id),
);
