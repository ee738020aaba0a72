import type { Language } from '#contracts/time.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

/** Key of a text of the bot. Both catalogues hold every key. */
export type ReplyKey = keyof typeof ja & keyof typeof en;

const CATALOGUE: Record<Language, Record<ReplyKey, string>> = { ja, en };

/** The text for a key, its `{names}` filled in. A name that is not given becomes empty. */
export const say = (
  language: Language,
  key: ReplyKey,
  values: Record<string, string | number> = {},
): string => CATALOGUE[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

const LONG_DATE: Record<Language, Intl.DateTimeFormatOptions> = {
  ja: { month: 'long', day: 'numeric', weekday: 'short' },
  en: { weekday: 'long', day: 'numeric', month: 'long' },
};
const LOCALE: Record<Language, string> = { ja: 'ja-JP', en: 'en-GB' };

/** A zone the runtime does not know falls back to UTC rather than failing the turn. */
const zoneOf = (timeZone: string): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
};

const dayKey = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);

/** A time of day, "18:00". */
export const sayTime = (language: Language, instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat(LOCALE[language], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zoneOf(timeZone),
  }).format(new Date(instant));

/** When something happens, seen from `now`: "本日 10:00", "tomorrow at 10:00", "Monday 24 November at 10:00". */
export const sayWhen = (language: Language, instant: string, now: string, timeZone: string): string => {
  const zone = zoneOf(timeZone);
  const at = new Date(instant);
  const time = sayTime(language, instant, timeZone);
  const today = dayKey(new Date(now), zone);
  const tomorrow = dayKey(new Date(Date.parse(now) + 86_400_000), zone);
  const day = dayKey(at, zone);
  if (day === today) return language === 'ja' ? `本日 ${time}` : `today at ${time}`;
  if (day === tomorrow) return language === 'ja' ? `明日 ${time}` : `tomorrow at ${time}`;
  const date = new Intl.DateTimeFormat(LOCALE[language], { ...LONG_DATE[language], timeZone: zone }).format(
    at,
  );
  return language === 'ja' ? `${date} ${time}` : `${date} at ${time}`;
};

/** A calendar day (`2026-11-24` or an instant) in words; what is no date is given back as it is. */
export const sayDay = (language: Language, day: string): string => {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T12:00:00Z` : day);
  if (Number.isNaN(at.getTime())) return day;
  return new Intl.DateTimeFormat(LOCALE[language], { ...LONG_DATE[language], timeZone: 'UTC' }).format(at);
};

/** A sum of money in its currency. */
export const sayMoney = (language: Language, amount: number, currency: string): string => {
  try {
    return new Intl.NumberFormat(LOCALE[language], {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    }).format(amount);
  } catch {
    return `${amount} ${currency}`;
  }
};
