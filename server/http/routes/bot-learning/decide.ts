import { decideLesson } from '../../../commands/teach-bot.ts';
import { signedIn } from '../../orpc.ts';

export const decide = signedIn.botLearning.decide.handler(({ input, context: { ports, scope } }) =>
  decideLesson(ports, scope, input),
);
