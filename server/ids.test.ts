import { describe, expect, it } from 'vitest';
import { createIdMaker } from './ids.ts';

/** As MongoDB compares: by code point, not by a language's alphabet. */
const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

describe('ids', () => {
  it('sort in the order in which they were made, at one instant and over time', () => {
    let now = Date.parse('2026-11-24T03:00:00Z');
    const make = createIdMaker(() => now);
    const made: string[] = [];
    for (let step = 0; step < 40; step++, now += step % 7 === 0 ? 86_400_000 : 1)
      for (let n = 0; n < 200; n++) made.push(make());
    expect([...made].sort(byCodePoint)).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('do not go back with the clock', () => {
    let now = 1_800_000_000_000;
    const make = createIdMaker(() => now);
    const first = make();
    now -= 60_000;
    expect(byCodePoint(first, make())).toBe(-1);
  });

  it('begin with a letter or digit for a century and can be part of an address', () => {
    for (const year of ['2026', '2060', '2108'])
      expect(createIdMaker(() => Date.parse(`${year}-12-31T00:00:00Z`))()).toMatch(/^[A-Za-z0-9][\w-]{21}$/);
  });

  it('of two processes at one instant differ', () => {
    const at = () => 1_800_000_000_000;
    expect(createIdMaker(at)()).not.toBe(createIdMaker(at)());
  });
});
