import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const API_TOKEN = 'token-for-tests-0123456789abcdef';
export const ADMIN = { email: 'admin@shop.example', password: 'correct horse battery' };

/** The built program as a child process, over stores that belong to the caller. */
export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  pid(): number | undefined;
  /** SIGKILL, at once. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
  /** Starts it (again) on the same port and waits until it is ready. */
  start(): Promise<void>;
  /** Last lines of its output, for a failing test to show. */
  output(): string;
  dispose(): Promise<void>;
}

export interface ServerProcessOptions {
  mongoUri: string;
  redisUrl: string;
  args?: readonly string[];
  /** Arguments to node itself, e.g. for a profile. */
  nodeArgs?: readonly string[];
  env?: Record<string, string>;
  readyTimeoutMs?: number;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const isReady = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
};

/** Resolves when `/readyz` says yes. @throws Error with the program's output after `timeoutMs` or when it ends first. */
const waitReady = async (
  child: ChildProcess,
  url: string,
  timeoutMs: number,
  output: () => string,
): Promise<void> => {
  const giveUpAt = Date.now() + timeoutMs;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > giveUpAt)
      throw new Error(`the server is not ready:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Needs `node server/build.mjs` to have run. Nothing is started yet. */
export const createServerProcess = async (options: ServerProcessOptions): Promise<ServerProcess> => {
  const port = await freePort();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'madoguchi-server-'));
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let lines = '';
  const note = (chunk: Buffer): void => {
    lines = (lines + chunk.toString('utf8')).slice(-20_000);
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null)
      return running?.exitCode ?? null;
    const exited = once(running, 'exit');
    running.kill(signal);
    await exited;
    return running.exitCode;
  };
  return {
    url,
    port,
    pid: () => child?.pid,
    output: () => lines,
    start: async () => {
      child = spawn(
        process.execPath,
        [
          '--enable-source-maps',
          ...(options.nodeArgs ?? []),
          'dist/server/main.js',
          ...(options.args ?? ['--no-demo']),
          // What is measured or broken here is not the recognizer: its weights cost seconds of a core.
          '--lexical',
        ],
        {
          env: {
            PATH: process.env.PATH,
            HOME: process.env.HOME,
            MONGODB_URI: options.mongoUri,
            REDIS_URL: options.redisUrl,
            PORT: String(port),
            DATA_DIR: dataDir,
            LOG_LEVEL: 'warn',
            SECRET_KEY: 'a secret key for tests only 0123456789',
            ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
            INIT_ADMIN_EMAIL: ADMIN.email,
            INIT_ADMIN_PASSWORD: ADMIN.password,
            INIT_API_TOKEN: API_TOKEN,
            ...options.env,
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      child.stdout?.on('data', note);
      child.stderr?.on('data', note);
      await waitReady(child, url, options.readyTimeoutMs ?? 60_000, () => lines);
    },
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    dispose: async () => {
      await end('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** Calls the REST API as the administrator. @throws Error with status and body when it is not 2xx */
export const api = async <T>(
  server: Pick<ServerProcess, 'url'>,
  method: 'GET' | 'POST' | 'PATCH',
  route: string,
  body?: unknown,
): Promise<T> => {
  const response = await fetch(`${server.url}/api/v1${route}`, {
    method,
    headers: {
      authorization: `Bearer ${API_TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
};
