import { previewAnswer } from '../../../queries/list-answers.ts';
import { signedIn } from '../../orpc.ts';

export const preview = signedIn.botAnswers.preview.handler(({ input, context: { ports, scope } }) =>
  previewAnswer(ports, scope, input),
);
