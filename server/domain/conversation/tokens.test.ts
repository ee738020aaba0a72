import { expect, test } from 'vitest';
import { queryTokens, tokenise } from './tokens.ts';

test('a text that grows many times over when it is normalised takes no longer than another of its length', () => {
  const took = (text: string): number => {
    const at = performance.now();
    tokenise(text);
    queryTokens(text);
    return performance.now() - at;
  };
  took('warm up');
  // U+FDFA is one character and becomes eighteen; unbounded, this took seconds.
  expect(took('\ufdfa'.repeat(20_000))).toBeLessThan(1_000);
  expect(took('e\u0301\u0327'.repeat(6_000))).toBeLessThan(1_000);
});

test('the words of a long text are found up to the limit', () => {
  expect(tokenise(`${'word '.repeat(700)}needle`)).toEqual(['word', 'needle']);
});
