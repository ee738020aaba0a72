import { gateArticleVersion } from '../../../commands/gate-publishing.ts';
import { rollBackArticle } from '../../../commands/save-article.ts';
import { presentArticle } from '../../../presenters/article.ts';
import { signedIn } from '../../orpc.ts';

export const rollBack = signedIn.articles.rollBack.handler(async ({ input, context: { ports, scope } }) => {
  const { override, ...version } = input;
  await gateArticleVersion(ports, scope, version, override);
  return presentArticle(await rollBackArticle(ports, scope, version));
});
