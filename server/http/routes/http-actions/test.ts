import { testHttpAction } from '../../../commands/save-http-action.ts';
import { signedIn } from '../../orpc.ts';

export const test = signedIn.httpActions.test.handler(({ input, context: { ports, scope } }) =>
  testHttpAction(ports, scope, input),
);
