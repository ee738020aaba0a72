import { importArticles } from '../../../commands/import-articles.ts';
import { signedIn } from '../../orpc.ts';

export const importFiles = signedIn.articles.importFiles.handler(({ input, context: { ports, scope } }) =>
  importArticles(ports, scope, input),
);
