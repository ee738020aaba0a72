import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkMongoUri, checkRedisUrl } from '#server/embedded/check-external.ts';
import { silentLog } from '#server/embedded/embedded-error.ts';
import { findMongod } from '#server/embedded/find-binary.ts';
import { freePort, isPortFree } from '#server/embedded/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let lone: ChildProcess;
let loneUri: string;
let loneDir: string;

beforeAll(async () => {
  stores = await startStores();
  loneDir = await mkdtemp(path.join(tmpdir(), 'madoguchi-lone-'));
  const port = await freePort();
  lone = spawn(
    await findMongod(silentLog),
    [
      '--dbpath',
      loneDir,
      '--port',
      String(port),
      '--bind_ip',
      '127.0.0.1',
      '--nounixsocket',
      '--wiredTigerCacheSizeGB',
      '0.25',
    ],
    { stdio: 'ignore' },
  );
  await vi.waitFor(async () => expect(await isPortFree(port)).toBe(false), { timeout: 30_000 });
  loneUri = `mongodb://127.0.0.1:${port}/desk`;
});

afterAll(async () => {
  lone.kill('SIGKILL');
  await once(lone, 'exit');
  await stores.stop();
  await rm(loneDir, { recursive: true, force: true });
});

/** Starts with the first part, holds the others in this order, ends with a full stop. */
const sentence = (...parts: string[]) => expect.stringMatching(new RegExp(`^${parts.join('.*')}.*\\.$`, 's'));

describe('stores that are configured by address', () => {
  it('are taken when they are a replica set and a Redis that drops nothing', async () => {
    await expect(checkMongoUri(stores.mongoUri)).resolves.toBeUndefined();
    await expect(checkRedisUrl(stores.redisUrl)).resolves.toBeUndefined();
  });

  it('are refused when MongoDB is a lone server', async () => {
    await expect(checkMongoUri(loneUri)).rejects.toMatchObject({
      code: 'mongodb-not-replica-set',
      message: sentence('The MongoDB at', 'replica set'),
    });
  });

  it('are refused when Redis may drop jobs', async () => {
    const redis = new Redis(stores.redisUrl);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(checkRedisUrl(stores.redisUrl)).rejects.toMatchObject({
      code: 'redis-evicts',
      message: sentence('The Redis at', 'allkeys-lru', 'noeviction'),
    });
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    redis.disconnect();
  });

  it.each([
    ['MONGODB_URI', checkMongoUri, 'localhost:27017'],
    ['REDIS_URL', checkRedisUrl, 'localhost'],
    ['REDIS_URL', checkRedisUrl, 'http://localhost:6379'],
  ])('are refused when %s is no address', async (name, check, uri) => {
    await expect(check(uri)).rejects.toMatchObject({
      code: 'store-uri-invalid',
      message: sentence(name, 'write it as'),
    });
  });

  it.each([
    ['MONGODB_URI', checkMongoUri, 'mongodb://desk:hunter2@127.0.0.1:1/desk'],
    ['REDIS_URL', checkRedisUrl, 'redis://:hunter2@127.0.0.1:1'],
  ])('are refused when nothing answers at %s, and the password is not told', async (name, check, uri) => {
    const error = await check(uri).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'store-unreachable', message: sentence('.*cannot be used', name) });
    expect((error as Error).message).not.toContain('hunter2');
  });
});
