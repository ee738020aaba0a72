/** Why an embedded or configured store cannot be used. Stable: the start-up messages and the docs name them. */
export type EmbeddedErrorCode =
  /** No binary was found and Python with pip, which fetches one, is missing. */
  | 'python_missing'
  /** The package registry did not give the binary (offline, or the version is gone). */
  | 'store_download_failed'
  /** What was fetched is not the file this release was tested with. */
  | 'store_checksum_mismatch'
  /** There is no binary for this platform. */
  | 'store_unavailable'
  /** The binary is there but does not run (a missing shared library, another processor). */
  | 'store_binary_unusable'
  /** Somebody else listens on the port that was asked for. */
  | 'port_in_use'
  /** Another process, not started by this product, holds the data folder. */
  | 'data_dir_locked'
  /** The data folder cannot be written. */
  | 'data_dir_unwritable'
  /** The store ended while it started; its log says why. */
  | 'store_exited'
  /** The store runs but gave no answer in time. */
  | 'store_not_ready'
  /** `MONGODB_URI` or `REDIS_URL` is not an address. */
  | 'store_uri_invalid'
  /** Nothing answers at `MONGODB_URI` or `REDIS_URL`, or it refuses the password. */
  | 'store_unreachable'
  /** The MongoDB at `MONGODB_URI` is a lone server: transactions need a replica set or a cluster. */
  | 'mongodb_not_replica_set'
  /** The Redis at `REDIS_URL` may drop keys when it is full, and jobs are keys. */
  | 'redis_evicts';

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

/** A log that keeps nothing, for tests and tools. */
export const silentLog: StoreLog = { info: () => undefined, warn: () => undefined };
