import { AppError } from '#contracts/errors.ts';
import { HOUR } from '#contracts/time.ts';

/** How much may be on its way and kept. Bytes are those of whole files. */
export interface UploadLimits {
  /** Bodies read at the same time by this process: each is in memory until it is kept. */
  atOnce: number;
  /** Of one address. */
  atOnceOfOne: number;
  /** What visitors of one address may have kept within an hour. */
  bytesPerHour: number;
  /** Addresses remembered; above it a new one waits. */
  addresses: number;
}

export const UPLOAD_LIMITS: UploadLimits = {
  atOnce: 16,
  atOnceOfOne: 4,
  bytesPerHour: 200 * 1024 * 1024,
  addresses: 20_000,
};

interface Kept {
  bytes: number;
  until: number;
}

/** Keeps uploads from filling memory (at once) and disk (by the hour). Counts for this process alone. `now` in milliseconds. */
export class UploadGate {
  readonly #limits: UploadLimits;
  readonly #now: () => number;
  readonly #running = new Map<string, number>();
  readonly #kept = new Map<string, Kept>();
  #all = 0;

  constructor(limits: UploadLimits = UPLOAD_LIMITS, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Lets a body in; the answer is called once when it is done with. @throws AppError `busy`, `rate-limited` */
  enter(address: string): () => void {
    const mine = this.#running.get(address) ?? 0;
    if (mine >= this.#limits.atOnceOfOne) throw new AppError('rate-limited');
    if (this.#all >= this.#limits.atOnce) throw new AppError('busy');
    this.#running.set(address, mine + 1);
    this.#all += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#all -= 1;
      const rest = (this.#running.get(address) ?? 1) - 1;
      if (rest > 0) this.#running.set(address, rest);
      else this.#running.delete(address);
    };
  }

  /** Counts what a visitor is about to have kept. @throws AppError `rate-limited` when the hour's share is used up */
  take(address: string, bytes: number): void {
    const now = this.#now();
    const kept = this.#kept.get(address);
    const running = kept && kept.until > now ? kept : undefined;
    if (!running && this.#kept.size >= this.#limits.addresses) this.#forget(now);
    const sum = (running?.bytes ?? 0) + bytes;
    if (sum > this.#limits.bytesPerHour || (!running && this.#kept.size >= this.#limits.addresses))
      throw new AppError('rate-limited');
    this.#kept.set(address, { bytes: sum, until: running?.until ?? now + HOUR });
  }

  #forget(now: number): void {
    for (const [address, { until }] of this.#kept) if (until <= now) this.#kept.delete(address);
  }
}
