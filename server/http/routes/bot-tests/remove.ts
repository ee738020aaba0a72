import { removeBotTest } from '../../../commands/save-bot-test.ts';
import { signedIn } from '../../orpc.ts';

export const remove = signedIn.botTests.remove.handler(async ({ input, context: { ports, scope } }) => ({
  removed: await removeBotTest(ports, scope, input.id),
}));
