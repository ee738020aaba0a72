import { given } from '../../../presenters/given.ts';
import { exportArticles } from '../../../queries/help-centre.ts';
import { signedIn } from '../../orpc.ts';

export const exportFiles = signedIn.articles.exportFiles.handler(({ input, context: { ports, scope } }) =>
  exportArticles(ports, scope, given(input)),
);
