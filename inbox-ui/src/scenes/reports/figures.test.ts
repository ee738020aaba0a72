import { describe, expect, it } from 'vitest';
import { changeOf, csvField, csvOf, rolling, said } from './figures.ts';

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
