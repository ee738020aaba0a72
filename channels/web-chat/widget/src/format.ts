import type { WidgetLanguage } from './host.ts';
import type { Words } from './words.ja.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Fills `{n}` and `{t}`. */
export const fill = (text: string, value: string | number): string => text.replace(/\{[nt]\}/, String(value));

export const minutes = (ms: number): number => Math.max(1, Math.round(ms / MINUTE_MS));

const locale = (language: WidgetLanguage): string => (language === 'ja' ? 'ja-JP' : 'en-GB');
const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

export const clock = (at: string, language: WidgetLanguage): string =>
  new Date(at).toLocaleTimeString(locale(language), { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });

/** 今日 · 昨日 · 明日 · 11月22日(日) — Today · Yesterday · tomorrow · Sun 22 November. */
export const day = (at: string, language: WidgetLanguage, words: Words, now = Date.now()): string => {
  const ago = Math.round((startOfDay(now) - startOfDay(Date.parse(at))) / DAY_MS);
  if (ago === 0) return words.today;
  if (ago === 1) return words.yesterday;
  if (ago === -1) return words.tomorrow;
  const japanese = { month: 'long', day: 'numeric', weekday: 'short' } as const;
  const english = { month: 'short', day: 'numeric', weekday: 'short' } as const;
  return new Date(at).toLocaleDateString(locale(language), language === 'ja' ? japanese : english);
};

/** The clock alone today, else day and clock. */
export const moment = (at: string, language: WidgetLanguage, words: Words): string =>
  startOfDay(Date.parse(at)) === startOfDay(Date.now())
    ? clock(at, language)
    : `${day(at, language, words)}${language === 'ja' ? '' : ', '}${clock(at, language)}`;

/** 2 → 2nd. Japanese counts by the plain figure. */
export const ordinal = (n: number, language: WidgetLanguage): string => {
  if (language === 'ja') return String(n);
  const kind = new Intl.PluralRules('en', { type: 'ordinal' }).select(n);
  return n + ({ one: 'st', two: 'nd', few: 'rd' }[kind as string] ?? 'th');
};

export const bytes = (size: number): string =>
  size < 1_048_576
    ? `${Math.max(1, Math.round(size / 1_024))} KB`
    : `${(size / 1_048_576).toFixed(1).replace('.0', '')} MB`;

/** What stands in a round avatar. */
export const initials = (name: string): string =>
  /^[\x20-\x7e]+$/.test(name)
    ? name
        .split(/\s+/)
        .slice(0, 2)
        .map((word) => word[0])
        .join('')
        .toUpperCase()
    : ([...name][0] ?? '');

/** Text in pieces, web addresses apart. Nothing is ever read as markup. */
export const pieces = (text: string): { text: string; url?: string }[] =>
  text
    .split(/(https?:\/\/[^\s<>"'「」（）、。]+[^\s<>"'「」（）、。.,!?:;)\]])/g)
    .map((piece, at) => (at % 2 ? { text: piece, url: piece } : { text: piece }))
    .filter((piece) => piece.text);
