import { Redis, type RedisOptions } from 'ioredis';
import { SECOND } from '#contracts/time.ts';
import type { Log } from '../ports.ts';

const CONNECT_TIMEOUT_MS = 5 * SECOND;
const COMMAND_TIMEOUT_MS = 2 * SECOND;
const LONGEST_RECONNECT_MS = 2 * SECOND;

/** A connection to Redis, for those who only pass it on. */
export type RedisConnection = Redis;

/** Redis cannot be used as it is; `message` says what to do. */
export class RedisUnfit extends Error {
  override readonly name = 'RedisUnfit';
}

const reconnect = (times: number): number => Math.min(times * 100, LONGEST_RECONNECT_MS);

type Use = Pick<
  RedisOptions,
  'connectionName' | 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'commandTimeout'
>;

const connect = (url: string, log: Log, options: Use): Redis => {
  const redis = new Redis(url, { connectTimeout: CONNECT_TIMEOUT_MS, retryStrategy: reconnect, ...options });
  // Without a listener an error event ends the process. One line per outage: reconnecting says the same each time.
  let told = false;
  redis.on('error', (error: Error) => {
    if (told) return;
    told = true;
    log.warn({ error: error.message, use: options.connectionName }, 'redis: connection failed, trying again');
  });
  redis.on('ready', () => {
    if (told) log.info({ use: options.connectionName }, 'redis: connected again');
    told = false;
  });
  return redis;
};

/** For callers that must not wait: a command without a connection fails at once, one without an answer after 2 s. */
export const producerRedis = (url: string, log: Log): Redis =>
  connect(url, log, {
    connectionName: 'producer',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
  });

/** For workers and subscribers: commands wait for Redis to come back. */
export const workerRedis = (url: string, log: Log): Redis =>
  connect(url, log, { connectionName: 'worker', maxRetriesPerRequest: null });

const policyOf = async (redis: Redis): Promise<string | undefined> => {
  try {
    const answer = (await redis.config('GET', 'maxmemory-policy')) as string[];
    return answer[1];
  } catch {
    // Hosted Redis often refuses CONFIG; INFO tells the same.
    const info = await redis.info('memory');
    return /maxmemory_policy:(\S+)/.exec(info)?.[1];
  }
};

/**
 * Waits for Redis and checks what jobs need of it.
 * @throws RedisUnfit when it does not answer within `timeoutMs` or may evict keys
 */
export const checkRedis = async (url: string, log: Log, timeoutMs = 10 * SECOND): Promise<void> => {
  const redis = workerRedis(url, log);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new RedisUnfit('Redis does not answer. Check REDIS_URL and that Redis is running.')),
      timeoutMs,
    );
  });
  try {
    const policy = await Promise.race([policyOf(redis), late]);
    if (policy !== undefined && policy !== 'noeviction') {
      throw new RedisUnfit(
        `Redis may evict jobs (maxmemory-policy is ${policy}). Set it to noeviction: redis-cli config set maxmemory-policy noeviction`,
      );
    }
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
};
