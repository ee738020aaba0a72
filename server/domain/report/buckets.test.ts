import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, type Histogram, MAX_ERROR, middleOf, percentile } from './buckets.ts';

const histogramOf = (values: readonly number[]): Histogram => {
  const histogram: Histogram = {};
  for (const ms of values) histogram[bucketOf(ms)] = (histogram[bucketOf(ms)] ?? 0) + 1;
  return histogram;
};

describe('logarithmic buckets', () => {
  it('err by at most two percent', () => {
    expect(MAX_ERROR).toBeLessThanOrEqual(0.02);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 11 }), (ms) => {
        expect(Math.abs(middleOf(bucketOf(ms)) - ms) / ms).toBeLessThanOrEqual(MAX_ERROR + 1e-6);
      }),
    );
  });
  it('keep the order of durations', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), fc.nat(10 ** 9), (a, b) => {
        if (a <= b) expect(bucketOf(a)).toBeLessThanOrEqual(bucketOf(b));
      }),
    );
  });
  it('give every percentile to two percent of the nearest rank', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 100, max: 10 ** 8 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.9, 0.99),
        (values, p) => {
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.ceil(p * sorted.length) - 1] ?? 0;
          const got = percentile(histogramOf(values), p) ?? 0;
          expect(Math.abs(got - exact)).toBeLessThanOrEqual(exact * MAX_ERROR + 1);
        },
      ),
    );
  });
  it('say nothing of nothing, and 0 of what took no time', () => {
    expect(percentile({}, 0.5)).toBeNull();
    expect(percentile(histogramOf([0, 0, 0]), 0.5)).toBe(0);
  });
});
