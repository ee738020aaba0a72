import { given } from '../../../presenters/given.ts';
import { listComments } from '../../../queries/help-centre.ts';
import { signedIn } from '../../orpc.ts';

export const comments = signedIn.articles.comments.handler(({ input, context: { ports, scope } }) =>
  listComments(ports, scope, given(input)),
);
