import { given } from '../../../presenters/given.ts';
import { listAnswers } from '../../../queries/list-answers.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.botAnswers.list.handler(({ input, context: { ports, scope } }) =>
  listAnswers(ports, scope, given(input)),
);
