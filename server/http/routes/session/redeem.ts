import { redeemLink } from '../../../commands/redeem-link.ts';
import { open } from '../../orpc.ts';

export const redeem = open.session.redeem.handler(({ input, context: { ports, auth } }) =>
  redeemLink(ports, input, auth.logins),
);
