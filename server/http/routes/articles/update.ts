import { saveArticle } from '../../../commands/save-article.ts';
import { presentArticle } from '../../../presenters/article.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.articles.update.handler(async ({ input, context: { ports, scope } }) => {
  const { id, ...fields } = input;
  return presentArticle(await saveArticle(ports, scope, { ...fields, articleId: id }));
});
