import { getDialog } from '../../../queries/list-dialogs.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.botDialogs.show.handler(({ input, context: { ports, scope } }) =>
  getDialog(ports, scope, input.id),
);
