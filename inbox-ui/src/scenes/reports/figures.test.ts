import { describe, expect, it } from 'vitest';
import { apart, changeOf, csvField, csvOf, rolling, said, shareTicks } from './figures.ts';

const figure = (over: object) => ({
  key: 'x',
  unit: 'ms' as const,
  value: 168_000 as number | null,
  previous: 199_000 as number | null,
  n: 40,
  parts: {},
  goodDirection: 'down' as const,
  provisional: false,
  series: [],
  previousSeries: [],
  ...over,
});

describe('a figure', () => {
  it('is said in its unit, and as a dash when there is nothing to count', () => {
    expect(said(168_000, 'ms', 'ja')).toBe('2分48秒');
    expect(said(11_160_000, 'ms', 'en')).toBe('3 h 06 m');
    expect(said(59_900, 'ms', 'ja')).toBe('1分00秒');
    expect(said(0.9137, 'share', 'ja')).toBe('91.4%');
    expect(said(-12.4, 'score', 'en')).toBe('−12');
    expect(said(-0.4, 'score', 'en')).toBe('0');
    expect(said(null, 'count', 'ja')).toBe('–');
  });

  it('says whether it got better or worse, and nothing without a before', () => {
    expect(changeOf(figure({}), 'ja')).toEqual({ word: 'better', direction: 'down', amount: '31秒' });
    expect(changeOf(figure({ goodDirection: 'up' }), 'ja')?.word).toBe('worse');
    expect(
      changeOf(figure({ unit: 'count', goodDirection: 'none', value: 110, previous: 100 }), 'en'),
    ).toEqual({
      word: 'more',
      direction: 'up',
      amount: '10.0%',
    });
    expect(changeOf(figure({ unit: 'share', value: 0.5, previous: 0.50001 }), 'en')?.word).toBe('same');
    expect(changeOf(figure({ previous: null }), 'ja')).toBeUndefined();
  });

  it('rolls over seven days by weight, and leaves a gap where nobody answered', () => {
    const series = [
      { day: '1', value: 1, n: 3 },
      { day: '2', value: null, n: 0 },
      { day: '3', value: 0, n: 1 },
    ];
    expect(rolling(series).map(({ value }) => value)).toEqual([1, 1, 0.75]);
    expect(rolling([{ day: '1', value: null, n: 0 }])[0]?.value).toBeNull();
  });
});

describe('a CSV file', () => {
  it('never carries a formula and keeps commas and quotes inside a field', () => {
    expect(csvField('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`);
    expect(csvField('+81')).toBe("'+81");
    expect(csvField(-3)).toBe('-3');
    expect(csvOf([['佐藤, 健', null, 4]])).toBe('\ufeff"佐藤, 健",,4\r\n');
  });
});

describe('a mean over seven days', () => {
  const point = (day: string, value: number) => ({ day, value, n: 1 });
  it('rests on the days right before too, and on no others', () => {
    const series = [point('2026-11-08', 1)];
    const before = ['05', '06', '07'].map((day) => point(`2026-11-${day}`, 0));
    expect(rolling(series, before)).toEqual([{ day: '2026-11-08', value: 0.25, n: 4 }]);
    const lastYear = before.map(({ value, day }) => point(day.replace('2026', '2025'), value));
    expect(rolling(series, lastYear)).toEqual([{ day: '2026-11-08', value: 1, n: 1 }]);
  });

  it('never looks further back than seven days', () => {
    const before = Array.from({ length: 7 }, (_, n) => point(`2026-11-0${n + 1}`, n === 0 ? 100 : 0));
    expect(rolling([point('2026-11-08', 0)], before)[0]).toEqual({ day: '2026-11-08', value: 0, n: 7 });
  });
});

describe('an axis of shares', () => {
  it('has round steps and begins below what it shows', () => {
    expect(shareTicks(0.83)).toEqual({ low: 0.8, ticks: [0.8, 0.85, 0.9, 0.95, 1] });
    expect(shareTicks(0.75).ticks).toEqual([0.6, 0.7, 0.8, 0.9, 1]);
    expect(shareTicks(0).low).toBe(0);
  });
});

describe('words at the ends of lines', () => {
  const placed = (heights: (number | null)[], bounds: [number, number] = [12, 166]) =>
    apart(heights, 14, bounds).map((move, at) => (heights[at] ?? 0) + move);
  it('stay where they are when there is room', () => {
    expect(apart([20, null, 60, 100], 14, [12, 166])).toEqual([0, 0, 0, 0]);
  });

  it('never lie on each other nor leave the plot, in the order of their lines', () => {
    const some: (number | null)[][] = [
      [50, 50],
      [12, 12, 12],
      [166, 166, 165],
      [40, 45, 50, 55, 100, 101],
    ];
    for (const heights of some) {
      const found = placed(heights);
      const sorted = [...found].sort((a, b) => a - b);
      sorted.forEach((height, at) => {
        if (at > 0) expect(height - (sorted[at - 1] ?? 0)).toBeGreaterThanOrEqual(13.999);
      });
      expect(sorted[0]).toBeGreaterThanOrEqual(12);
      expect(sorted.at(-1)).toBeLessThanOrEqual(166);
    }
    expect(placed([50, 52])).toEqual([44, 58]);
    expect(placed([52, 50])).toEqual([58, 44]);
  });
});
