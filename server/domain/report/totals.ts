import type { Histogram } from './buckets.ts';
import type { Cell } from './cells.ts';
import type { Duration, Measure } from './contributions.ts';

/** Cells added up. */
export interface Totals {
  n(measure: Measure): number;
  histogram(duration: Duration): Histogram;
}

const add = (into: Record<string, number>, from: Record<string, number>): void => {
  for (const [key, n] of Object.entries(from)) into[key] = (into[key] ?? 0) + n;
};

/** Adds cells up; the sum of roll-ups and the sum of facts are the same by construction. */
export const totalsOf = (cells: Iterable<Cell>): Totals => {
  const counts: Record<string, number> = {};
  const durations: Record<string, Histogram> = {};
  for (const cell of cells) {
    add(counts, cell.counts as Record<string, number>);
    for (const [name, histogram] of Object.entries(cell.durations)) {
      const into = durations[name] ?? {};
      durations[name] = into;
      add(into, histogram);
    }
  }
  return { n: (measure) => counts[measure] ?? 0, histogram: (duration) => durations[duration] ?? {} };
};

export const groupBy = <T>(items: Iterable<T>, keyOf: (item: T) => string | undefined): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};
