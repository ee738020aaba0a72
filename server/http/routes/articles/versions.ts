import { given } from '../../../presenters/given.ts';
import { listVersions } from '../../../queries/help-centre.ts';
import { signedIn } from '../../orpc.ts';

export const versions = signedIn.articles.versions.handler(({ input, context: { ports, scope } }) =>
  listVersions(ports, scope, given(input)),
);
