import { addDays, type Days } from '../reports/period.ts';
import type { Figure } from '../reports/use-report.ts';

type Series = Figure['series'];

/** A period cut into stretches of so many days; the last may be short. */
export const spansOf = (days: Days, length: number): Days[] => {
  const spans: Days[] = [];
  for (let from = days.from; from <= days.to; from = addDays(from, length)) {
    const end = addDays(from, length - 1);
    spans.push({ from, to: end < days.to ? end : days.to });
  }
  return spans;
};

/** What the days of a stretch add up to: a share of those it counts, or a sum. */
export interface Stretched {
  value: number | null;
  n: number;
}

const within = (series: Series, { from, to }: Days): Series =>
  series.filter(({ day }) => day >= from && day <= to);

/** The share over a stretch: each day's weighed by what it rests on, which is the share of the sums. */
export const shareOver = (series: Series, days: Days): Stretched => {
  const taken = within(series, days);
  const n = taken.reduce((sum, point) => sum + point.n, 0);
  const hits = taken.reduce((sum, point) => sum + Math.round((point.value ?? 0) * point.n), 0);
  return { value: n === 0 ? null : hits / n, n };
};

/** The sum over a stretch. */
export const sumOver = (series: Series, days: Days): number =>
  within(series, days).reduce((sum, point) => sum + (point.value ?? 0), 0);

/** The days of the period before that stand where these stand: as many, from the same place on. */
export const placeBefore = (days: Days, series: Series, before: Series): Days | undefined => {
  const first = series.findIndex(({ day }) => day === days.from);
  const last = series.findIndex(({ day }) => day === days.to);
  const [from, to] = [before[first]?.day, before[Math.min(last, before.length - 1)]?.day];
  return first === -1 || last === -1 || from === undefined || to === undefined ? undefined : { from, to };
};
