import { publishAnswer } from '../../../commands/save-answer.ts';
import { presentAnswer } from '../../../presenters/answer.ts';
import { signedIn } from '../../orpc.ts';

export const publish = signedIn.botAnswers.publish.handler(async ({ input, context: { ports, scope } }) =>
  presentAnswer(await publishAnswer(ports, scope, input)),
);
