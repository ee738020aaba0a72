import { given } from '../../../presenters/given.ts';
import { listArticles } from '../../../queries/list-content.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.articles.list.handler(({ input, context: { ports, scope } }) =>
  listArticles(ports, scope, given(input)),
);
