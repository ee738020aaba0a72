import { given } from '../../../presenters/given.ts';
import { listBotTests } from '../../../queries/list-bot-tests.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.botTests.list.handler(({ input, context: { ports, scope } }) =>
  listBotTests(ports, scope, given(input)),
);
