import { makeBotTest } from '../../../commands/make-bot-test.ts';
import { presentBotTest } from '../../../presenters/bot-test.ts';
import { signedIn } from '../../orpc.ts';

export const fromConversation = signedIn.botTests.fromConversation.handler(
  async ({ input, context: { ports, scope } }) =>
    presentBotTest(await makeBotTest(ports, scope, { conversationId: input.id })),
);
