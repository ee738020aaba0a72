import type { Scope } from './scope.ts';

/** What an erasure took away. Counts only. */
export interface ErasureCounts {
  /** The name the rest goes by: that of an earlier, unfinished run where there was one. */
  pseudonym: string;
  messages: number;
  conversations: number;
  files: number;
  ledgerItems: number;
  interactions: number;
}

export interface ErasureStore {
  /**
   * Deletes what names a customer (all of the alias set) and leaves the figures: texts, addresses, orders, files and comments go; conversations and
   * interactions stay with ids, codes and numbers under `pseudonym`. Can be run again after a crash: each step leaves nothing for the next run to trip on.
   */
  erase(scope: Scope, customerIds: readonly string[], pseudonym: string, now: Date): Promise<ErasureCounts>;
}
