import { AppError } from '#contracts/errors.ts';
import type { Stores } from '#server/ports.ts';
import type { LedgerItem } from '../ports/ledger-store.ts';
import { system } from '../ports/scope.ts';

/** Ledger rows per insert. */
const MAX_FLUSH = 512;
/** Rows waiting for their insert; above this the answer is `busy`, never a growing heap. */
const MAX_WAITING = 20_000;

interface Waiting {
  items: LedgerItem[];
  resolve(fresh: LedgerItem[]): void;
  reject(error: unknown): void;
}

/**
 * Groups ledger inserts: flushes at once when idle, otherwise with the next flush (no timer). Resolves with the items that were new,
 * after they are durable on a majority; rejects with `store-unavailable` or `busy`.
 */
export const createBatcher = (
  stores: Stores,
): { add(items: LedgerItem[]): Promise<LedgerItem[]>; idle(): Promise<void>; isIdle(): boolean } => {
  const scope = system('intake');
  let waiting: Waiting[] = [];
  let count = 0;
  let flushing: Promise<void> | undefined;

  /** As many waiters as fit one insert, at least one. */
  const takeFlush = (): Waiting[] => {
    let size = 0;
    let n = 0;
    for (const w of waiting) {
      size += w.items.length;
      if (n > 0 && size > MAX_FLUSH) break;
      n += 1;
    }
    const taken = waiting.slice(0, n);
    waiting = waiting.slice(n);
    return taken;
  };

  const flushOnce = async (): Promise<void> => {
    const taken = takeFlush();
    const items = taken.flatMap((w) => w.items);
    count -= items.length;
    try {
      const fresh = await stores.ledger.insert(scope, dedupe(items));
      const seen = new Set<string>();
      const isFresh = (i: LedgerItem): boolean =>
        fresh.has(i.id) && !seen.has(i.id) && Boolean(seen.add(i.id));
      for (const w of taken) w.resolve(w.items.filter(isFresh));
    } catch (error) {
      for (const w of taken) w.reject(error);
    }
  };

  const run = async (): Promise<void> => {
    while (waiting.length) await flushOnce();
    flushing = undefined;
  };

  return {
    add: (items) => {
      if (count + items.length > MAX_WAITING) return Promise.reject(new AppError('busy'));
      count += items.length;
      const result = new Promise<LedgerItem[]>((resolve, reject) => waiting.push({ items, resolve, reject }));
      flushing ??= run();
      return result;
    },
    isIdle: () => flushing === undefined,
    idle: async () => {
      await flushing;
    },
  };
};

/** The same fact twice in one flush is one row. */
const dedupe = (items: readonly LedgerItem[]): LedgerItem[] => [
  ...new Map(items.map((i) => [i.id, i])).values(),
];
