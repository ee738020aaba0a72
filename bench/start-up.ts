import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ms, type Row, rssOf } from './measure.ts';

const PORT = 39_417;
const IDLE_MS = 10_000;

interface Start {
  ms: number;
  idleBytes: number;
}

/** Starts the built program with embedded stores on a data folder, waits for its first page, lets it idle, stops it. */
const startOnce = async (dataDir: string): Promise<Start> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/server/main.js', '--lexical'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(PORT),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
    },
    stdio: 'ignore',
  });
  try {
    for (;;) {
      const ok = await fetch(`http://127.0.0.1:${PORT}/`).then(
        (r) => r.ok,
        () => false,
      );
      if (ok) break;
      if (child.exitCode !== null || performance.now() - startedAt > 120_000)
        throw new Error('the program did not start');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const took = performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const stores = await Promise.all(
      ['mongod', 'redis'].map((name) =>
        readFile(path.join(dataDir, name, 'state.json'), 'utf8').then(
          (t) => (JSON.parse(t) as { pid: number }).pid,
          () => undefined,
        ),
      ),
    );
    const pids = [child.pid, ...stores].filter((p): p is number => p !== undefined);
    return { ms: took, idleBytes: (await Promise.all(pids.map(rssOf))).reduce((a, b) => a + b, 0) };
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
};

/** First start (stores made, demo seeded) and a warm one on the same folder. */
export const measureStart = async (): Promise<Row[]> => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'madoguchi-bench-start-'));
  try {
    const first = await startOnce(dataDir);
    const warm = await startOnce(dataDir);
    return [
      {
        what: 'first start, demo seeded, to the first page',
        measured: ms(first.ms),
        raw: '–',
        budget: '≤ 60 s',
        met: first.ms <= 60_000,
      },
      {
        what: 'warm start to the first page',
        measured: ms(warm.ms),
        raw: '–',
        budget: '≤ 5 s',
        met: warm.ms <= 5_000,
      },
      {
        what: 'idle memory, server and both stores',
        measured: `${Math.round(warm.idleBytes / 1_048_576)} MB`,
        raw: '–',
        budget: '≤ 400 MB',
        met: warm.idleBytes <= 400 * 1_048_576,
      },
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};
