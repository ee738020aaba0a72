import { DAY, HOUR, MINUTE } from '#contracts/time.ts';
import type { Random } from './random.ts';

/** Days of the demo's past: two comparable months. */
export const PAST_DAYS = 60;
/** The shop is in Tokyo, where the clocks never change. */
const TOKYO_MS = 9 * HOUR;
/** Conversations of a usual weekday in the last thirty days, and in the thirty before. */
const PER_DAY = { last: 25.5, before: 24.6 } as const;
/** Sunday first. */
const WEEKDAYS = [0.55, 1.16, 1.06, 1, 0.98, 1.02, 0.78] as const;
/** By the hour of the shop's day: the morning after breakfast, the lunch break, the way home. */
const HOURS = [
  0.05, 0.03, 0.02, 0.02, 0.02, 0.04, 0.1, 0.18, 0.3, 0.6, 1, 1.1, 1.05, 0.8, 0.75, 0.8, 0.85, 0.9, 0.85,
  0.55, 0.5, 0.45, 0.3, 0.12,
] as const;
/** Nothing of the past begins later than this before now: what does is told by the live conversations. */
const QUIET_MS = 4 * HOUR;
/** Today has live conversations of its own. */
const TODAY_SHARE = 0.35;

export const isLastMonth = (at: Date, now: Date): boolean => now.getTime() - at.getTime() <= 30 * DAY;

const hourOf = (random: Random): number => {
  for (;;) {
    const hour = random.int(0, 23);
    if (random.chance((HOURS[hour] ?? 0) / 1.1)) return hour;
  }
};

/** When conversations of the past two months began, oldest first. */
export const pastMoments = (random: Random, now: Date): Date[] => {
  const today = Math.floor((now.getTime() + TOKYO_MS) / DAY);
  const moments: Date[] = [];
  for (let back = PAST_DAYS - 1; back >= 0; back--) {
    const start = (today - back) * DAY - TOKYO_MS;
    const weekday = new Date(start + TOKYO_MS).getUTCDay();
    const usual = (back < 30 ? PER_DAY.last : PER_DAY.before) * (WEEKDAYS[weekday] ?? 1);
    const count = Math.round(usual * (0.9 + random.next() * 0.2) * (back === 0 ? TODAY_SHARE : 1));
    for (let n = 0; n < count; n++) {
      const at = start + hourOf(random) * HOUR + random.int(0, 59) * MINUTE + random.int(0, 59) * 1_000;
      if (at <= now.getTime() - QUIET_MS) moments.push(new Date(at));
    }
  }
  return moments.sort((a, b) => a.getTime() - b.getTime());
};
