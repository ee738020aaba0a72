import { Temporal } from 'temporal-polyfill';
import type { BusinessHours } from '#contracts/queue.ts';

/** Epoch milliseconds, half open. */
interface Span {
  from: number;
  to: number;
}

/** How far ahead an opening is looked for: a shop that is closed longer has no next opening. */
const HORIZON_DAYS = 370;
const DAY_MINUTES = 1_440;
const KEPT_DAYS = 2_000;

/** Computed days of an hours object. Hours are values: a change makes a new object, so nothing here can go stale. */
const computed = new WeakMap<BusinessHours, Map<string, readonly Span[]>>();

/** Whether any opening time is set. Without one a shop counts as always open and business-hours figures are not made. */
export const hasHours = (hours: BusinessHours): boolean =>
  [...Object.values(hours.week), ...Object.values(hours.exceptions)].some((ranges) => ranges.length > 0);

/** Whether the week has no gap and no day is an exception: said at once, where walking a year of days would find the same. */
const neverCloses = (hours: BusinessHours): boolean =>
  Object.keys(hours.exceptions).length === 0 &&
  [1, 2, 3, 4, 5, 6, 7].every((day) => {
    let until = 0;
    for (const { from, to } of [...(hours.week[String(day)] ?? [])].sort((a, b) => a.from - b.from))
      if (from <= until) until = Math.max(until, to);
    return until >= DAY_MINUTES;
  });

/** Whether `zone` is a zone this program can count in, e.g. `Asia/Tokyo`. */
export const isTimeZone = (zone: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
};

/**
 * The instant of a wall-clock minute. A minute the clocks jump over is the instant of the jump; one that comes twice is the first of the two.
 */
const instantOf = (date: Temporal.PlainDate, minute: number, zone: string): number => {
  if (minute >= DAY_MINUTES) return date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  const wall = date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
  const there = wall.toZonedDateTime(zone);
  if (there.toPlainDateTime().equals(wall)) return there.epochMilliseconds;
  // Asked from before the jump: the first jumped minute is the jump itself, whose previous one lies months back.
  const before = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return before.getTimeZoneTransition('next')?.epochMilliseconds ?? there.epochMilliseconds;
};

/** Sorted, without overlaps; spans that touch are one. */
const merged = (spans: readonly Span[]): Span[] => {
  const out: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.to <= span.from) continue;
    const last = out.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else out.push({ ...span });
  }
  return out;
};

const daySpans = (hours: BusinessHours, date: Temporal.PlainDate): readonly Span[] => {
  let days = computed.get(hours);
  if (!days) {
    days = new Map();
    computed.set(hours, days);
  }
  const key = date.toString();
  const known = days.get(key);
  if (known) return known;
  const ranges = hours.exceptions[key] ?? hours.week[String(date.dayOfWeek)] ?? [];
  const spans = merged(
    ranges.map((range) => ({
      from: instantOf(date, range.from, hours.timeZone),
      to: instantOf(date, range.to, hours.timeZone),
    })),
  );
  if (days.size >= KEPT_DAYS) days.clear();
  days.set(key, spans);
  return spans;
};

const dateOf = (hours: BusinessHours, ms: number): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(hours.timeZone).toPlainDate();

/** Opening spans that end after `ms`, in order; those that touch over midnight are one. At most `HORIZON_DAYS` ahead. */
function* spansAfter(hours: BusinessHours, ms: number): Generator<Span> {
  let date = dateOf(hours, ms);
  let current: Span | undefined;
  for (let day = 0; day <= HORIZON_DAYS; day++, date = date.add({ days: 1 })) {
    for (const span of daySpans(hours, date)) {
      if (span.to <= ms) continue;
      if (current && span.from <= current.to) {
        current = { from: current.from, to: Math.max(current.to, span.to) };
        continue;
      }
      if (current) yield current;
      current = { ...span };
    }
  }
  if (current) yield current;
}

const within = (spans: readonly Span[], ms: number): boolean =>
  spans.some((span) => span.from <= ms && ms < span.to);

/** Whether it is open at an instant; always, where no hours are set. */
export const isOpen = (hours: BusinessHours, at: Date): boolean => {
  const ms = at.getTime();
  return !hasHours(hours) || within(daySpans(hours, dateOf(hours, ms)), ms);
};

/** The next instant after `at` at which it opens; `undefined` when it does not within 370 days, or is never closed. */
export const nextOpening = (hours: BusinessHours, at: Date): Date | undefined => {
  if (!hasHours(hours) || neverCloses(hours)) return undefined;
  const ms = at.getTime();
  for (const span of spansAfter(hours, ms)) {
    if (span.from > ms) return new Date(span.from);
  }
  return undefined;
};

/** The next instant after `at` at which it closes; `undefined` when it does not within 370 days. */
export const nextClosing = (hours: BusinessHours, at: Date): Date | undefined => {
  if (!hasHours(hours) || neverCloses(hours)) return undefined;
  const ms = at.getTime();
  const horizon = instantOf(dateOf(hours, ms).add({ days: HORIZON_DAYS }), DAY_MINUTES, hours.timeZone);
  const [next] = spansAfter(hours, ms);
  return next && next.to < horizon ? new Date(next.to) : undefined;
};

/** Open milliseconds between two instants; 0 when `to` is not after `from`. `undefined` where no hours are set: such a figure is not made. */
export const openMsBetween = (hours: BusinessHours, from: Date, to: Date): number | undefined => {
  if (!hasHours(hours)) return undefined;
  const start = from.getTime();
  const end = to.getTime();
  if (end <= start) return 0;
  const last = dateOf(hours, end);
  let total = 0;
  for (
    let date = dateOf(hours, start);
    Temporal.PlainDate.compare(date, last) <= 0;
    date = date.add({ days: 1 })
  ) {
    for (const span of daySpans(hours, date))
      total += Math.max(0, Math.min(span.to, end) - Math.max(span.from, start));
  }
  return total;
};
