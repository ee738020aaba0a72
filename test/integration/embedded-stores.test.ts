import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queue, Worker } from 'bullmq';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '#server/embedded/embedded-error.ts';
import { startMongod } from '#server/embedded/mongod.ts';
import { processStamp } from '#server/embedded/process-identity.ts';
import { startRedis } from '#server/embedded/redis.ts';
import { startEmbeddedStores, supervise } from '#server/embedded/supervisor.ts';
import { endAbandonedStores } from '#test/kit/abandoned-stores.ts';

let dataDir: string;
const cleanups: (() => Promise<unknown>)[] = [];
const log = silentLog;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'madoguchi-embedded-'));
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await endAbandonedStores(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

const gone = (pid: number): boolean => processStamp(pid) === undefined;

async function countRows(uri: string, add: string): Promise<number> {
  const client = await MongoClient.connect(uri);
  const rows = client.db('t').collection<{ _id: string }>('rows');
  await rows.insertOne({ _id: add }, { writeConcern: { w: 'majority', journal: true } });
  const count = await rows.countDocuments();
  await client.close();
  return count;
}

async function addJob(url: string, id: string): Promise<number> {
  const queue = new Queue('kept', { connection: { url }, prefix: '{mg}' });
  await queue.add('later', { id }, { jobId: id, delay: 600_000 });
  const count = await queue.getDelayedCount();
  await queue.close();
  return count;
}

describe('embedded stores', () => {
  it('keep documents and jobs over an ordered stop and over SIGKILL, on the same addresses', async () => {
    const addresses = new Set<string>();
    for (const [round, end] of (['stop', 'kill', 'stop'] as const).entries()) {
      const [mongod, redis] = await Promise.all([
        startMongod({ dataDir, log }),
        startRedis({ dataDir, log }),
      ]);
      addresses.add(`${mongod.uri} ${redis.url}`);
      expect(await countRows(mongod.uri, `row-${round}`)).toBe(round + 1);
      expect(await addJob(redis.url, `job-${round}`)).toBe(round + 1);
      await Promise.all([mongod[end](), redis[end]()]);
      expect([gone(mongod.pid), gone(redis.pid)]).toEqual([true, true]);
    }
    expect(addresses.size).toBe(1);
  });

  it('run a job that was waiting when Redis was killed', async () => {
    const before = await startRedis({ dataDir, log });
    const queue = new Queue('work', { connection: { url: before.url }, prefix: '{mg}' });
    await queue.add('now', { n: 7 }, { jobId: 'a-job' });
    await queue.close();
    await before.kill();

    const after = await startRedis({ dataDir, log });
    cleanups.push(after.stop);
    const done = new Promise<number>((resolve) => {
      const worker = new Worker<{ n: number }>('work', async (job) => resolve(job.data.n), {
        connection: { url: after.url },
        prefix: '{mg}',
      });
      cleanups.push(() => worker.close());
    });
    expect(await done).toBe(7);
  });

  it('take transactions and refuse connections from outside', async () => {
    const mongod = await startMongod({ dataDir, log });
    cleanups.push(mongod.stop);
    const client = await MongoClient.connect(mongod.uri);
    cleanups.push(() => client.close());
    const rows = client.db('t').collection<{ _id: string }>('rows');
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await rows.insertOne({ _id: 'a' }, { session });
        await rows.insertOne({ _id: 'b' }, { session });
      }),
    );
    expect(await rows.countDocuments()).toBe(2);
    const options = await client.db('admin').command({ getCmdLineOpts: 1 });
    expect(options.parsed.net.bindIp).toBe('127.0.0.1');
  });

  it('are adopted by the next start when the process that started them was killed', async () => {
    const owner = await startOwner(dataDir);
    owner.process.kill('SIGKILL');
    await once(owner.process, 'exit');
    expect(gone(owner.mongodPid)).toBe(false);

    const stores = await Promise.all([startMongod({ dataDir, log }), startRedis({ dataDir, log })]);
    expect(stores.map((store) => [store.adopted, store.pid])).toEqual([
      [true, owner.mongodPid],
      [true, owner.redisPid],
    ]);
    await Promise.all(stores.map((store) => store.stop()));
    expect([gone(owner.mongodPid), gone(owner.redisPid)]).toEqual([true, true]);
  });

  it('stay up while another process of ours uses them, and stop with the last', async () => {
    const owner = await startOwner(dataDir);
    const guest = await startRedis({ dataDir, log });
    owner.process.kill('SIGTERM');
    await once(owner.process, 'exit');
    expect([gone(owner.mongodPid), gone(owner.redisPid)]).toEqual([true, false]);
    await guest.stop();
    expect(gone(owner.redisPid)).toBe(true);
  });

  it('outlive the interrupt that a terminal sends to the whole process group', async () => {
    const owner = await startOwner(dataDir, { detached: true });
    process.kill(-(owner.process.pid ?? 0), 'SIGINT');
    await once(owner.process, 'exit');
    const redis = await startRedis({ dataDir, log });
    cleanups.push(redis.stop);
    const mongod = await startMongod({ dataDir, log });
    cleanups.push(mongod.stop);
    expect([redis.pid, mongod.pid]).toEqual([owner.redisPid, owner.mongodPid]);
  });

  it('come back on the same port when they die, and not after a stop', async () => {
    const supervised = await supervise(
      'redis',
      (port) => startRedis({ dataDir, log, ...(port ? { port } : {}) }),
      log,
    );
    const first = supervised.current();
    for (const restarts of [1, 2]) {
      process.kill(supervised.current().pid, 'SIGKILL');
      await expect.poll(() => supervised.restarts(), { timeout: 20_000 }).toBe(restarts);
    }
    expect(supervised.current().url).toBe(first.url);
    const last = supervised.current().pid;
    expect(gone(last)).toBe(false);
    await supervised.stop();
    expect(gone(last)).toBe(true);
    expect(supervised.restarts()).toBe(2);
  });

  it('leave no process and no lock behind after a stop', async () => {
    const stores = await startEmbeddedStores({ dataDir, log });
    expect(stores.mongoUri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/\?replicaSet=rs0$/);
    const pids = await Promise.all(['mongod', 'redis'].map((name) => pidOf(name)));
    expect(pids.map(gone)).toEqual([false, false]);
    await stores.stop();
    expect(pids.map(gone)).toEqual([true, true]);
    expect(await readdir(path.join(dataDir, 'mongod', 'users'))).toEqual([]);
    expect(await readdir(path.join(dataDir, 'redis'))).not.toContain('start.lock');
  });

  it('start once when two starts come at the same instant', async () => {
    const stores = await Promise.all([startRedis({ dataDir, log }), startRedis({ dataDir, log })]);
    expect(new Set(stores.map((store) => store.pid)).size).toBe(1);
    await Promise.all(stores.map((store) => store.stop()));
    expect(gone(stores[0].pid)).toBe(true);
  });

  it('take over the lock of a start that was killed', async () => {
    await mkdir(path.join(dataDir, 'redis'), { recursive: true });
    await writeFile(path.join(dataDir, 'redis', 'start.lock'), '999999999-1');
    const redis = await startRedis({ dataDir, log });
    cleanups.push(redis.stop);
    expect(gone(redis.pid)).toBe(false);
  });

  it('never adopt a stranger that was given the old pid', async () => {
    await mkdir(path.join(dataDir, 'redis'), { recursive: true });
    const state = { pid: process.pid, stamp: 'another', port: 1 };
    await writeFile(path.join(dataDir, 'redis', 'redis.pid.json'), JSON.stringify(state));
    const redis = await startRedis({ dataDir, log });
    cleanups.push(redis.stop);
    expect(redis.adopted).toBe(false);
  });

  it.each([
    ['mongod', startMongod],
    ['redis', startRedis],
  ] as const)('say that the port meant for %s is in use', async (_name, start) => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    cleanups.push(async () => squatter.close());
    const { port } = squatter.address() as { port: number };
    await expect(start({ dataDir, port, log })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(String(port)),
    });
  });

  it('say that another mongod holds the folder', async () => {
    const mongod = await startMongod({ dataDir, log });
    cleanups.push(mongod.stop);
    await rm(path.join(dataDir, 'mongod', 'mongod.pid.json'));
    await expect(startMongod({ dataDir, log })).rejects.toMatchObject({ code: 'data-dir-locked' });
  });
});

interface Owner {
  readonly process: ChildProcess;
  readonly mongodPid: number;
  readonly redisPid: number;
}

/** Another process that starts both stores, as the server does, and stops them at SIGTERM. */
async function startOwner(folder: string, options: { detached?: boolean } = {}): Promise<Owner> {
  const program = path.join(import.meta.dirname, '../kit/store-owner.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: options.detached ?? false,
  });
  cleanups.push(async () => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, ...(JSON.parse(line.toString()) as Omit<Owner, 'process'>) };
}

/** The pid that the next start would adopt. */
async function pidOf(name: string): Promise<number> {
  const text = await readFile(path.join(dataDir, name, `${name}.pid.json`), 'utf8');
  return (JSON.parse(text) as { pid: number }).pid;
}
