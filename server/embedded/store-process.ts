import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedError, type StoreLog } from './embedded-error.ts';
import { freePort, isPortFree } from './ports.ts';
import { isAlive, processStamp } from './process-identity.ts';
import {
  enterFolder,
  livingUsers,
  prepareFolder,
  readState,
  type StoreState,
  withFolderLock,
  writeState,
} from './store-folder.ts';

const READY_TIMEOUT_MS = 60_000;
const ADOPT_TIMEOUT_MS = 15_000;
const TERM_TIMEOUT_MS = 20_000;
const LIVENESS_POLL_MS = 200;
const START_TRIES = 3;
const LOG_TAIL_BYTES = 16_384;
const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

/** One kind of store: how its process is started and how to know that it serves. */
export interface StoreKind {
  readonly name: 'mongod' | 'redis';
  /** Finds the binary (PATH, cache, package registry). */
  readonly binary: () => Promise<string>;
  readonly args: (port: number) => string[];
  /** Resolves once the store serves on this port; rejects when it does not within `timeoutMs`. */
  readonly ready: (port: number, timeoutMs: number) => Promise<void>;
  /** Names a known reason in the store's last words, or undefined. */
  readonly diagnose: (lastLines: string) => EmbeddedError | undefined;
}

export interface StoreOptions {
  /** The store's own folder; its data, log and pid file lie here. */
  readonly dir: string;
  /** Default: the port it last had, if free, else any free one. */
  readonly port?: number;
  readonly log: StoreLog;
}

/** A store that serves. It outlives this process unless it is stopped. */
export interface RunningStore {
  readonly pid: number;
  readonly port: number;
  /** True when an earlier process of ours had started it. */
  readonly adopted: boolean;
  /** Resolves when the process is gone, whoever ended it. */
  readonly exited: Promise<void>;
  /** Ends it in order (SIGTERM, after 20 s SIGKILL), unless another living process of ours uses it too. */
  stop(): Promise<void>;
  /** SIGKILL: for fault tests. */
  kill(): Promise<void>;
}

const stateFile = (kind: StoreKind, dir: string): string => path.join(dir, `${kind.name}.pid.json`);
const logFile = (kind: StoreKind, dir: string): string => path.join(dir, `${kind.name}.log`);

/** True when the binary starts at all; a missing shared library shows here. */
export const runs = (binary: string): boolean =>
  spawnSync(binary, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;

async function whenGone(pid: number, stamp: string): Promise<void> {
  while (isAlive(pid, stamp)) await delay(LIVENESS_POLL_MS, undefined, { ref: false });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself in the meantime.
  }
}

async function endProcess({ pid, stamp }: StoreState): Promise<void> {
  if (!isAlive(pid, stamp)) return;
  signal(pid, 'SIGTERM');
  const until = Date.now() + TERM_TIMEOUT_MS;
  while (isAlive(pid, stamp)) {
    if (Date.now() > until) signal(pid, 'SIGKILL');
    await delay(20);
  }
}

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.size ?? 0;

/** The end of what was logged from `start` on: an older start's words must not explain this one's end. */
async function lastLines(file: string, start: number): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.max(0, Math.min(size - start, LOG_TAIL_BYTES));
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}

async function rotateLog(file: string): Promise<void> {
  if ((await sizeOf(file)) > LOG_LIMIT_BYTES) await rename(file, `${file}.1`);
}

async function failure(kind: StoreKind, file: string, logStart: number): Promise<EmbeddedError> {
  return (
    kind.diagnose(await lastLines(file, logStart)) ??
    new EmbeddedError('store-exited', `${kind.name} ended while it started: the end of ${file} says why.`)
  );
}

function launch(kind: StoreKind, options: StoreOptions, binary: string, port: number): ChildProcess {
  const out = openSync(logFile(kind, options.dir), 'a', 0o600);
  try {
    // Its own process group: Ctrl-C in the terminal reaches the server, which stops the store last.
    const child = spawn(binary, kind.args(port), {
      detached: true,
      stdio: ['ignore', out, out],
      cwd: options.dir,
    });
    child.unref();
    return child;
  } finally {
    closeSync(out);
  }
}

