import { given } from '../../../presenters/given.ts';
import { listDialogs } from '../../../queries/list-dialogs.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.botDialogs.list.handler(({ input, context: { ports, scope } }) =>
  listDialogs(ports, scope, given(input)),
);
