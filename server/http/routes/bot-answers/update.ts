import { updateAnswer } from '../../../commands/save-answer.ts';
import { presentAnswer } from '../../../presenters/answer.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.botAnswers.update.handler(async ({ input, context: { ports, scope } }) =>
  presentAnswer(await updateAnswer(ports, scope, input)),
);
