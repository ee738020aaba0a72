import type { Language } from '#contracts/time.ts';
import { DAY } from '#contracts/time.ts';

/** Days of a report, both included, `YYYY-MM-DD`, as the address keeps them. */
export interface Days {
  from: string;
  to: string;
}

const partsIn = (at: number, timeZone: string): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );

/** The day an instant lies in, in a zone. */
export const dayIn = (at: Date, timeZone: string): string => {
  const p = partsIn(at.getTime(), timeZone);
  return `${p.year}-${p.month}-${p.day}`;
};

/** Another day so many days later. */
export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY).toISOString().slice(0, 10);

/** How many days a period has. */
export const countDays = ({ from, to }: Days): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;

/** The first instant of a day in a zone. */
export const startOf = (day: string, timeZone: string): Date => {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  let guess = wanted;
  // Twice: the first step may land on the other side of a change of the clocks.
  for (let round = 0; round < 2; round += 1) {
    const p = partsIn(guess, timeZone);
    const shown = Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}Z`);
    guess += wanted - shown;
  }
  return new Date(guess);
};

/** The half-open instants a period stands for. */
export const instantsOf = (days: Days, timeZone: string): { from: string; to: string } => ({
  from: startOf(days.from, timeZone).toISOString(),
  to: startOf(addDays(days.to, 1), timeZone).toISOString(),
});

const DAY_WORD = /^\d{4}-\d{2}-\d{2}$/;
/** Longest period the server answers. */
const LONGEST_DAYS = 800;

/** The period of the address: `from` and `to`, else the last `days` (default 30), today included. */
export const readDays = (search: Record<string, string | undefined>, today: string): Days => {
  const { from, to } = search;
  const isDay = (word: string | undefined): word is string =>
    word !== undefined && DAY_WORD.test(word) && !Number.isNaN(Date.parse(word));
  if (isDay(from) && isDay(to) && from <= to && countDays({ from, to }) <= LONGEST_DAYS) return { from, to };
  const asked = Number(search.days ?? 30);
  const count = [7, 30, 90].includes(asked) ? asked : 30;
  return { from: addDays(today, 1 - count), to: today };
};

/** At most `limit` stretches from the first day on: days, where they are no more than that, else whole weeks, of which the last may be short. */
export const stretchesOf = (days: Days, limit = 14): Days[] => {
  const count = countDays(days);
  const length = count <= limit ? 1 : Math.ceil(Math.ceil(count / 7) / limit) * 7;
  const found: Days[] = [];
  for (let from = days.from; from <= days.to; from = addDays(from, length)) {
    const end = addDays(from, length - 1);
    found.push({ from, to: end < days.to ? end : days.to });
  }
  return found;
};

const shown = (language: Language, options: Intl.DateTimeFormatOptions, day: string): string =>
  new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', { ...options, timeZone: 'UTC' }).format(
    Date.parse(`${day}T00:00:00Z`),
  );

/** An axis' day: `11/16` · `16 Nov`. */
export const axisDay = (day: string, language: Language): string =>
  language === 'ja'
    ? `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`
    : shown(language, { day: 'numeric', month: 'short' }, day);

/** A day with its weekday: `11月16日(月)` · `Mon 16 Nov`. */
export const fullDay = (day: string, language: Language): string =>
  shown(
    language,
    { weekday: 'short', day: 'numeric', month: language === 'ja' ? 'long' : 'short' },
    day,
  ).replace(',', '');

/** The period in words: `2026年10月26日 – 11月24日` · `26 Oct – 24 Nov 2026`. */
export const periodWords = ({ from, to }: Days, language: Language): string => {
  const month = language === 'ja' ? 'long' : 'short';
  const sameYear = from.slice(0, 4) === to.slice(0, 4);
  const year = { year: 'numeric' } as const;
  const first = shown(
    language,
    { day: 'numeric', month, ...(language === 'ja' || !sameYear ? year : {}) },
    from,
  );
  const last = shown(
    language,
    { day: 'numeric', month, ...(language === 'en' || !sameYear ? year : {}) },
    to,
  );
  return `${first} – ${last}`;
};

/** `月` … `日` · `Mon` … `Sun` for an ISO weekday. */
export const weekdayWord = (weekday: number, language: Language): string =>
  shown(language, { weekday: 'short' }, `2024-01-0${weekday}`);
