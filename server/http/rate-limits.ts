import type { Request, RequestHandler } from 'express';
import {
  type ClientRateLimitInfo,
  ipKeyGenerator,
  MemoryStore,
  type Options,
  rateLimit,
  type Store,
} from 'express-rate-limit';
import { RedisStore } from 'rate-limit-redis';
import { AppError } from '#contracts/errors.ts';
import { MINUTE, SECOND } from '#contracts/time.ts';

/** As much of an ioredis client as counting needs; it must fail fast rather than wait for a lost connection. */
export interface RateRedis {
  call(command: string, ...args: string[]): Promise<unknown>;
}

/** Longest wait for Redis before this process counts for itself. */
const REDIS_PATIENCE_MS = 250;
/** How long it then leaves Redis alone. */
const REDIS_REST_MS = 5 * SECOND;

const soon = <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('redis is late')), REDIS_PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/**
 * Counts in Redis for all processes and in memory for this one; the higher count holds. While Redis is away a limit may be looser across processes,
 * never within one, and a request never fails for it.
 */
class FallbackStore implements Store {
  readonly localKeys = false;
  readonly prefix: string;
  private readonly memory = new MemoryStore();
  private readonly redis: RedisStore;
  private options: Options | undefined;
  private restUntilMs = 0;
  private isReady = false;

  constructor(redis: RateRedis, prefix: string) {
    this.prefix = prefix;
    this.redis = new RedisStore({
      sendCommand: (...args: string[]) => {
        const [command = '', ...rest] = args;
        return redis.call(command, ...rest) as Promise<number>;
      },
      prefix,
    });
  }

  init(options: Options): void {
    this.options = options;
    this.memory.init(options);
  }

  /** Undefined when Redis did not answer in time. */
  private async viaRedis<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (Date.now() < this.restUntilMs) return undefined;
    try {
      if (!this.isReady && this.options) await soon(this.redis.init(this.options));
      this.isReady = true;
      return await soon(work());
    } catch {
      // Its scripts are loaded anew next time: what failed once stays failed inside the store.
      this.isReady = false;
      this.restUntilMs = Date.now() + REDIS_REST_MS;
      return undefined;
    }
  }

  async increment(key: string): Promise<ClientRateLimitInfo> {
    const own = await this.memory.increment(key);
    const shared = await this.viaRedis(() => this.redis.increment(key));
    return shared && shared.totalHits >= own.totalHits ? shared : own;
  }
  async decrement(key: string): Promise<void> {
    await this.memory.decrement(key);
    await this.viaRedis(() => this.redis.decrement(key));
  }
  async resetKey(key: string): Promise<void> {
    await this.memory.resetKey(key);
    await this.viaRedis(() => this.redis.resetKey(key));
  }
  shutdown(): void {
    this.memory.shutdown();
  }
}

export interface Limit {
  name: string;
  windowMs: number;
  limit: number;
  key(request: Request): string;
  /** Only refused requests count: a limit on guesses. */
  onlyFailures?: boolean;
}

export const ipOf = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown');

/** A limiter that answers `rate-limited` with Retry-After. */
export const limiter = (redis: RateRedis | undefined, limit: Limit): RequestHandler =>
  rateLimit({
    windowMs: limit.windowMs,
    limit: limit.limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: limit.name,
    keyGenerator: limit.key,
    skipSuccessfulRequests: limit.onlyFailures ?? false,
    passOnStoreError: true,
    validate: {
      trustProxy: false,
      xForwardedForHeader: false,
      forwardedHeader: false,
      keyGeneratorIpFallback: false,
    },
    ...(redis ? { store: new FallbackStore(redis, `mg:rate:${limit.name}:`) } : {}),
    handler: (_request, _response, next) => next(new AppError('rate-limited')),
  });

/**
 * Requests by window. Login counts failures only; the others every request. What comes often (webhooks, API, pages) is counted by each process for itself:
 * a flood is stopped just as well, and no request waits for Redis.
 */
export const RATES = {
  login: { windowMs: 15 * MINUTE, limit: 5 },
  /** A link's token cannot be guessed; a person may need several tries at a password that is good enough. */
  redeem: { windowMs: 15 * MINUTE, limit: 30 },
  api: { windowMs: MINUTE, limit: 1_200 },
  /** Refused requests of one address: guesses at tokens and ids. What is allowed is counted by its caller. */
  refused: { windowMs: MINUTE, limit: 600 },
  widget: { windowMs: MINUTE, limit: 240 },
  webhook: { windowMs: MINUTE, limit: 600_000 },
  upload: { windowMs: MINUTE, limit: 60 },
  page: { windowMs: MINUTE, limit: 600 },
  /** Stored files: a conversation full of pictures asks for many at once. */
  file: { windowMs: MINUTE, limit: 1_200 },
} as const;
