import type { z } from 'zod';
import type { LedgerRow } from '#contracts/views.ts';
import type { LedgerItem, LedgerState } from '../ports/ledger-store.ts';
import { given, iso } from './given.ts';

export type LedgerStateName = z.infer<typeof LedgerRow>['state'];

const NAMES = [
  'pending',
  'applied',
  'poison',
  'waiting',
  'unrouted',
] as const satisfies readonly LedgerStateName[];

export const ledgerStateOf = (name: LedgerStateName): LedgerState => NAMES.indexOf(name) as LedgerState;

/** One row of the intake ledger: no body, it holds what people wrote. `kind` is the beginning of the item's key. */
export const presentLedgerItem = (item: LedgerItem): z.infer<typeof LedgerRow> =>
  given({
    id: item.id,
    accountId: item.accountId,
    lane: item.lane,
    state: NAMES[item.state] ?? 'pending',
    kind: item.key.split(':')[0] ?? '',
    receivedAt: iso(item.receivedAt),
    reason: item.reason,
    attempts: item.attempts,
    messageId: item.messageId,
  });
