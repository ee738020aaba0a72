import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { silentLog } from '#server/embedded/embedded-error.ts';
import { type EmbeddedMongod, startMongod } from '#server/embedded/mongod.ts';
import { type EmbeddedRedis, startRedis } from '#server/embedded/redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test file asks for the run's MongoDB; it is started for the first that asks. */
    storeBroker: string;
  }
}

/** Real stores for one test file. Addresses never change, also over a kill and a restart. */
export interface TestStores {
  /** Names a database that is this call's own. */
  readonly mongoUri: string;
  /** A Redis server that is this call's own. */
  readonly redisUrl: string;
  /** Folder of this call's own stores, removed by `stop`. */
  readonly dataDir: string;
  mongodPid(): number;
  redisPid(): number;
  /** SIGKILL to mongod. Only with `ownMongod: true`. */
  killMongod(): Promise<void>;
  /** Starts mongod again on the same port and data; resolves when it is primary. Only with `ownMongod: true`. */
  restartMongod(): Promise<void>;
  /** SIGKILL to Redis. */
  killRedis(): Promise<void>;
  /** Starts Redis again on the same port and data. */
  restartRedis(): Promise<void>;
  /** FLUSHALL. */
  flushRedis(): Promise<void>;
  /** Empties every collection of this call's database and keeps its indexes. */
  clearMongo(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestStoresOptions {
  /**
   * A mongod of this call's own, which may be killed. Default false: the run's shared one, own database.
   * Always true outside vitest, where there is no run to share one (bench, chaos and other tools).
   */
  readonly ownMongod?: boolean;
  /** Only for an own mongod. */
  readonly oplogSizeMb?: number;
}

async function sharedMongoUri(): Promise<string> {
  const { inject } = await import('vitest');
  const response = await fetch(inject('storeBroker'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return (JSON.parse(text) as { uri: string }).uri;
}

const withDatabase = (uri: string, database: string): string => uri.replace('/?', `/${database}?`);

async function inDatabase(uri: string, work: (client: MongoClient) => Promise<unknown>): Promise<void> {
  const client = await MongoClient.connect(uri, { maxPoolSize: 2 });
  try {
    await work(client);
  } finally {
    await client.close();
  }
}

/** A pair of real stores: `const stores = await startStores()` in beforeAll, `await stores.stop()` in afterAll. */
export async function startStores(options: TestStoresOptions = {}): Promise<TestStores> {
  const { oplogSizeMb = 128 } = options;
  const ownMongod = options.ownMongod === true || process.env.VITEST === undefined;
  const dataDir = await mkdtemp(path.join(tmpdir(), 'madoguchi-stores-'));
  const database = `mg_${randomBytes(6).toString('hex')}`;
  const startOwn = (port?: number): Promise<EmbeddedMongod> =>
    startMongod({ dataDir, log: silentLog, oplogSizeMb, ...(port === undefined ? {} : { port }) });
  const startQueue = (port?: number): Promise<EmbeddedRedis> =>
    startRedis({ dataDir, log: silentLog, ...(port === undefined ? {} : { port }) });

  let [mongod, redis] = await Promise.all([ownMongod ? startOwn() : undefined, startQueue()]);
  const mongoUri = withDatabase(mongod?.uri ?? (await sharedMongoUri()), database);
  const own = (): EmbeddedMongod => {
    if (!mongod) throw new Error('this mongod serves other test files too: startStores({ ownMongod: true })');
    return mongod;
  };
  return {
    mongoUri,
    redisUrl: redis.url,
    dataDir,
    mongodPid: () => own().pid,
    redisPid: () => redis.pid,
    killMongod: () => own().kill(),
    restartMongod: async () => {
      mongod = await startOwn(own().port);
    },
    killRedis: () => redis.kill(),
    restartRedis: async () => {
      redis = await startQueue(redis.port);
    },
    flushRedis: async () => {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
    },
    clearMongo: () =>
      inDatabase(mongoUri, async (client) => {
        const collections = await client.db().collections();
        await Promise.all(collections.map((collection) => collection.deleteMany({})));
      }),
    stop: async () => {
      if (!mongod) await inDatabase(mongoUri, (client) => client.db().dropDatabase());
      await Promise.all([mongod?.stop(), redis.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
