import type { Redis } from 'ioredis';
import { QUEUE_DEFAULTS } from '#contracts/jobs.ts';
import { MINUTE, SECOND } from '#contracts/time.ts';

/** How fast one channel account may send. */
export interface DeliveryRate {
  perSecond: number;
  /** Sends that may be made at once after a pause. */
  burst: number;
  /** Calls under way at one time, over all processes. */
  inFlight: number;
}

export const DEFAULT_RATE: DeliveryRate = { perSecond: 50, burst: 50, inFlight: 8 };

export interface DeliveryLimiter {
  /** Zero: go, and `release` afterwards. Else how long to wait before asking again; the turn is kept meanwhile. Milliseconds. */
  take(accountId: string, holder: string, rate: DeliveryRate): Promise<number>;
  release(accountId: string, holder: string): Promise<void>;
}

/** A call that never ended frees its place after this. */
const FLIGHT_MS = MINUTE;
/** A turn nobody came for is given up this long after it was due. */
const TURN_MS = 30 * SECOND;
const FULL_WAIT_MS = 100;

/*
 * A token bucket that hands out turns: KEYS next-free time, turns (holder → due), flight (holder → until).
 * Each waiter gets its own instant, so a thousand waiting deliveries do not wake together. Redis' clock, for all processes alike.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local holder = ARGV[1]
local step = 1000 / tonumber(ARGV[2])
local burst = tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[6]))
local due = tonumber(redis.call('ZSCORE', KEYS[2], holder))
if not due then
  local next = math.max(tonumber(redis.call('GET', KEYS[1])) or 0, now - step * (burst - 1))
  redis.call('SET', KEYS[1], string.format('%.3f', next + step), 'PX', math.ceil(math.max(next + step - now, 0) + step * burst + 1000))
  due = math.max(next, now)
  redis.call('ZADD', KEYS[2], due, holder)
end
redis.call('PEXPIRE', KEYS[2], math.ceil(math.max(due - now, 0) + tonumber(ARGV[6]) * 2))
if due > now then return math.ceil(due - now) end
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[4]) then return tonumber(ARGV[7]) end
redis.call('ZREM', KEYS[2], holder)
redis.call('ZADD', KEYS[3], now + tonumber(ARGV[5]), holder)
redis.call('PEXPIRE', KEYS[3], tonumber(ARGV[5]) * 2)
return 0
`;

/** Per-account token bucket and in-flight cap in Redis, shared by all processes. */
export const createDeliveryLimiter = (
  redis: Redis,
  prefix: string = QUEUE_DEFAULTS.prefix,
): DeliveryLimiter => {
  const key = (kind: string, accountId: string): string => `${prefix}:rate:${kind}:${accountId}`;
  return {
    async take(accountId, holder, rate) {
      const answer = await redis.eval(
        TAKE,
        3,
        key('next', accountId),
        key('turns', accountId),
        key('flight', accountId),
        holder,
        rate.perSecond,
        rate.burst,
        rate.inFlight,
        FLIGHT_MS,
        TURN_MS,
        FULL_WAIT_MS,
      );
      return Number(answer);
    },
    async release(accountId, holder) {
      await redis.zrem(key('flight', accountId), holder);
    },
  };
};
