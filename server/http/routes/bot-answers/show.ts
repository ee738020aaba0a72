import { getAnswer } from '../../../queries/list-answers.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.botAnswers.show.handler(({ input, context: { ports, scope } }) =>
  getAnswer(ports, scope, input.id),
);
