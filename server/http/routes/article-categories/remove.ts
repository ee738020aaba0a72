import { removeCategory } from '../../../commands/save-category.ts';
import { signedIn } from '../../orpc.ts';

export const remove = signedIn.articleCategories.remove.handler(({ input, context: { ports, scope } }) =>
  removeCategory(ports, scope, input.id),
);
