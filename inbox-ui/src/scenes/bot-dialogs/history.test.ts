import { expect, it } from 'vitest';
import { back, begin, change, forth } from './history.ts';
import { inputOf } from './input-lines.ts';

it('goes back and forth over what was done', () => {
  const typed = change(change(begin('a'), 'b'), 'c');
  expect(back(typed).now).toBe('b');
  expect(back(back(back(typed))).now).toBe('a');
  expect(forth(back(typed)).now).toBe('c');
  expect(forth(typed)).toBe(typed);
});

it('joins changes about the same thing, and a new one forgets the way forth', () => {
  const typed = change(change(begin('a'), 'ab', 'title'), 'abc', 'title');
  expect(back(typed).now).toBe('a');
  expect(change(back(typed), 'x').future).toEqual([]);
  expect(change(typed, 'abcd', 'text').past).toEqual(['a', 'abc']);
});

it('reads the input of a call line by line', () => {
  expect(inputOf('order = A-1\n\nnone\nreason=late = very ')).toEqual({
    order: 'A-1',
    reason: 'late = very',
  });
});
