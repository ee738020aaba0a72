import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { LedgerItem } from '../ports/ledger-store.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

/** Puts a poison item back in line; the drain takes it up with its next sweep. @throws AppError `not-found` when it is not in the poison lane */
export const retryLedgerItem = async (
  ports: Ports,
  scope: Scope,
  input: { ledgerId: string },
): Promise<LedgerItem> => {
  authorize(scope, 'retry-ledger');
  const item = await ports.stores.ledger.retry(scope, input.ledgerId);
  if (!item) throw new AppError('not-found');
  await commitChange(ports, scope, async () => ({
    result: undefined,
    events: [{ type: 'ledger.retried', refs: { account: item.accountId }, after: { ledgerId: item.id } }],
  }));
  return item;
};
