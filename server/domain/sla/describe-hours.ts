import type { BusinessHours } from '#contracts/queue.ts';
import type { Language } from '#contracts/time.ts';

const DAYS = {
  ja: ['月', '火', '水', '木', '金', '土', '日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const;
const CLOSED = { ja: '休業', en: 'closed' } as const;

const clock = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;

const rangesOf = (hours: BusinessHours, weekday: number, language: Language): string => {
  const ranges = hours.week[String(weekday)] ?? [];
  if (ranges.length === 0) return CLOSED[language];
  const dash = language === 'ja' ? '〜' : '–';
  return ranges.map((r) => `${clock(r.from)}${dash}${clock(r.to)}`).join(language === 'ja' ? '、' : ', ');
};

/** The week in words, neighbouring days with equal hours together: `月〜金 10:00〜19:00`, `Sat–Sun closed`. */
export const describeHours = (
  hours: BusinessHours,
  language: Language,
): { days: string; hours: string }[] => {
  const lines: { days: string; hours: string }[] = [];
  const dash = language === 'ja' ? '〜' : '–';
  for (let from = 1; from <= 7; ) {
    const text = rangesOf(hours, from, language);
    let to = from;
    while (to < 7 && rangesOf(hours, to + 1, language) === text) to += 1;
    const first = DAYS[language][from - 1] ?? '';
    const last = DAYS[language][to - 1] ?? '';
    lines.push({ days: from === to ? first : `${first}${dash}${last}`, hours: text });
    from = to + 1;
  }
  return lines;
};
