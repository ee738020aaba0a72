import { checkAccount } from '../../../commands/check-account.ts';
import { signedIn } from '../../orpc.ts';

export const check = signedIn.channelAccounts.check.handler(({ input, context: { ports, scope } }) =>
  checkAccount(ports, scope, input.id),
);
