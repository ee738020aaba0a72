import { discardDraft } from '../../../commands/save-article.ts';
import { presentArticle } from '../../../presenters/article.ts';
import { signedIn } from '../../orpc.ts';

export const discard = signedIn.articles.discard.handler(async ({ input, context: { ports, scope } }) =>
  presentArticle(await discardDraft(ports, scope, input)),
);
