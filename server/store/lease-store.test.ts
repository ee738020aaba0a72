import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import { type Database, openDatabase } from './connection.ts';
import { createLeaseStore } from './lease-store.ts';

/** A fact that comes true in a while; the machine may be busy. */
const eventually = <T>(read: () => T | Promise<T>, options: { timeout?: number; interval?: number } = {}) =>
  expect.poll(read, { timeout: 10_000, interval: 20, ...options });

let stores: TestStores;
let database: Database;
beforeAll(async () => {
  stores = await startStores();
  database = await openDatabase(stores.mongoUri, { poolSize: 16 });
});
afterAll(async () => {
  await database.close();
  await stores.stop();
});

describe('lease store', () => {
  it('gives a free lease to exactly one of many who ask at once', async () => {
    const leases = createLeaseStore(database.connection);
    const taken = await Promise.all(Array.from({ length: 12 }, (_, n) => leases.take('one', `p${n}`, 5_000)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('lets the owner renew and refuses another until it is released', async () => {
    const leases = createLeaseStore(database.connection);
    expect(await leases.take('two', 'a', 60_000)).toBe(true);
    expect(await leases.take('two', 'a', 60_000)).toBe(true);
    expect(await leases.take('two', 'b', 60_000)).toBe(false);
    await leases.release('two', 'b');
    expect(await leases.take('two', 'b', 60_000)).toBe(false);
    await leases.release('two', 'a');
    expect(await leases.take('two', 'b', 60_000)).toBe(true);
  });

  it('passes on when its time is over', async () => {
    const leases = createLeaseStore(database.connection);
    expect(await leases.take('three', 'a', 1)).toBe(true);
    await eventually(() => leases.take('three', 'b', 60_000)).toBe(true);
    expect(await leases.take('three', 'a', 60_000)).toBe(false);
  });

  it('takes an owner name that looks like a field as plain text', async () => {
    const leases = createLeaseStore(database.connection);
    expect(await leases.take('four', '$owner', 60_000)).toBe(true);
    expect(await leases.take('four', 'b', 60_000)).toBe(false);
  });
});
