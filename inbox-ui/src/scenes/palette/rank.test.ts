import { describe, expect, it } from 'vitest';
import { type PaletteAction, rank } from './rank.ts';

const action = (id: string, title: string, words?: string): PaletteAction => ({
  id,
  title,
  words,
  icon: null,
  run: () => undefined,
});
const found = (asked: string, ...actions: PaletteAction[]): string[] =>
  rank(actions, asked).map((one) => one.id);

describe('the palette', () => {
  it('puts a title that begins with the words before one that holds them', () => {
    expect(found('tag', action('a', 'Change tags'), action('b', 'Tag “lamp”'))).toEqual(['b', 'a']);
  });

  it('finds by other words too, in any case', () => {
    expect(found('THEME dark', action('a', 'ダークにする', 'theme dark'), action('b', '言語'))).toEqual([
      'a',
    ]);
  });

  it('keeps the order when nothing is asked', () => {
    expect(found('', action('b', 'B'), action('a', 'A'))).toEqual(['b', 'a']);
  });
});
