import type { Language } from '#contracts/time.ts';
import { normalise } from '../../recognizer/normalise.ts';

const DAY_MS = 86_400_000;
const KANJI = '〇一二三四五六七八九';
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Monday first. */
const DAYS_JA = '月火水木金土日';
const DAYS_EN = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** A calendar day as its number of days since 1970. */
type Day = number;

const dayOf = (year: number, month: number, day: number): Day | undefined => {
  const at = new Date(Date.UTC(year, month - 1, day));
  const real = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return real && year >= 2000 && year < 2100 ? at.getTime() / DAY_MS : undefined;
};

/** YYYY-MM-DD. */
const textOf = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Today's calendar day in a zone; an unknown zone counts as UTC. */
export const todayIn = (now: string, timeZone: string): string => {
  const at = new Date(now);
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
  } catch {
    return at.toISOString().slice(0, 10);
  }
};

/** Days from one calendar day to another, both YYYY-MM-DD. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/** Digits for kanji numerals up to 99 before a counter: 三日後, 十二月. */
export const withDigits = (text: string): string =>
  text.replace(
    /([〇一二三四五六七八九]?)十([一二三四五六七八九]?)|[〇一二三四五六七八九]/g,
    (all, tens, ones) => {
      if (!all.includes('十')) return String(KANJI.indexOf(all));
      return String((tens ? KANJI.indexOf(tens) : 1) * 10 + (ones ? KANJI.indexOf(ones) : 0));
    },
  );

interface Now {
  today: Day;
  /** Days that have been are meant. */
  past: boolean;
}

/** Without a year: the next such day, or the last one. */
const nextOf = ({ today, past }: Now, month: number, day: number): Day | undefined => {
  const year = new Date(today * DAY_MS).getUTCFullYear();
  const here = dayOf(year, month, day);
  if (past) return here !== undefined && here <= today ? here : (dayOf(year - 1, month, day) ?? here);
  return here !== undefined && here >= today ? here : (dayOf(year + 1, month, day) ?? here);
};

const written = (text: string, now: Now, language: Language): Day | undefined => {
  const whole = /(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})/.exec(text);
  if (whole) return dayOf(Number(whole[1]), Number(whole[2]), Number(whole[3]));
  const ja = /(\d{1,2})\s*月\s*の?(\d{1,2})/.exec(text);
  if (ja) return nextOf(now, Number(ja[1]), Number(ja[2]));
  const month = MONTHS.map((name) => `${name}[a-z]*`).join('|');
  const english =
    new RegExp(`\\b(${month})\\.?\\s+(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)?\\b(?:,?\\s+(20\\d\\d))?`).exec(
      text,
    ) ??
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(${month})\\b\\.?(?:,?\\s+(20\\d\\d))?`).exec(
      text,
    );
  if (english) {
    const [one = '', two = ''] = [english[1], english[2]];
    const [name, day] = /^\d/.test(one) ? [two, one] : [one, two];
    const number = MONTHS.indexOf(name.slice(0, 3)) + 1;
    return english[3] ? dayOf(Number(english[3]), number, Number(day)) : nextOf(now, number, Number(day));
  }
  const slashed = /(?<![\d/])(\d{1,2})\s*\/\s*(\d{1,2})(?![\d/])/.exec(text);
  if (!slashed) return undefined;
  const [a, b] = [Number(slashed[1]), Number(slashed[2])];
  // 3/12 in English may be either; it is asked again unless only one way is a date.
  if (language === 'ja' || b > 12) return nextOf(now, a, b);
  return a > 12 || a === b ? nextOf(now, b, a) : undefined;
};

/** 0 = Monday. */
const weekdayOf = (day: Day): number => (((day + 3) % 7) + 7) % 7;

const relative = (text: string, today: Day): Day | undefined => {
  if (/明々後日|明明後日|しあさって/.test(text)) return today + 3;
  if (/明後日|あさって|day after tomorrow/.test(text)) return today + 2;
  if (/明日|あした|あす(?![かだで])|tomorrow/.test(text)) return today + 1;
  if (/一昨日|おととい|day before yesterday/.test(text)) return today - 2;
  if (/昨日|きのう|yesterday/.test(text)) return today - 1;
  const ago = /(\d{1,3})\s*日\s*前|(\d{1,3}) days? ago/.exec(text);
  if (ago) return today - Number(ago[1] ?? ago[2]);
  if (/今日|本日|きょう|\btoday\b/.test(text)) return today;
  const days = /(\d{1,3})\s*日\s*後|in (\d{1,3}) days?\b|(\d{1,3}) days? from/.exec(text);
  if (days) return today + Number(days[1] ?? days[2] ?? days[3]);
  const weeks = /(\d{1,2})\s*週間?\s*後|in (\d{1,2}) weeks?\b/.exec(text);
  if (weeks) return today + 7 * Number(weeks[1] ?? weeks[2]);
  if (/in a week\b|a week from today/.test(text)) return today + 7;
  const at = new Date(today * DAY_MS);
  const inNext = /来月の?\s*(\d{1,2})\s*日/.exec(text);
  if (inNext) {
    const first = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
    return dayOf(first.getUTCFullYear(), first.getUTCMonth() + 1, Number(inNext[1]));
  }
  if (/月末|end of (?:the |this )?month/.test(text))
    return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0) / DAY_MS;
  return undefined;
};

const weekday = (text: string, { today, past }: Now): Day | undefined => {
  const ja = /(再来週|さ来週|来週|今週|先週|次|今度|前)?の?\s*([月火水木金土日])曜/.exec(text);
  const short = /(再来週|来週|今週|先週)の?([月火水木金土日])(?![曜本月年])/.exec(text);
  const en =
    /(week after next,? (?:on )?|next week,? (?:on )?|next |this |coming |last |past )?\b(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs|r|nes)?\b(?: (next week))?/.exec(
      text,
    );
  const [, which = '', name = ''] = ja ?? short ?? [];
  const index = name ? DAYS_JA.indexOf(name) : en ? DAYS_EN.indexOf(en[2] ?? '') : -1;
  if (index < 0) return undefined;
  const monday = today - weekdayOf(today);
  const said = which || `${en?.[1] ?? ''}${en?.[3] ?? ''}`;
  if (/再来週|さ来週|after next/.test(said)) return monday + 14 + index;
  if (/来週|next/.test(said)) return monday + 7 + index;
  if (/先週/.test(said)) return monday - 7 + index;
  if (/今週/.test(said)) return monday + index;
  if (past || /last|past|前/.test(said)) return today - (((weekdayOf(today) - index + 6) % 7) + 1);
  return today + ((index - weekdayOf(today) + 6) % 7) + 1;
};

/**
 * The calendar day a text names, YYYY-MM-DD: written out, relative (「明日」, "in 3 days"), or a weekday (「来週の金曜」 and "next Friday" are in next week,
 * which begins on Monday; "Friday" is the next one to come, with `past` the last one that was). Undefined when there is none or it may be two.
 */
export const readDate = (
  text: string,
  { today, language, past = false }: { today: string; language: Language; past?: boolean },
): string | undefined => {
  const plain = withDigits(normalise(text.slice(0, 300)));
  const from = Date.parse(`${today}T00:00:00Z`) / DAY_MS;
  const now: Now = { today: from, past };
  const day = written(plain, now, language) ?? relative(plain, from) ?? weekday(plain, now);
  return day === undefined || !Number.isFinite(day) ? undefined : textOf(day);
};
