import { given } from '../../../presenters/given.ts';
import { listCanned } from '../../../queries/list-content.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.canned.list.handler(({ input, context: { ports, scope } }) =>
  listCanned(ports, scope, given(input)),
);
