import { getBotTest } from '../../../queries/list-bot-tests.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.botTests.show.handler(({ input, context: { ports, scope } }) =>
  getBotTest(ports, scope, input.id),
);
