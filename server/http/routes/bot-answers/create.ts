import { createAnswer } from '../../../commands/save-answer.ts';
import { presentAnswer } from '../../../presenters/answer.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.botAnswers.create.handler(async ({ input, context: { ports, scope } }) =>
  presentAnswer(await createAnswer(ports, scope, input)),
);
