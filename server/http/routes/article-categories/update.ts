import { updateCategory } from '../../../commands/save-category.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.articleCategories.update.handler(({ input, context: { ports, scope } }) =>
  updateCategory(ports, scope, input),
);
