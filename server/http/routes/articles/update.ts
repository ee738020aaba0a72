import { gateArticle } from '../../../commands/gate-publishing.ts';
import { saveArticle } from '../../../commands/save-article.ts';
import { presentArticle } from '../../../presenters/article.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.articles.update.handler(async ({ input, context: { ports, scope } }) => {
  const { id, override, ...fields } = input;
  const change = { ...fields, articleId: id };
  await gateArticle(ports, scope, change, override);
  return presentArticle(await saveArticle(ports, scope, change));
});
