import { Temporal } from 'temporal-polyfill';

/** Half open. */
export interface Period {
  from: Date;
  to: Date;
}

const zoned = (at: Date, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
const dateOf = (z: Temporal.ZonedDateTime): Date => new Date(z.epochMilliseconds);

/** First instant of the day an instant lies in. */
export const startOfDay = (at: Date, timeZone: string): Date => dateOf(zoned(at, timeZone).startOfDay());
/** First instant of the day after. */
export const endOfDay = (at: Date, timeZone: string): Date =>
  dateOf(zoned(at, timeZone).startOfDay().add({ days: 1 }));

/** Every day a period touches, `YYYY-MM-DD`, at most `limit`. */
export const daysOf = ({ from, to }: Period, timeZone: string, limit = 1_100): string[] => {
  const days: string[] = [];
  if (to <= from) return days;
  const last = zoned(new Date(to.getTime() - 1), timeZone).toPlainDate();
  let day = zoned(from, timeZone).toPlainDate();
  while (Temporal.PlainDate.compare(day, last) <= 0 && days.length < limit) {
    days.push(day.toString());
    day = day.add({ days: 1 });
  }
  return days;
};

/** The period it is compared with: as long, right before; or the same dates a year earlier. */
export const comparedWith = (
  { from, to }: Period,
  compare: 'previous' | 'year' | 'none',
  timeZone: string,
): Period | undefined => {
  if (compare === 'none') return undefined;
  if (compare === 'previous') return { from: new Date(2 * from.getTime() - to.getTime()), to: from };
  const yearAgo = (at: Date): Date => dateOf(zoned(at, timeZone).subtract({ years: 1 }));
  return { from: yearAgo(from), to: yearAgo(to) };
};

/** ISO weekday (1 = Monday) of a `YYYY-MM-DD`. */
export const weekdayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek;
