import type { SplitItem } from '#channels/channel.ts';
import type { PageAsk, PageOf } from './core-stores.ts';
import type { Scope, Tx } from './scope.ts';

/** `0` pending · `1` applied · `2` poison · `3` waits for our receipt (≤ 10 min) · `4` unrouted. */
export type LedgerState = 0 | 1 | 2 | 3 | 4;
export interface LedgerItem {
  id: string;
  accountId: string;
  key: string;
  lane: string;
  partition: number;
  ord: number;
  counter?: number;
  state: LedgerState;
  body: unknown;
  receivedAt: Date;
  attempts: number;
  reason?: string;
  /** The wait is over: it is decided without the receipt. */
  waitedOut?: boolean;
  waitUntil?: Date /** External id a waiting status asks for. */;
  waitsFor?: string;
  messageId?: string;
  outcome?: string;
}
export interface LedgerStore {
  /** Group insert, majority and journaled. Answers the ids that were new; duplicates are acknowledged like the rest. Throws AppError('store-unavailable'). */
  insert(scope: Scope, items: readonly LedgerItem[]): Promise<Set<string>>;
  /**
   * Pending items of the lanes in arrival order, at most `limit`. Read from the covering index; bodies of items in `known` are not read again.
   */
  pendingOf(
    scope: Scope,
    lanes: readonly string[],
    limit: number,
    known: ReadonlyMap<string, LedgerItem>,
  ): Promise<LedgerItem[]>;
  /** Lanes with pending items older than `before`. */
  staleLanes(scope: Scope, before: Date, limit: number): Promise<string[]>;
  /** Whether an item is known already or its lane has items to apply first. */
  isBehind(scope: Scope, item: Pick<LedgerItem, 'id' | 'lane'>): Promise<boolean>;
  /** Keeps an item as applied in the transaction that applies it. Throws LedgerKnows for one that is known. */
  insertApplied(scope: Scope, item: LedgerItem, outcome: string, tx: Tx): Promise<void>;
  /** 0 → 1 for all; false when the count does not match (another process was faster). */
  markApplied(
    scope: Scope,
    marks: readonly { id: string; outcome: string; messageId?: string }[],
    tx: Tx,
  ): Promise<boolean>;
  markPoison(scope: Scope, id: string, reason: string): Promise<void>;
  markWaiting(scope: Scope, id: string, waitsFor: string, until: Date): Promise<void>;
  /** 3 → 0 for items that wait for one of these receipts; answers their lanes. */
  wake(scope: Scope, waitsFor: readonly string[]): Promise<string[]>;
  /** What items wait for, at most `limit`. */
  waitedFor(scope: Scope, limit: number): Promise<string[]>;
  /** 3 → 0 with `waitedOut` for those whose wait is over: the next pass decides without the receipt. */
  expireWaiting(scope: Scope, now: Date): Promise<number>;
  /** 2 → 0. */
  retry(scope: Scope, id: string): Promise<LedgerItem | undefined>;
  /** Body of one item as it is kept: a large one as `{ $large: fileId }`. */
  body(scope: Scope, id: string): Promise<unknown>;
  list(scope: Scope, ask: PageAsk & { state?: LedgerState; accountId?: string }): Promise<PageOf<LedgerItem>>;
  /** Removes bodies older than `before`, keeps keys. */
  dropBodies(scope: Scope, before: Date): Promise<number>;
  backlog(scope: Scope): Promise<{ pending: number; oldestAt?: Date }>;
}
export type { SplitItem };

/** The item is in the ledger already. */
export class LedgerKnows extends Error {
  override readonly name = 'LedgerKnows';
}
