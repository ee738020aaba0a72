import type { Language } from '#contracts/time.ts';
import { DAY, HOUR, MINUTE } from '#contracts/time.ts';

const cache = new Map<string, Intl.DateTimeFormat>();
const format = (language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${language}${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', options);
  cache.set(key, made);
  return made;
};

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** `10:29`, in 24 hours in both languages. */
export const clock = (at: Date, language: Language): string =>
  format(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** `11月25日(水)` · `Wed 25 Nov`; with the year when it is not this one. */
export const day = (at: Date, now: Date, language: Language): string => {
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  if (language === 'ja')
    return format('ja', { ...year, month: 'long', day: 'numeric', weekday: 'short' }).format(at);
  return format('en', { ...year, weekday: 'short', day: 'numeric', month: 'short' })
    .format(at)
    .replace(',', '');
};

/** Short date of a list: `11月23日` · `23 Nov`; with the year when it is not this one. */
export const shortDay = (at: Date, now: Date, language: Language): string =>
  format(language, {
    ...(at.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)),
    month: language === 'ja' ? 'long' : 'short',
    day: 'numeric',
  }).format(at);

/** Clock today, else the short date. */
export const clockOrDay = (at: Date, now: Date, language: Language): string =>
  sameDay(at, now) ? clock(at, language) : shortDay(at, now, language);

/** `2023年3月` · `March 2023`. */
export const month = (at: Date, language: Language): string =>
  format(language, { year: 'numeric', month: 'long' }).format(at);

/** `6月` · `Jun`. */
export const monthOnly = (at: Date, language: Language): string =>
  format(language, { month: language === 'ja' ? 'long' : 'short' }).format(at);

/** A span in one unit, cut down: `31分` · `31m`, `2時間` · `2h`, `3日` · `3d`. Under a minute `今` · `now`. */
export const span = (ms: number, language: Language): string => {
  const ja = language === 'ja';
  if (ms < MINUTE) return ja ? '今' : 'now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}${ja ? '分' : 'm'}`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}${ja ? '時間' : 'h'}`;
  return `${Math.floor(ms / DAY)}${ja ? '日' : 'd'}`;
};

/** A wait with its seconds: `1分42秒` · `1 m 42 s`; from an hour on without: `2時間5分` · `2 h 5 m`. */
export const exactSpan = (ms: number, language: Language): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes >= 60) {
    const [hours, left] = [Math.floor(minutes / 60), minutes % 60];
    return language === 'ja' ? `${hours}時間${left}分` : `${hours} h ${left} m`;
  }
  if (language === 'ja') return minutes > 0 ? `${minutes}分${rest}秒` : `${rest}秒`;
  return minutes > 0 ? `${minutes} m ${rest} s` : `${rest} s`;
};

/** `1.8 MB`, `412 KB`. */
export const bytes = (size: number): string => {
  if (size >= 1_000_000) return `${(size / 1_000_000).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(size / 1_000))} KB`;
};

/** `¥28,600`. An unknown currency code is written before the figure. */
export const money = (amount: number, currency: string, language: Language): string =>
  new Intl.NumberFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: currency === 'JPY' ? 0 : 2,
  })
    .format(amount)
    .replace('\uffe5', '\u00a5');

/** Wall time in another zone: `10:42`; undefined for a zone the browser does not know. */
export const clockIn = (at: Date, timeZone: string, language: Language): string | undefined => {
  try {
    return format(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(at);
  } catch {
    return undefined;
  }
};

/** The letters of a person's avatar: the family name's first character in Japanese, two initials in Latin script. */
export const initials = (name: string): string => {
  const words = name.trim().split(/[\s　]+/);
  const first = words[0] ?? '';
  if (/^[A-Za-zÀ-ɏ]/.test(first)) {
    const last = words.length > 1 ? (words[words.length - 1] ?? '') : '';
    return `${first.charAt(0)}${last.charAt(0)}`.toUpperCase();
  }
  return Array.from(first)[0] ?? '?';
};
