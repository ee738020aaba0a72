import { listCategories } from '../../../queries/help-centre.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.articleCategories.list.handler(({ context: { ports, scope } }) =>
  listCategories(ports, scope),
);
