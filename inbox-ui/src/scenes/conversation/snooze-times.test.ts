import { describe, expect, it } from 'vitest';
import { snoozeTimes } from './snooze-times.ts';

const keyed = (now: Date) => Object.fromEntries(snoozeTimes(now).map(({ key, until }) => [key, until]));

describe('snooze times', () => {
  it('mean the next Monday also on a Monday, and nine in the morning', () => {
    const monday = new Date(2026, 10, 23, 15, 30);
    const times = keyed(monday);
    expect(times.monday).toEqual(new Date(2026, 10, 30, 9, 0));
    expect(times.tomorrow).toEqual(new Date(2026, 10, 24, 9, 0));
    expect(times.week).toEqual(new Date(2026, 10, 30, 9, 0));
  });

  it('mean tomorrow when it is Sunday and Monday is asked for', () => {
    expect(keyed(new Date(2026, 10, 22, 10, 0)).monday).toEqual(new Date(2026, 10, 23, 9, 0));
  });

  it('lie all in the future', () => {
    const now = new Date(2026, 11, 31, 23, 59);
    for (const { until } of snoozeTimes(now)) expect(until.getTime()).toBeGreaterThan(now.getTime());
  });
});
