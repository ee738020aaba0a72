import { describe, expect, it } from 'vitest';
import { choiceOf } from './choice.ts';

const LABELS = ['色やサイズの交換', '返品のしかた', '保証について'];

describe('choiceOf', () => {
  it.each([
    ['1', 0],
    ['２', 1],
    ['③', 2],
    ['2番', 1],
    ['二番目', 1],
    ['the second one', 1],
    ['first', 0],
    ['3.', 2],
    ['#2', 1],
    ['最後の', 2],
    ['返品のしかた', 1],
    ['返品', 1],
    ['じゃあ 2', 1],
  ])('reads %s as a place in the list', (text, place) => {
    expect(choiceOf(text, LABELS)).toBe(place);
  });

  it.each(['4', 'どれでもない', 'none of these', '違います', 'no', '０'])('reads %s as none', (text) => {
    expect(choiceOf(text, LABELS)).toBe('none');
  });

  it.each(['5', '送料はいくらですか', '', '🙂', '12', 'について教えて'])(
    'does not take %s for a choice',
    (text) => {
      expect(choiceOf(text, LABELS)).toBeUndefined();
    },
  );

  it('takes a yes for the only option', () => {
    expect(choiceOf('はい', ['返品のしかた'])).toBe(0);
    expect(choiceOf('yes', LABELS)).toBeUndefined();
  });
});
