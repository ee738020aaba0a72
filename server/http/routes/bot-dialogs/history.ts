import { given } from '../../../presenters/given.ts';
import { listDialogVersions } from '../../../queries/list-dialogs.ts';
import { signedIn } from '../../orpc.ts';

export const history = signedIn.botDialogs.history.handler(({ input, context: { ports, scope } }) =>
  listDialogVersions(ports, scope, given(input)),
);
