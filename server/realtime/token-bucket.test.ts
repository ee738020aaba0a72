import { describe, expect, it } from 'vitest';
import { KeyedBuckets, TokenBucket } from './token-bucket.ts';

describe('TokenBucket', () => {
  it('gives a burst, then one per interval', () => {
    const bucket = new TokenBucket({ burst: 2, perSecond: 1 }, 0);
    expect([bucket.take(1, 0), bucket.take(1, 0), bucket.take(1, 0)]).toEqual([true, true, false]);
    expect(bucket.take(1, 999)).toBe(false);
    expect(bucket.take(1, 1_000)).toBe(true);
  });

  it('never holds more than its burst', () => {
    const bucket = new TokenBucket({ burst: 3, perSecond: 10 }, 0);
    expect(bucket.take(4, 1_000_000)).toBe(false);
    expect(bucket.take(3, 1_000_000)).toBe(true);
  });
});

describe('KeyedBuckets', () => {
  it('counts each key for itself', () => {
    const buckets = new KeyedBuckets({ burst: 1, perSecond: 1 });
    expect([buckets.take('a', 0), buckets.take('a', 0), buckets.take('b', 0)]).toEqual([true, false, true]);
  });

  it('refuses new keys above its size until old ones are full again', () => {
    const buckets = new KeyedBuckets({ burst: 1, perSecond: 1 }, 2);
    expect([buckets.take('a', 0), buckets.take('b', 0), buckets.take('c', 0)]).toEqual([true, true, false]);
    expect(buckets.take('c', 2_000)).toBe(true);
  });
});
