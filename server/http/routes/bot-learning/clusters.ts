import { listClusters } from '../../../queries/list-questions.ts';
import { signedIn } from '../../orpc.ts';

export const clusters = signedIn.botLearning.clusters.handler(({ input, context: { ports, scope } }) =>
  listClusters(ports, scope, input),
);
