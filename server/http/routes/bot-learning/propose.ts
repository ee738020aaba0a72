import { proposeLesson } from '../../../commands/teach-bot.ts';
import { signedIn } from '../../orpc.ts';

export const propose = signedIn.botLearning.propose.handler(({ input, context: { ports, scope } }) =>
  proposeLesson(ports, scope, input),
);
