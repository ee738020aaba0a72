import { gateArticle } from '../../../commands/gate-publishing.ts';
import { saveArticle } from '../../../commands/save-article.ts';
import { presentArticle } from '../../../presenters/article.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.articles.create.handler(async ({ input, context: { ports, scope } }) => {
  const { override, ...fields } = input;
  await gateArticle(ports, scope, fields, override);
  return presentArticle(await saveArticle(ports, scope, fields));
});
