import { access, constants, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedError } from './embedded-error.ts';
import { isAlive, processStamp } from './process-identity.ts';

const LOCK_WAIT_MS = 90_000;
const LOCK_POLL_MS = 25;

/** What a start leaves for the next one: the process to adopt, and the port to come back on. */
export interface StoreState {
  readonly pid: number;
  readonly stamp: string;
  readonly port: number;
}

/** Makes the store's folder and those inside it. Throws data-dir-unwritable. */
export async function prepareFolder(dir: string): Promise<void> {
  try {
    await mkdir(path.join(dir, 'users'), { recursive: true });
    await access(dir, constants.W_OK);
  } catch (error) {
    throw new EmbeddedError(
      'data-dir-unwritable',
      `${dir} cannot be written (${(error as NodeJS.ErrnoException).code}): give DATA_DIR a folder that belongs to this user.`,
      { cause: error },
    );
  }
}

export async function readState(file: string): Promise<StoreState | undefined> {
  try {
    const state = JSON.parse(await readFile(file, 'utf8')) as Partial<StoreState>;
    const { pid, stamp, port } = state;
    return typeof pid === 'number' && typeof stamp === 'string' && typeof port === 'number'
      ? { pid, stamp, port }
      : undefined;
  } catch {
    return undefined;
  }
}

export async function writeState(file: string, state: StoreState): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

const self = (): string => `${process.pid}-${processStamp(process.pid) ?? '0'}`;

function holderLives(name: string): boolean {
  const [pid, stamp] = name.trim().split('-');
  return pid !== undefined && stamp !== undefined && isAlive(Number(pid), stamp);
}

/** Runs `work` while no other process starts or ends the store in this folder; a dead holder's lock is taken over. */
export async function withFolderLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const file = path.join(dir, 'start.lock');
  const until = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(self());
      await handle.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = await readFile(file, 'utf8').catch(() => '');
      // An empty file is a holder between its open and its write; it gets one poll's time.
      if (holder === '') await delay(LOCK_POLL_MS);
      const again = await readFile(file, 'utf8').catch(() => undefined);
      if (again === holder && !holderLives(holder)) await rm(file, { force: true });
      if (Date.now() > until) {
        throw new EmbeddedError(
          'data-dir-locked',
          `Another start holds ${dir}: wait for it, or delete ${file} if none is running.`,
        );
      }
      await delay(LOCK_POLL_MS);
    }
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** Notes that this process uses the store, so that another user's stop leaves it running. Gives the undo. */
export async function enterFolder(dir: string, handle: string): Promise<() => Promise<void>> {
  const file = path.join(dir, 'users', `${self()}-${handle}`);
  await writeFile(file, '');
  return () => rm(file, { force: true });
}

/** How many living users the store has; forgets those that died without leaving. */
export async function livingUsers(dir: string): Promise<number> {
  const names = await readdir(path.join(dir, 'users')).catch(() => []);
  const dead = names.filter((name) => !holderLives(name));
  await Promise.all(dead.map((name) => rm(path.join(dir, 'users', name), { force: true })));
  return names.length - dead.length;
}
