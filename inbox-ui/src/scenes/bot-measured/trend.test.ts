import { describe, expect, it } from 'vitest';
import { placeBefore, shareOver, spansOf, sumOver } from './trend.ts';

const point = (day: string, value: number | null, n: number) => ({ day, value, n });
const now = [point('2026-11-08', 0.5, 2), point('2026-11-09', null, 0), point('2026-11-10', 1, 1)];
const before = [point('2026-11-05', 0, 1), point('2026-11-06', 1, 3), point('2026-11-07', 0, 0)];

it('a period is cut into days or weeks, each day once', () => {
  const days = { from: '2026-10-27', to: '2026-11-25' };
  expect(spansOf(days, 1)).toHaveLength(30);
  const weeks = spansOf(days, 7);
  expect(weeks).toHaveLength(5);
  expect(weeks[0]).toEqual({ from: '2026-10-27', to: '2026-11-02' });
  expect(weeks.at(-1)).toEqual({ from: '2026-11-24', to: '2026-11-25' });
});

describe('a stretch of days', () => {
  it('has the share of its sums, not the mean of its shares', () => {
    expect(shareOver(now, { from: '2026-11-08', to: '2026-11-10' })).toEqual({ value: 2 / 3, n: 3 });
    expect(shareOver(now, { from: '2026-11-09', to: '2026-11-09' })).toEqual({ value: null, n: 0 });
  });

  it('adds counts up', () => {
    expect(sumOver(now, { from: '2026-11-08', to: '2026-11-10' })).toBe(1.5);
  });

  it('stands against the days at the same place of the period before', () => {
    const week = { from: '2026-11-09', to: '2026-11-10' };
    expect(placeBefore(week, now, before)).toEqual({ from: '2026-11-06', to: '2026-11-07' });
    expect(placeBefore(week, now, [])).toBeUndefined();
  });
});
