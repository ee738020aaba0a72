import { given } from '../../../presenters/given.ts';
import { listHttpActions } from '../../../queries/list-dialogs.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.httpActions.list.handler(({ input, context: { ports, scope } }) =>
  listHttpActions(ports, scope, given(input)),
);
