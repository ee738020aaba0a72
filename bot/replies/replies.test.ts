import { describe, expect, it } from 'vitest';
import { cut } from './compose.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import { say, sayDay, sayMoney, sayWhen } from './say.ts';

const names = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('the catalogues', () => {
  it('hold the same keys with the same names to fill in', () => {
    expect(Object.keys(ja)).toEqual(Object.keys(en));
    for (const key of Object.keys(ja) as (keyof typeof ja)[])
      expect(names(ja[key]), key).toEqual(names(en[key]));
  });

  it('never raise their voice', () => {
    for (const text of [...Object.values(ja), ...Object.values(en)]) expect(text).not.toMatch(/[!！]/);
  });
});

describe('words for times and sums', () => {
  const now = '2026-11-24T03:00:00.000Z';
  it('name today and tomorrow in the shop’s zone', () => {
    expect(sayWhen('ja', '2026-11-24T06:00:00.000Z', now, 'Asia/Tokyo')).toBe('本日 15:00');
    expect(sayWhen('en', '2026-11-25T01:00:00.000Z', now, 'Asia/Tokyo')).toBe('tomorrow at 10:00');
    expect(sayWhen('ja', '2026-11-27T01:00:00.000Z', now, 'Asia/Tokyo')).toBe('11月27日(金) 10:00');
  });
  it('survive an unknown zone, a strange day and a strange currency', () => {
    expect(sayWhen('en', '2026-11-24T06:00:00.000Z', now, 'Mars/Olympus')).toBe('today at 06:00');
    expect(sayDay('ja', '未定')).toBe('未定');
    expect(sayMoney('en', 5, 'points')).toBe('5 points');
  });
  it('fill in names and leave out what is not given', () => {
    expect(say('en', 'order.card', {})).toBe('Order ');
  });
});

describe('cut', () => {
  it('ends at a sentence where one is near and never splits a pair', () => {
    expect(cut('ひとつめの文です。ふたつめの文です。', 12)).toBe('ひとつめの文です。');
    expect(cut('😀😀😀', 4)).toBe('😀…');
    expect(cut('short', 10)).toBe('short');
  });
});
