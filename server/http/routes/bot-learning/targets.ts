import { listTargets } from '../../../queries/list-questions.ts';
import { signedIn } from '../../orpc.ts';

export const targets = signedIn.botLearning.targets.handler(({ input, context: { ports, scope } }) =>
  listTargets(ports, scope, input.language),
);
