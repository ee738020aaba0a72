import { saveArticle } from '../../../commands/save-article.ts';
import { presentArticle } from '../../../presenters/article.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.articles.create.handler(async ({ input, context: { ports, scope } }) =>
  presentArticle(await saveArticle(ports, scope, input)),
);
