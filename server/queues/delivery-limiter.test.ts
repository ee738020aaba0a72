import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '#server/embedded/embedded-error.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import { workerRedis } from './connection.ts';
import { createDeliveryLimiter, type DeliveryLimiter } from './delivery-limiter.ts';
import { rateOf } from './jobs/deliver-message.ts';

/** A fact that comes true in a while; the machine may be busy. */
const eventually = <T>(read: () => T | Promise<T>, options: { timeout?: number; interval?: number } = {}) =>
  expect.poll(read, { timeout: 10_000, interval: 20, ...options });

let stores: TestStores;
let redis: Redis;
let limiter: DeliveryLimiter;
beforeAll(async () => {
  stores = await startStores();
  redis = workerRedis(stores.redisUrl, silentLog);
  limiter = createDeliveryLimiter(redis, '{t}');
});
afterAll(async () => {
  redis.disconnect();
  await stores.stop();
});

const takeMany = async (account: string, n: number, rate: Parameters<DeliveryLimiter['take']>[2]) => {
  const waits: number[] = [];
  for (let i = 0; i < n; i += 1) waits.push(await limiter.take(account, `d${i}`, rate));
  return waits;
};

describe('delivery limiter', () => {
  it('lets a burst through, then gives each waiter a turn of its own', async () => {
    const waits = await takeMany('a', 6, { perSecond: 2, burst: 3, inFlight: 10 });
    expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
    const late = waits.slice(3);
    for (const [at, wait] of late.entries()) {
      expect(wait).toBeGreaterThan(500 * at + 200);
      expect(wait).toBeLessThanOrEqual(500 * (at + 1));
    }
  });

  it('keeps the turn of one who asks again', async () => {
    const rate = { perSecond: 4, burst: 1, inFlight: 10 };
    expect(await limiter.take('b', 'one', rate)).toBe(0);
    const first = await limiter.take('b', 'two', rate);
    const again = await limiter.take('b', 'two', rate);
    expect(again).toBeLessThanOrEqual(first);
    await eventually(() => limiter.take('b', 'two', rate), { interval: 20 }).toBe(0);
  });

  it('caps the calls under way and frees a place on release', async () => {
    const rate = { perSecond: 1_000, burst: 100, inFlight: 2 };
    expect(await takeMany('c', 2, rate)).toEqual([0, 0]);
    expect(await limiter.take('c', 'third', rate)).toBeGreaterThan(0);
    await limiter.release('c', 'd0');
    expect(await limiter.take('c', 'third', rate)).toBe(0);
  });

  it('holds one account without holding another', async () => {
    const rate = { perSecond: 0.1, burst: 1, inFlight: 1 };
    expect(await limiter.take('d', 'x', rate)).toBe(0);
    expect(await limiter.take('d', 'y', rate)).toBeGreaterThan(5_000);
    expect(await limiter.take('e', 'x', rate)).toBe(0);
  });
});

describe('rateOf', () => {
  it('takes the account’s own rate, then the channel’s, then the default', () => {
    const channel = { perSecond: 10, burst: 20, inFlight: 3 };
    expect(rateOf({ sendsPerSecond: 2 }, channel)).toEqual({ perSecond: 2, burst: 2, inFlight: 3 });
    expect(rateOf({ sendsPerSecond: 'many' }, channel)).toEqual(channel);
    expect(rateOf({}, undefined)).toEqual({ perSecond: 50, burst: 50, inFlight: 8 });
  });
});
