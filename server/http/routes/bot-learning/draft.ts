import { draftFromCluster } from '../../../commands/draft-article.ts';
import { signedIn } from '../../orpc.ts';

export const draft = signedIn.botLearning.draft.handler(({ input, context: { ports, scope } }) =>
  draftFromCluster(ports, scope, input.id),
);
