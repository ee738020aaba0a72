import { draftFromConversation } from '../../../commands/draft-article.ts';
import { signedIn } from '../../orpc.ts';

export const fromConversation = signedIn.botLearning.fromConversation.handler(
  ({ input, context: { ports, scope } }) => draftFromConversation(ports, scope, input.id),
);
