import { retryLedgerItem } from '../../../commands/retry-ledger-item.ts';
import { presentLedgerItem } from '../../../presenters/ledger.ts';
import { signedIn } from '../../orpc.ts';

export const retry = signedIn.ledger.retry.handler(async ({ input, context: { ports, scope } }) =>
  presentLedgerItem(await retryLedgerItem(ports, scope, { ledgerId: input.id })),
);
