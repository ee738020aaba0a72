import { removeComment as remove } from '../../../commands/judge-article.ts';
import { signedIn } from '../../orpc.ts';

export const removeComment = signedIn.articles.removeComment.handler(({ input, context: { ports, scope } }) =>
  remove(ports, scope, input),
);
