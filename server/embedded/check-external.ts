import { Redis } from 'ioredis';
import { MongoClient, MongoParseError } from 'mongodb';
import { EmbeddedError } from './embedded-error.ts';

const CONNECT_TIMEOUT_MS = 8_000;

/** An address without the password that may stand in it. */
const shown = (uri: string): string => uri.replace(/\/\/[^@/]*@/, '//…@');

/**
 * Makes sure that the MongoDB at `MONGODB_URI` can be used: it answers, and it takes transactions (a replica set
 * or a sharded cluster). @throws EmbeddedError store-uri-invalid | store-unreachable | mongodb-not-replica-set
 */
export async function checkMongoUri(uri: string): Promise<void> {
  let client: MongoClient;
  try {
    client = new MongoClient(uri, { serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS, maxPoolSize: 1 });
  } catch (error) {
    const reason = error instanceof MongoParseError ? error.message : String(error);
    throw new EmbeddedError(
      'store-uri-invalid',
      `MONGODB_URI is not an address (${reason}): write it as mongodb://host:27017/madoguchi?replicaSet=rs0.`,
      { cause: error },
    );
  }
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    if (!hello.setName && hello.msg !== 'isdbgrid') {
      throw new EmbeddedError(
        'mongodb-not-replica-set',
        `The MongoDB at ${shown(uri)} is a lone server, and transactions need a replica set: start it with --replSet and call rs.initiate().`,
      );
    }
    // `hello` is answered without signing in; this is not.
    await client.db().listCollections({}, { nameOnly: true }).toArray();
  } catch (error) {
    if (error instanceof EmbeddedError) throw error;
    throw new EmbeddedError(
      'store-unreachable',
      `MongoDB at ${shown(uri)} cannot be used (${(error as Error).message}): check MONGODB_URI and that the server runs, or unset it to use the embedded one.`,
      { cause: error },
    );
  } finally {
    await client.close();
  }
}

async function evictionPolicy(redis: Redis): Promise<string | undefined> {
  const info = await redis.info('memory');
  return /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
}

/**
 * Makes sure that the Redis at `REDIS_URL` can be used: it answers, and it never drops keys to make room.
 * @throws EmbeddedError store-uri-invalid | store-unreachable | redis-evicts
 */
export async function checkRedisUrl(url: string): Promise<void> {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new EmbeddedError(
      'store-uri-invalid',
      'REDIS_URL is not an address: write it as redis://host:6379 (or rediss:// for TLS).',
    );
  }
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let last: Error | undefined;
  redis.on('error', (error: Error) => {
    last = error;
  });
  try {
    await redis.connect();
    const policy = await evictionPolicy(redis);
    if (policy !== undefined && policy !== 'noeviction') {
      throw new EmbeddedError(
        'redis-evicts',
        `The Redis at ${shown(url)} has maxmemory-policy ${policy} and would drop jobs when it is full: set it to noeviction.`,
      );
    }
  } catch (error) {
    if (error instanceof EmbeddedError) throw error;
    throw new EmbeddedError(
      'store-unreachable',
      `Redis at ${shown(url)} cannot be used (${(last ?? (error as Error)).message}): check REDIS_URL and that the server runs, or unset it to use the embedded one.`,
      { cause: error },
    );
  } finally {
    redis.disconnect();
  }
}
