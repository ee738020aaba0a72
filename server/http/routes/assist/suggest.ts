import { suggestAnswers } from '../../../queries/suggest-answers.ts';
import { signedIn } from '../../orpc.ts';

export const suggest = signedIn.assist.suggest.handler(({ input, context: { ports, scope } }) =>
  suggestAnswers(ports, scope, input.id),
);
