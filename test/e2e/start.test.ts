import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { startStores } from '#test/kit/stores.ts';

const START_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 45_000;
const TOKEN = 'token-for-the-start-0123456789';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

interface Run {
  child: ChildProcess;
  out(): string;
  err(): string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** The built program as a person starts it: in a process group of its own, like a shell's. */
const startProgram = (env: Record<string, string>, args: readonly string[] = []): Run => {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/server/main.js', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal })) as Run['ended'];
  undo.push(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return { child, out: () => out, err: () => err, ended };
};

const newDataDir = async (): Promise<string> => {
  const dir = await mkdtemp(path.join(tmpdir(), 'madoguchi-start-'));
  undo.push(async () => {
    for (const pid of processesOf(dir)) process.kill(pid, 'SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });
  return dir;
};

/** Whatever still runs with this folder on its command line. */
const processesOf = (dataDir: string): number[] =>
  spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line.includes(dataDir))
    .map((line) => Number.parseInt(line, 10));

/** Waits for the printed addresses. @throws Error with what the program said when it ends first */
const untilReady = async (run: Run): Promise<string> => {
  await expect
    .poll(
      () => {
        if (run.child.exitCode !== null) throw new Error(`ended: ${run.out()}${run.err()}`);
        return run.out();
      },
      { timeout: START_TIMEOUT_MS, interval: 50 },
    )
    .toMatch(/Madoguchi is ready[\s\S]*Inbox\s+http[\s\S]*agent/);
  const url = /Inbox\s+(http\S+)\//.exec(run.out())?.[1];
  if (url === undefined) throw new Error(run.out());
  return url;
};

const endWith = async (run: Run, signal: NodeJS.Signals): Promise<number | null> => {
  process.kill(-(run.child.pid ?? 0), signal);
  return (await run.ended).code;
};

const totalCustomers = async (url: string): Promise<string[]> => {
  const response = await fetch(`${url}/api/v1/customers?limit=100`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(response.status).toBe(200);
  const { items } = (await response.json()) as { items: { id: string }[] };
  return items.map((item) => item.id).sort();
};

describe('a start on an empty folder', () => {
  it(
    'brings up stores and the demo shop, prints the addresses, keeps its data over a restart and leaves no process',
    async () => {
      const DATA_DIR = await newDataDir();
      const env = { DATA_DIR, PORT: '0', INIT_API_TOKEN: TOKEN };
      const first = startProgram(env);
      const url = await untilReady(first);
      for (const name of ['Inbox', 'Demo shop', 'Help centre', 'API']) expect(first.out()).toContain(name);
      expect(first.out()).toMatch(/administrator\s+\S+@\S+\s+\S{10,}/);
      for (const [route, type] of [
        ['/', 'text/html'],
        ['/demo/', 'text/html'],
        ['/help', 'text/html'],
        ['/widget.js', 'text/javascript'],
        ['/healthz', 'application/json'],
        ['/readyz', 'application/json'],
      ] as const) {
        const response = await fetch(`${url}${route}`);
        expect([route, response.status]).toEqual([route, 200]);
        expect(response.headers.get('content-type')).toContain(type);
      }
      const before = await totalCustomers(url);
      expect(before.length).toBeGreaterThan(20);
      expect(processesOf(DATA_DIR).length).toBeGreaterThan(0);
      expect(await endWith(first, 'SIGTERM')).toBe(0);
      expect(processesOf(DATA_DIR)).toEqual([]);

      const second = startProgram(env);
      const again = await untilReady(second);
      expect(await totalCustomers(again)).toEqual(before);
      // Ctrl-C in a terminal reaches the whole group.
      expect(await endWith(second, 'SIGINT')).toBe(0);
      expect(processesOf(DATA_DIR)).toEqual([]);
    },
    2 * START_TIMEOUT_MS + 2 * STOP_TIMEOUT_MS,
  );
});

/** Runs until it ends by itself; the one line it says on stderr. */
const refusal = async (env: Record<string, string>): Promise<string> => {
  const run = startProgram(env, ['--no-demo']);
  const { code } = await run.ended;
  expect(code).toBe(1);
  const lines = run.err().trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/\bat .+:\d+:\d+/);
  return lines[0] ?? '';
};

describe('a start that cannot be', () => {
  it('says which port is in use and how to choose another', async () => {
    const taken: Server = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    undo.push(() => new Promise((resolve) => taken.close(resolve)));
    const { port } = taken.address() as AddressInfo;
    const said = await refusal({ DATA_DIR: await newDataDir(), PORT: String(port) });
    expect(said).toContain(`Port ${port} is in use`);
    expect(said).toContain('PORT=');
  });

  it('says that MONGODB_URI is no address, or that nothing answers there', async () => {
    const DATA_DIR = await newDataDir();
    const SECRET_KEY = 'a secret key for tests only 0123456789';
    const env = { DATA_DIR, SECRET_KEY, PORT: '0' };
    expect(await refusal({ ...env, MONGODB_URI: 'localhost:27017' })).toContain('must start with mongodb://');
    const said = await refusal({ ...env, MONGODB_URI: 'mongodb://127.0.0.1:1/madoguchi' });
    expect(said).toContain('check MONGODB_URI');
  });

  it('says that MONGODB_URI needs a SECRET_KEY and how to make one', async () => {
    const said = await refusal({
      DATA_DIR: await newDataDir(),
      PORT: '0',
      MONGODB_URI: 'mongodb://127.0.0.1:1/madoguchi',
    });
    expect(said).toContain('SECRET_KEY: required together with MONGODB_URI');
    expect(said).toContain('openssl rand');
  });

  it('says that a Redis which drops keys is no place for jobs', async () => {
    const stores = await startStores();
    undo.push(() => stores.stop());
    const client = new Redis(stores.redisUrl);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    client.disconnect();
    const said = await refusal({
      DATA_DIR: await newDataDir(),
      PORT: '0',
      REDIS_URL: stores.redisUrl,
    });
    expect(said).toContain('maxmemory-policy allkeys-lru');
    expect(said).toContain('noeviction');
  });
});
