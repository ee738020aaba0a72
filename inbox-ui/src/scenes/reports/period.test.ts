import { describe, expect, it } from 'vitest';
import { countDays, dayIn, instantsOf, periodWords, readDays, stretchesOf } from './period.ts';

describe('a period', () => {
  it('begins and ends with the days of its zone, also over a change of the clocks', () => {
    expect(instantsOf({ from: '2026-11-01', to: '2026-11-24' }, 'Asia/Tokyo')).toEqual({
      from: '2026-10-31T15:00:00.000Z',
      to: '2026-11-24T15:00:00.000Z',
    });
    expect(instantsOf({ from: '2026-03-29', to: '2026-03-29' }, 'Europe/Berlin')).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    });
    expect(dayIn(new Date('2026-11-24T15:00:00Z'), 'Asia/Tokyo')).toBe('2026-11-25');
  });

  it('is the last 30 days unless the address says a sound one', () => {
    const last = { from: '2026-10-26', to: '2026-11-24' };
    expect(readDays({}, '2026-11-24')).toEqual(last);
    expect(readDays({ from: '2026-11-24', to: '2026-11-01' }, '2026-11-24')).toEqual(last);
    expect(readDays({ from: '2026-99-99', to: 'x', days: '12' }, '2026-11-24')).toEqual(last);
    expect(readDays({ days: '7' }, '2026-11-24')).toEqual({ from: '2026-11-18', to: '2026-11-24' });
    expect(readDays({ from: '2026-11-01', to: '2026-11-02' }, '2026-11-24').to).toBe('2026-11-02');
  });

  it('is cut into days or whole weeks that cover each day once, never more than asked for', () => {
    expect(stretchesOf({ from: '2026-11-18', to: '2026-11-24' })).toHaveLength(7);
    for (const to of ['2026-01-01', '2026-01-30', '2026-03-31', '2027-12-31']) {
      const days = { from: '2026-01-01', to };
      const parts = stretchesOf(days);
      expect(parts.length).toBeLessThanOrEqual(14);
      expect(parts.reduce((sum, part) => sum + countDays(part), 0)).toBe(countDays(days));
      expect(parts.at(-1)?.to).toBe(to);
    }
  });

  it('is said in each language, the year once', () => {
    const days = { from: '2026-10-26', to: '2026-11-24' };
    expect(periodWords(days, 'ja')).toBe('2026年10月26日 – 11月24日');
    expect(periodWords(days, 'en')).toBe('26 Oct – 24 Nov 2026');
  });
});
