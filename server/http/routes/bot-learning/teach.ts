import { teachCluster } from '../../../commands/teach-bot.ts';
import { signedIn } from '../../orpc.ts';

export const teach = signedIn.botLearning.teach.handler(({ input, context: { ports, scope } }) =>
  teachCluster(ports, scope, input),
);
