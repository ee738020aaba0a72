import { rollBackArticle } from '../../../commands/save-article.ts';
import { presentArticle } from '../../../presenters/article.ts';
import { signedIn } from '../../orpc.ts';

export const rollBack = signedIn.articles.rollBack.handler(async ({ input, context: { ports, scope } }) =>
  presentArticle(await rollBackArticle(ports, scope, input)),
);
