import { removeAnswer } from '../../../commands/save-answer.ts';
import { signedIn } from '../../orpc.ts';

export const remove = signedIn.botAnswers.remove.handler(({ input, context: { ports, scope } }) =>
  removeAnswer(ports, scope, input.id),
);
