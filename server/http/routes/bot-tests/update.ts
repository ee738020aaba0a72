import { updateBotTest } from '../../../commands/save-bot-test.ts';
import { presentBotTest } from '../../../presenters/bot-test.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.botTests.update.handler(async ({ input, context: { ports, scope } }) =>
  presentBotTest(await updateBotTest(ports, scope, input)),
);
