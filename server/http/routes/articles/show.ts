import { getArticle } from '../../../queries/list-content.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.articles.show.handler(({ input, context: { ports, scope } }) =>
  getArticle(ports, scope, input.id),
);
