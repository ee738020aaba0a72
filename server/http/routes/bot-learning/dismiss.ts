import { dismissCluster } from '../../../commands/teach-bot.ts';
import { signedIn } from '../../orpc.ts';

export const dismiss = signedIn.botLearning.dismiss.handler(({ input, context: { ports, scope } }) =>
  dismissCluster(ports, scope, input.id),
);
