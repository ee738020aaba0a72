export interface BucketLimit {
  /** How many at once after a pause. */
  burst: number;
  perSecond: number;
}

/** A token bucket in memory. `now` in milliseconds of any clock that only goes forward. */
export class TokenBucket {
  readonly #limit: BucketLimit;
  #tokens: number;
  #at: number;

  constructor(limit: BucketLimit, now: number = performance.now()) {
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#at = now;
  }

  /** Takes `cost` tokens, or none and answers false. */
  take(cost = 1, now: number = performance.now()): boolean {
    const { burst, perSecond } = this.#limit;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1_000) * perSecond);
    this.#at = now;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Nothing was taken for long enough: it can be forgotten. */
  full(now: number = performance.now()): boolean {
    const { burst, perSecond } = this.#limit;
    return this.#tokens + ((now - this.#at) / 1_000) * perSecond >= burst;
  }
}

/** One bucket per key (an address, a thread), forgotten when full. At most `max` keys; above it every new key is refused. */
export class KeyedBuckets {
  readonly #limit: BucketLimit;
  readonly #max: number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(limit: BucketLimit, max = 50_000) {
    this.#limit = limit;
    this.#max = max;
  }

  take(key: string, now: number = performance.now()): boolean {
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      if (this.#buckets.size >= this.#max) this.#forget(now);
      if (this.#buckets.size >= this.#max) return false;
      bucket = new TokenBucket(this.#limit, now);
      this.#buckets.set(key, bucket);
    }
    return bucket.take(1, now);
  }

  #forget(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.full(now)) this.#buckets.delete(key);
  }
}
