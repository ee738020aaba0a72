import type { z } from 'zod';
import type { LedgerRow } from '#contracts/views.ts';
import { authorize } from '../domain/access/can.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { type LedgerStateName, ledgerStateOf, presentLedgerItem } from '../presenters/ledger.ts';

/** The intake ledger, newest first: what was taken in and what became of it. */
export const listLedger = async (
  ports: Ports,
  scope: Scope,
  ask: PageAsk & { state?: LedgerStateName | undefined; account?: string | undefined },
): Promise<PageOf<z.infer<typeof LedgerRow>>> => {
  authorize(scope, 'read-ledger');
  const { state, account, ...page } = ask;
  const found = await ports.stores.ledger.list(scope, {
    ...page,
    ...given({ state: state === undefined ? undefined : ledgerStateOf(state), accountId: account }),
  });
  return { ...found, items: found.items.map(presentLedgerItem) };
};
