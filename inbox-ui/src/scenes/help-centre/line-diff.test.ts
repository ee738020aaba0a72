import { expect, test } from 'vitest';
import { lineDiff } from './line-diff.ts';

const shown = (from: string, to: string): string[] =>
  lineDiff(from, to).map(({ is, text }) => `${{ same: ' ', gone: '-', new: '+' }[is]}${text}`);

test('lines that stay are told from lines that come and go', () => {
  expect(shown('a\nb\nc', 'a\nx\nc\nd')).toEqual([' a', '-b', '+x', ' c', '+d']);
  expect(shown('', 'a')).toEqual(['-', '+a']);
  expect(shown('a', 'a')).toEqual([' a']);
});

test('a very long text is shown as replaced, at once', () => {
  const long = Array.from({ length: 1_500 }, (_, at) => `line ${at}`).join('\n');
  expect(lineDiff(long, `${long}\nend`)).toHaveLength(3_001);
});
