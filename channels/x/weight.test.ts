import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, weightOf } from './weight.ts';

describe('the weight of a post', () => {
  it.each([
    ['a', 1],
    ['á', 1],
    ['cafe\u0301', 4],
    ['ӑ', 1],
    ['日本語', 6],
    ['ｱ', 2],
    ['“quoted”', 8],
    ['—', 1],
    ['€', 2],
    ['👾', 2],
    ['🙋🏽', 2],
    ['👨‍🎤', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['🇯🇵', 2],
    ['❤️', 2],
    ['https://example.com/a/very/long/address?with=query', 23],
    ['見る https://x.jp', 28],
    ['https://x.jp。次', 27],
    ['shop.example.com', 23],
    ['v1.2 3.14', 9],
  ])('of %s is %i', (text, weight) => {
    expect(weightOf(text)).toBe(weight);
  });

  it('is never above the limit in a part, and no part loses anything', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      fc.constantFrom('長い文です。', 'https://example.com/path', '👨‍👩‍👧‍👦', 'word ', '\n'),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 200 }), (words) => {
        const text = words.join('');
        const parts = pieces(text, 280, 'weight');
        for (const part of parts) expect(weightOf(part)).toBeLessThanOrEqual(280);
        expect(parts.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
      }),
    );
  });

  it('leaves links and families whole', () => {
    const link = 'https://example.com/0123456789';
    for (const part of pieces(`${link} `.repeat(40), 280, 'weight'))
      expect(part.split(' ').every((one) => one === link)).toBe(true);
    expect(pieces('👨‍👩‍👧‍👦'.repeat(141), 280, 'weight').map(weightOf)).toEqual([280, 2]);
  });
});
