import { updateChannelAccount } from '../../../commands/save-channel-account.ts';
import { viewChannelAccount } from '../../../queries/list-channel-accounts.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.channelAccounts.update.handler(
  async ({ input, context: { ports, scope } }) => {
    const { id, ...fields } = input;
    return viewChannelAccount(
      ports,
      scope,
      await updateChannelAccount(ports, scope, { ...fields, accountId: id }),
    );
  },
);
