import { listSavedViews } from '../../../queries/list-content.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.savedViews.list.handler(({ context: { ports, scope } }) =>
  listSavedViews(ports, scope),
);
