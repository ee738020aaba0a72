import { runBotTests } from '../../../commands/run-bot-tests.ts';
import { signedIn } from '../../orpc.ts';

export const run = signedIn.botTests.run.handler(({ input, context: { ports, scope } }) =>
  runBotTests(ports, scope, input),
);
