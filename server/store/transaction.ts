import type { ClientSession } from 'mongodb';
import { AppError } from '#contracts/errors.ts';
import { SECOND } from '#contracts/time.ts';
import type { Tx } from '../ports/scope.ts';
import { LostRace } from '../ports/scope.ts';
import type { SessionPool } from './session-pool.ts';

const LOST_RACE_TRIES = 8;
/** MongoDB's code of a write conflict. */
const WRITE_CONFLICT = 112;
/** A command gives up on transient faults after this; the drain has its own, endless loop. */
const TRANSIENT_LIMIT_MS = 20 * SECOND;

export const asTx = (session: ClientSession): Tx => session as unknown as Tx;
/** The driver's session of a running transaction; `undefined` outside one. */
export const sessionOf = (tx: Tx | undefined): { session?: ClientSession } =>
  tx ? { session: tx as unknown as ClientSession } : {};

interface Labelled {
  hasErrorLabel?(label: string): boolean;
  code?: unknown;
  name?: string;
}
const labelled = (error: unknown, label: string): boolean =>
  typeof (error as Labelled)?.hasErrorLabel === 'function' &&
  Boolean((error as Required<Labelled>).hasErrorLabel(label));
export const isDuplicateKey = (error: unknown): boolean => (error as Labelled)?.code === 11000;
/** The same work may succeed when it is run again. */
export const isTransient = (error: unknown): boolean =>
  labelled(error, 'TransientTransactionError') || isUnavailable(error);
/** MongoDB cannot be reached or has no primary. */
export const isUnavailable = (error: unknown): boolean => {
  const name = (error as Labelled)?.name ?? '';
  return (
    labelled(error, 'RetryableWriteError') ||
    /^Mongo(Network|ServerSelection|NotConnected|PoolCleared|WaitQueueTimeout|TopologyClosed|ExpiredSession)/.test(
      name,
    )
  );
};

/**
 * See `Stores.heals`. The store's own faults are told apart here, because only here their names are known.
 */
export const heals = (error: unknown): boolean =>
  (error instanceof AppError && (error.code === 'version-conflict' || error.code === 'store-unavailable')) ||
  isTransient(error) ||
  isDuplicateKey(error) ||
  (error as Labelled)?.name === 'MongoWriteConcernError';

/** Conflicts at which the store is asked again at once: whoever was faster is done within a few of these. */
const QUICK_TRIES = 12;

/**
 * Whose work collides with another's tries again soon: the other has committed (a lost race) or will in some milliseconds (a write conflict), and the drain
 * must not wait half a second for one conversation of a hundred. What is slow to heal (no primary) waits longer each time, up to 500 ms.
 */
const pauseMs = (error: unknown, tries: number): number => {
  const jitter = 0.5 + Math.random();
  if (error instanceof LostRace || isDuplicateKey(error)) return 2 * jitter;
  const quick = (error as Labelled)?.code === WRITE_CONFLICT && tries < QUICK_TRIES;
  return (quick ? Math.min(25, 3 * (tries + 1)) : Math.min(500, 5 * 2 ** Math.min(tries, 6))) * jitter;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Repeats the commit itself while its result is unknown: the work must not run twice for a commit that took. */
const commit = async (session: ClientSession, giveUpAt: number): Promise<void> => {
  for (;;) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!labelled(error, 'UnknownTransactionCommitResult') || Date.now() > giveUpAt) throw error;
      await pause(50);
    }
  }
};

/**
 * One attempt: snapshot reads, majority and journaled commit. Throws what `work` or the driver threw, after aborting.
 */
export const attempt = async <T>(session: ClientSession, work: (tx: Tx) => Promise<T>): Promise<T> => {
  session.startTransaction({
    readConcern: { level: 'snapshot' },
    writeConcern: { w: 'majority', journal: true },
    maxCommitTimeMS: 10_000,
  });
  let result: T;
  try {
    result = await work(asTx(session));
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    throw error;
  }
  await commit(session, Date.now() + TRANSIENT_LIMIT_MS);
  return result;
};

/** `stores.transaction` of the ports: see there. */
export const runTransaction = async <T>(pool: SessionPool, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const giveUpAt = Date.now() + TRANSIENT_LIMIT_MS;
  const session = await pool.take();
  try {
    for (let lost = 0, tries = 0; ; tries++) {
      try {
        return await attempt(session, work);
      } catch (error) {
        if (error instanceof LostRace || isDuplicateKey(error)) {
          if (++lost >= LOST_RACE_TRIES)
            throw error instanceof LostRace ? new AppError('version-conflict') : error;
        } else if (!isTransient(error)) throw error;
        else if (Date.now() > giveUpAt)
          throw Object.assign(new AppError('store-unavailable'), { cause: error });
        await pause(pauseMs(error, tries));
      }
    }
  } finally {
    pool.give(session);
  }
};
