import type { Figure } from '#contracts/report.ts';
import type { Duration, Measure } from './contributions.ts';
import type { Totals } from './totals.ts';

/** How a figure is made of totals. `value` null = nothing to count. */
export interface Recipe {
  unit: Figure['unit'];
  goodDirection: Figure['goodDirection'];
  counts: readonly Measure[];
  durations: readonly Duration[];
  value(t: Totals): number | null;
  n(t: Totals): number;
  parts(t: Totals): Record<string, number | null>;
}
