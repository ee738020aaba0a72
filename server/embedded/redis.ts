import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedError, type StoreLog } from './embedded-error.ts';
import { findRedis } from './find-binary.ts';
import { askPort } from './ports.ts';
import { type RunningStore, startStore } from './store-process.ts';

export interface RedisOptions {
  /** DATA_DIR; the store keeps to its own folder `redis` in it. */
  readonly dataDir: string;
  readonly port?: number;
  readonly log: StoreLog;
}

export interface EmbeddedRedis extends RunningStore {
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
}

async function answersPing(port: number, timeoutMs: number): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    // A server that still reads its append-only file answers -LOADING: connected is not ready.
    const answer = await askPort(port, 'PING\r\n', 1_000).catch(() => '');
    if (answer.startsWith('+PONG')) return;
    if (Date.now() > until) throw new Error(`no PONG on port ${port}`);
    await delay(15);
  }
}

function diagnose(lastLines: string): EmbeddedError | undefined {
  if (/Address already in use/.test(lastLines)) {
    return new EmbeddedError('port-in-use', 'The port meant for Redis is in use: stop what listens there.');
  }
  return undefined;
}

/**
 * Starts or adopts the embedded Redis: on 127.0.0.1 only, with an append-only file and `noeviction`, so that jobs
 * outlive a restart and a kill. @throws EmbeddedError
 */
export async function startRedis({ dataDir, port, log }: RedisOptions): Promise<EmbeddedRedis> {
  const dir = path.join(path.resolve(dataDir), 'redis');
  const store = await startStore(
    {
      name: 'redis',
      binary: () => findRedis(log),
      args: (at) => [
        ...['--port', String(at), '--bind', '127.0.0.1', '--dir', dir, '--daemonize', 'no'],
        ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
        ...['--maxmemory-policy', 'noeviction', '--loglevel', 'notice'],
      ],
      ready: answersPing,
      diagnose,
    },
    { dir, log, ...(port === undefined ? {} : { port }) },
  );
  return { ...store, url: `redis://127.0.0.1:${store.port}` };
}
