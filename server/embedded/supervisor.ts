import { setTimeout as delay } from 'node:timers/promises';
import type { StoreLog } from './embedded-error.ts';
import { type MongodOptions, startMongod } from './mongod.ts';
import { type RedisOptions, startRedis } from './redis.ts';
import type { RunningStore } from './store-process.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** A store that lived this long had started well: the next wait begins short again. */
const STEADY_MS = 30_000;

/** A store that is started again on the same port whenever it dies. */
export interface SupervisedStore<S extends RunningStore> {
  /** The process that serves now, or the last one while a new one is being started. */
  current(): S;
  /** How often it was started again. */
  restarts(): number;
  /** Ends the watch, then the store (unless another process of ours uses it). */
  stop(): Promise<void>;
}

/** Starts a store and keeps it up. `start` gets the port to come back on, so that its address never changes. */
export async function supervise<S extends RunningStore>(
  name: string,
  start: (port?: number) => Promise<S>,
  log: StoreLog,
): Promise<SupervisedStore<S>> {
  let store = await start();
  let restarts = 0;
  const end = new AbortController();

  const comeBack = async (): Promise<void> => {
    for (let waitMs = FIRST_WAIT_MS; !end.signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      await delay(waitMs, undefined, { ref: false, signal: end.signal }).catch(() => undefined);
      if (end.signal.aborted) return;
      try {
        store = await start(store.port);
        restarts += 1;
        return;
      } catch (error) {
        log.warn({ store: name, err: error }, 'a store did not come back; trying again');
      }
    }
  };
  const watch = async (): Promise<void> => {
    const stopped = new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve()));
    while (!end.signal.aborted) {
      const since = Date.now();
      await Promise.race([store.exited, stopped]);
      if (end.signal.aborted) return;
      log.warn({ store: name, pid: store.pid }, 'a store died; starting it again');
      if (Date.now() - since < STEADY_MS) await delay(FIRST_WAIT_MS, undefined, { ref: false });
      await comeBack();
    }
  };
  const watching = watch();

  return {
    current: () => store,
    restarts: () => restarts,
    stop: async () => {
      end.abort();
      await watching;
      await store.stop();
    },
  };
}

export interface EmbeddedStoresOptions {
  readonly dataDir: string;
  readonly log: StoreLog;
  /** Which of the two are embedded; the other has its own address. Default: both. */
  readonly mongod?: false | Omit<MongodOptions, 'dataDir' | 'log'>;
  readonly redis?: false | Omit<RedisOptions, 'dataDir' | 'log'>;
}

export interface EmbeddedStores {
  /** Undefined when `mongod: false`. */
  readonly mongoUri: string | undefined;
  /** Undefined when `redis: false`. */
  readonly redisUrl: string | undefined;
  /** Stops what was started here; call it last, after the server has drained. */
  stop(): Promise<void>;
}

/**
 * Brings up the embedded stores, both at once, and keeps them up until `stop`.
 * @throws EmbeddedError; nothing is left running then
 */
export async function startEmbeddedStores(options: EmbeddedStoresOptions): Promise<EmbeddedStores> {
  const { dataDir, log, mongod = {}, redis = {} } = options;
  const withPort = (port?: number) => (port === undefined ? {} : { port });
  const [db, queue] = await Promise.allSettled([
    mongod && supervise('mongod', (port) => startMongod({ dataDir, log, ...mongod, ...withPort(port) }), log),
    redis && supervise('redis', (port) => startRedis({ dataDir, log, ...redis, ...withPort(port) }), log),
  ]);
  const stop = async () => {
    await Promise.all([
      db.status === 'fulfilled' && db.value && db.value.stop(),
      queue.status === 'fulfilled' && queue.value && queue.value.stop(),
    ]);
  };
  if (db.status === 'rejected' || queue.status === 'rejected') {
    await stop();
    throw db.status === 'rejected' ? db.reason : (queue as PromiseRejectedResult).reason;
  }
  return {
    mongoUri: db.value ? db.value.current().uri : undefined,
    redisUrl: queue.value ? queue.value.current().url : undefined,
    stop,
  };
}