async function spawnOnce(
  kind: StoreKind,
  options: StoreOptions,
  binary: string,
  port: number,
): Promise<StoreState> {
  const file = logFile(kind, options.dir);
  await rotateLog(file);
  const logStart = await sizeOf(file);
  const child = launch(kind, options, binary, port);
  const ended = new Promise<'ended'>((resolve) => {
    child.once('exit', () => resolve('ended'));
    child.once('error', () => resolve('ended'));
  });
  const { pid } = child;
  const stamp = pid === undefined ? undefined : processStamp(pid);
  if (pid === undefined || stamp === undefined) {
    await ended;
    throw await failure(kind, file, logStart);
  }
  const state = { pid, stamp, port };
  await writeState(stateFile(kind, options.dir), state);
  try {
    const first = await Promise.race([kind.ready(port, READY_TIMEOUT_MS), ended]);
    if (first === 'ended') throw await failure(kind, file, logStart);
  } catch (error) {
    await endProcess(state);
    await rm(stateFile(kind, options.dir), { force: true });
    if (error instanceof EmbeddedError) throw error;
    throw new EmbeddedError(
      'store-not-ready',
      `${kind.name} did not serve within ${READY_TIMEOUT_MS / 1_000} s: the end of ${file} says why.`,
      { cause: error },
    );
  }
  return state;
}

async function spawnStore(
  kind: StoreKind,
  options: StoreOptions,
  before: StoreState | undefined,
): Promise<StoreState> {
  const binary = await kind.binary();
  for (let tries = 1; ; tries += 1) {
    const again = tries === 1 ? before?.port : undefined;
    const port = options.port ?? (again && (await isPortFree(again)) ? again : await freePort());
    if (options.port && !(await isPortFree(options.port))) {
      throw new EmbeddedError(
        'port-in-use',
        `Port ${port}, meant for ${kind.name}, is in use: stop what listens there or choose another one.`,
      );
    }
    try {
      return await spawnOnce(kind, options, binary, port);
    } catch (error) {
      const lostRace = error instanceof EmbeddedError && error.code === 'port-in-use';
      if (!lostRace || options.port || tries >= START_TRIES) throw error;
    }
  }
}

async function adoptStore(
  kind: StoreKind,
  before: StoreState,
  log: StoreLog,
): Promise<StoreState | undefined> {
  if (!isAlive(before.pid, before.stamp)) return undefined;
  try {
    await kind.ready(before.port, ADOPT_TIMEOUT_MS);
    log.info({ store: kind.name, pid: before.pid, port: before.port }, 'adopted a running store');
    return before;
  } catch {
    log.warn({ store: kind.name, pid: before.pid }, 'ending a store that runs but does not answer');
    await endProcess(before);
    return undefined;
  }
}

/**
 * Adopts the store an earlier process left running in this folder, or starts one, and waits until it serves.
 * @throws EmbeddedError with a sentence to show
 */
export async function startStore(kind: StoreKind, options: StoreOptions): Promise<RunningStore> {
  const { dir, log } = options;
  await prepareFolder(dir);
  const handle = randomBytes(4).toString('hex');
  return withFolderLock(dir, async () => {
    const before = await readState(stateFile(kind, dir));
    const adopted = before && (await adoptStore(kind, before, log));
    const state = adopted ?? (await spawnStore(kind, options, before));
    if (!adopted) log.info({ store: kind.name, pid: state.pid, port: state.port }, 'started a store');
    const leave = await enterFolder(dir, handle);
    // A dead store has no users: what it had must not hold up the end of the one that follows it.
    const exited = whenGone(state.pid, state.stamp).then(leave);
    return {
      pid: state.pid,
      port: state.port,
      adopted: adopted !== undefined,
      exited,
      stop: () =>
        withFolderLock(dir, async () => {
          await leave();
          const others = await livingUsers(dir);
          if (others > 0) {
            log.info({ store: kind.name, others }, 'left a store running for others');
            return;
          }
          await endProcess(state);
          await writeState(stateFile(kind, dir), { ...state, pid: 0, stamp: '' });
        }),
      kill: async () => {
        if (isAlive(state.pid, state.stamp)) signal(state.pid, 'SIGKILL');
        while (isAlive(state.pid, state.stamp)) await delay(5);
        await leave();
      },
    };
  });
}
