import { HOUR } from '#contracts/time.ts';
import type { Histogram } from './buckets.ts';
import { type Cell, localTimeIn } from './cells.ts';
import { daysOf, endOfDay, type Period, startOfDay } from './periods.ts';

/** The hours of one zone's days that lie wholly in a period, by `day|hour`, with the instant at which each begins. */
export interface WholeHours {
  begins: ReadonlyMap<string, number>;
  /** What of the period they leave: cut hours, and days on which the clocks change. */
  rest: Period[];
}

/** Cuts a period into whole hours of a zone's days. */
export const wholeHoursOf = (period: Period, zone: string): WholeHours => {
  const begins = new Map<string, number>();
  const rest: Period[] = [];
  const leave = (from: number, to: number): void => {
    if (to > from) rest.push({ from: new Date(from), to: new Date(to) });
  };
  for (let at = period.from; at < period.to; at = endOfDay(at, zone)) {
    const [start, end] = [startOfDay(at, zone).getTime(), endOfDay(at, zone).getTime()];
    const from = Math.max(start, period.from.getTime());
    const to = Math.min(end, period.to.getTime());
    const first = Math.ceil((from - start) / HOUR);
    const last = Math.floor((to - start) / HOUR);
    if (end - start !== 24 * HOUR || last <= first) {
      leave(from, to);
      continue;
    }
    const [day] = daysOf({ from: new Date(start), to: new Date(end) }, zone);
    for (let hour = first; hour < last; hour++) begins.set(`${day}|${hour}`, start + hour * HOUR);
    leave(from, start + first * HOUR);
    leave(start + last * HOUR, to);
  }
  return { begins, rest };
};

/**
 * Cells of a zone's hours as cells of another zone's days: exact, where each hour lies in one hour there. `undefined` when one does not (India's half
 * hours): then the facts must be asked. Cells of hours that are not among `begins` are left out.
 */
export const inOtherZone = (
  cells: readonly Cell[],
  begins: WholeHours['begins'],
  timeZone: string,
): Cell[] | undefined => {
  const local = localTimeIn(timeZone);
  const moved: Cell[] = [];
  for (const cell of cells) {
    const begin = begins.get(`${cell.day}|${cell.hour}`);
    if (begin === undefined) continue;
    const [first, last] = [local(new Date(begin)), local(new Date(begin + HOUR - 1))];
    if (first.day !== last.day || first.hour !== last.hour) return undefined;
    const started = Object.values(cell.hours).reduce((sum, n) => sum + n, 0);
    const hours: Histogram = started === 0 ? {} : { [first.hour]: started };
    const { hour: _hour, ...rest } = cell;
    moved.push({ ...rest, day: first.day, hours });
  }
  return moved;
};
