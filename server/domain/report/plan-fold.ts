import { type Cell, type Cells, cellDifference, type LocalTime } from './cells.ts';
import { contributionsOf } from './contributions.ts';
import type { FactSheet } from './facts.ts';
import { RETURN_MS, settleReturns } from './settle-returns.ts';

/** Sheets to write and what the roll-ups gain by it. */
export interface FoldPlan {
  sheets: FactSheet[];
  cells: Cell[];
}

/** How far back a change of these sheets can reach: a return counts for what was resolved up to 72 h before it. */
export const reachOf = (sheets: readonly FactSheet[]): Date => {
  const starts = sheets.flatMap((s) => s.cycles.map((c) => c.start.getTime()));
  return new Date(Math.min(Number.MAX_SAFE_INTEGER / 2, ...starts) - RETURN_MS);
};

const byCustomer = (sheets: Iterable<FactSheet>): FactSheet[][] => {
  const groups = new Map<string, FactSheet[]>();
  for (const sheet of sheets) groups.set(sheet.customerId, [...(groups.get(sheet.customerId) ?? []), sheet]);
  return [...groups.values()];
};

/** Sheets with the returns of their customers settled: all of them, changed or not. */
export const settled = (sheets: Iterable<FactSheet>): FactSheet[] =>
  byCustomer(sheets).flatMap((group) => {
    const changed = new Map(settleReturns(group).map((s) => [s.id, s]));
    return group.map((s) => changed.get(s.id) ?? s);
  });

/**
 * Plans a fold: `next` are the freshly folded sheets, `before` the stored ones of the same conversations and all of their customers' that a change can
 * reach. A roll-up changes only by the difference of a sheet before and after. Pure.
 */
export const planFold = (
  before: readonly FactSheet[],
  next: readonly FactSheet[],
  local: LocalTime,
): FoldPlan => {
  const was = new Map(before.map((s) => [s.id, s]));
  const fresh = new Set(next.map((s) => s.id));
  const world = new Map([...before, ...next].map((s) => [s.id, s]));
  const cells: Cells = new Map();
  const sheets = settled(world.values()).filter((s) => fresh.has(s.id) || s !== was.get(s.id));
  for (const sheet of sheets)
    cellDifference(contributionsOf(was.get(sheet.id)), contributionsOf(sheet), local, cells);
  return { sheets, cells: [...cells.values()] };
};
