import { createChannelAccount } from '../../../commands/save-channel-account.ts';
import { viewChannelAccount } from '../../../queries/list-channel-accounts.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.channelAccounts.create.handler(async ({ input, context: { ports, scope } }) =>
  viewChannelAccount(ports, scope, await createChannelAccount(ports, scope, input)),
);
