/** Why an embedded or configured store cannot be used. Stable: the start-up messages and the docs name them. */
export type EmbeddedErrorCode =
  /** No binary was found and Python with pip, which fetches one, is missing. */
  | 'python-missing'
  /** The package registry did not give the binary (offline, or the version is gone). */
  | 'store-download-failed'
  /** What was fetched is not the file this release was tested with. */
  | 'store-checksum-mismatch'
  /** There is no binary for this platform. */
  | 'store-binary-missing'
  /** The binary is there but does not run (a missing shared library, another processor). */
  | 'store-binary-unusable'
  /** Somebody else listens on the port that was asked for. */
  | 'port-in-use'
  /** Another process, not started by this product, holds the data folder. */
  | 'data-dir-locked'
  /** The data folder cannot be written. */
  | 'data-dir-unwritable'
  /** The store ended while it started; its log says why. */
  | 'store-exited'
  /** The store runs but gave no answer in time. */
  | 'store-not-ready'
  /** `MONGODB_URI` or `REDIS_URL` is not an address. */
  | 'store-uri-invalid'
  /** Nothing answers at `MONGODB_URI` or `REDIS_URL`, or it refuses the password. */
  | 'store-unreachable'
  /** The MongoDB at `MONGODB_URI` is a lone server: transactions need a replica set or a cluster. */
  | 'mongodb-not-replica-set'
  /** The Redis at `REDIS_URL` may drop keys when it is full, and jobs are keys. */
  | 'redis-evicts';

/** A start-up fault in one sentence: what is wrong and what to do. `message` is shown as it stands. */
export class EmbeddedError extends Error {
  constructor(
    readonly code: EmbeddedErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'EmbeddedError';
  }
}

/** The part of a pino logger that the embedded stores use. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** A log that keeps nothing, for tests and tools; it fits wherever a log is asked for. */
export const silentLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
} satisfies StoreLog & Record<string, () => undefined>;
