import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '#server/embedded/embedded-error.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import { checkRedis, producerRedis, RedisUnfit } from './connection.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

const setPolicy = async (policy: string): Promise<void> => {
  const redis = new Redis(stores.redisUrl);
  await redis.config('SET', 'maxmemory-policy', policy);
  redis.disconnect();
};

describe('checkRedis', () => {
  it('passes a Redis that never evicts', async () => {
    await setPolicy('noeviction');
    await expect(checkRedis(stores.redisUrl, silentLog)).resolves.toBeUndefined();
  });

  it('refuses one that may evict jobs and says what to set', async () => {
    await setPolicy('allkeys-lru');
    await expect(checkRedis(stores.redisUrl, silentLog)).rejects.toThrow(
      /maxmemory-policy is allkeys-lru.*noeviction/,
    );
    await setPolicy('noeviction');
  });

  it('says that Redis does not answer when nobody does', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const failure = await checkRedis(`redis://127.0.0.1:${port}`, silentLog, 300).catch((e: unknown) => e);
    silent.close();
    expect(failure).toBeInstanceOf(RedisUnfit);
    expect(String(failure)).toContain('REDIS_URL');
  });
});

describe('producerRedis', () => {
  it('fails at once without a connection instead of queueing', async () => {
    const redis = producerRedis('redis://127.0.0.1:1', silentLog);
    await expect(redis.set('a', 'b')).rejects.toThrow();
    redis.disconnect();
  });
});
