import { listChannelAccounts } from '../../../queries/list-channel-accounts.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.channelAccounts.list.handler(({ context: { ports, scope } }) =>
  listChannelAccounts(ports, scope),
);
