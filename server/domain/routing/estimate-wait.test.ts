import { describe, expect, it } from 'vitest';
import { MINUTE } from '#contracts/time.ts';
import { estimateWait } from './estimate-wait.ts';

describe('estimateWait', () => {
  it('says nothing under five waits', () => {
    expect(estimateWait([1, 2, 3, 4], 1)).toBeUndefined();
  });

  it('is the median of the waits times the place', () => {
    const waits = [1, 9, 2, 3, 100].map((m) => m * MINUTE);
    expect(estimateWait(waits, 1)).toBe(3 * MINUTE);
    expect(estimateWait(waits, 4)).toBe(12 * MINUTE);
  });

  it('takes the middle between the two middle ones of an even number', () => {
    expect(estimateWait([10, 20, 30, 40, 50, 60], 2)).toBe(70);
  });

  it('looks at the last twenty only', () => {
    const recent = Array.from({ length: 20 }, () => MINUTE);
    expect(estimateWait([...recent, ...Array.from({ length: 80 }, () => 90 * MINUTE)], 1)).toBe(MINUTE);
  });
});
