import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;

beforeAll(async () => {
  stores = await startStores({ ownMongod: true });
});
afterAll(() => stores.stop());

describe('the store kit', () => {
  it('kills and restarts both stores under clients that stay connected', async () => {
    const client = await MongoClient.connect(stores.mongoUri);
    const redis = new Redis(stores.redisUrl);
    redis.on('error', () => undefined);
    const rows = client.db().collection<{ _id: string }>('rows');
    await rows.insertOne({ _id: 'a' }, { writeConcern: { w: 'majority', journal: true } });
    await redis.set('k', 'v');
    const pids = [stores.mongodPid(), stores.redisPid()];

    await Promise.all([stores.killMongod(), stores.killRedis()]);
    await Promise.all([stores.restartMongod(), stores.restartRedis()]);

    expect([stores.mongodPid(), stores.redisPid()]).not.toEqual(pids);
    expect(await rows.countDocuments()).toBe(1);
    expect(await redis.get('k')).toBe('v');
    redis.disconnect();
    await client.close();
  });

  it('empties Redis and the database', async () => {
    const redis = new Redis(stores.redisUrl);
    await redis.set('k', 'v');
    await stores.flushRedis();
    expect(await redis.dbsize()).toBe(0);
    redis.disconnect();
    await stores.clearMongo();
    const client = await MongoClient.connect(stores.mongoUri);
    expect(await client.db().collection('rows').countDocuments()).toBe(0);
    await client.close();
  });

  it('gives each call a database and a Redis of its own on the shared mongod, which cannot be killed', async () => {
    const [one, two] = await Promise.all([startStores(), startStores()]);
    expect(one.mongoUri).not.toBe(two.mongoUri);
    expect(one.redisUrl).not.toBe(two.redisUrl);
    expect(new URL(one.mongoUri).host).toBe(new URL(two.mongoUri).host);
    expect(() => one.killMongod()).toThrow(/ownMongod/);
    await Promise.all([one.stop(), two.stop()]);
  });
});
