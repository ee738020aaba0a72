import { describe, expect, it } from 'vitest';
import { stepTo } from './step-to.ts';

describe('J and K', () => {
  it('go to the next and the previous row and stop at the ends', () => {
    expect(stepTo(5, 2, 2, 1)).toBe(3);
    expect(stepTo(5, 2, 2, -1)).toBe(1);
    expect(stepTo(5, 4, 4, 1)).toBe(4);
    expect(stepTo(5, 0, 0, -1)).toBe(0);
  });

  it('begin at the top of a list without a cursor', () => {
    expect(stepTo(5, -1, -1, 1)).toBe(0);
  });

  it('after the row under the cursor left, go on from where it stood', () => {
    expect(stepTo(4, -1, 2, 1)).toBe(2);
    expect(stepTo(4, -1, 2, -1)).toBe(1);
    expect(stepTo(2, -1, 2, 1)).toBe(1);
    expect(stepTo(4, -1, 0, -1)).toBe(0);
  });
});
