import { listAdapters } from '../../../queries/list-channel-accounts.ts';
import { signedIn } from '../../orpc.ts';

export const adapters = signedIn.channelAccounts.adapters.handler(({ context: { ports, scope } }) =>
  listAdapters(ports, scope),
);
