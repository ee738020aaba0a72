import { given } from '../../../presenters/given.ts';
import { listOverrides } from '../../../queries/list-bot-tests.ts';
import { signedIn } from '../../orpc.ts';

export const overrides = signedIn.botTests.overrides.handler(({ input, context: { ports, scope } }) =>
  listOverrides(ports, scope, given(input)),
);
