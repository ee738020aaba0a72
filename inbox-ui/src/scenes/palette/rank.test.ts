import { describe, expect, it } from 'vitest';
import { type PaletteAction, rank } from './rank.ts';

const action = (id: string, title: string, rest: Partial<PaletteAction> = {}): PaletteAction => ({
  id,
  title,
  icon: null,
  run: () => undefined,
  ...rest,
});
const found = (asked: string, ...groups: PaletteAction[][]): string[][] =>
  rank(
    groups.map((actions, index) => ({ label: `g${index}`, actions })),
    asked,
    3,
  ).map((group) => group.actions.map((one) => one.id));

describe('the palette', () => {
  it('puts a title that begins with the words before one that holds them', () => {
    expect(found('tag', [action('a', 'Change tags'), action('b', 'Tags')])).toEqual([['b', 'a']]);
  });

  it('finds by other words too, in any case', () => {
    expect(
      found('THEME dark', [action('a', 'ダークにする', { words: 'theme dark' }), action('b', '言語')]),
    ).toEqual([['a']]);
  });

  it('keeps the order when nothing is asked, and at most so many of a group', () => {
    const many = ['d', 'c', 'b', 'a'].map((id) => action(id, id));
    expect(found('', many, [action('z', 'z')])).toEqual([['d', 'c', 'b'], ['z']]);
  });

  it('never puts what fits any words before what fits by itself', () => {
    const tag = action('tag', 'Tag “unassigned”', { anything: true });
    expect(found('unassigned', [tag], [action('view', 'Unassigned')])).toEqual([['view'], ['tag']]);
  });
});
