import { createBotTest } from '../../../commands/save-bot-test.ts';
import { presentBotTest } from '../../../presenters/bot-test.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.botTests.create.handler(async ({ input, context: { ports, scope } }) =>
  presentBotTest(await createBotTest(ports, scope, input)),
);
