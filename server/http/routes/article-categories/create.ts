import { createCategory } from '../../../commands/save-category.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.articleCategories.create.handler(({ input, context: { ports, scope } }) =>
  createCategory(ports, scope, input),
);
