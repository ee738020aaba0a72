import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#contracts/errors.ts';
import packageJson from '../package.json' with { type: 'json' };
import { type App, compose } from './compose.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { checkMongoUri, checkRedisUrl } from './embedded/check-external.ts';
import { EmbeddedError } from './embedded/embedded-error.ts';
import { isPortFree } from './embedded/ports.ts';
import { type EmbeddedStores, startEmbeddedStores } from './embedded/supervisor.ts';
import { createLog } from './log.ts';
import type { Log } from './ports.ts';
import { UnfitData } from './store/migrations.ts';
import { firstStart, type SignIn } from './wiring/first-start.ts';

/** A stop takes no longer; what is still under way then is taken over by the next start. */
const STOP_LIMIT_MS = 30_000;
const SIGN_INS = 'demo-sign-ins.json';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const checkPort = async ({ http }: Config): Promise<void> => {
  if (http.port !== 0 && !(await isPortFree(http.port)))
    throw new EmbeddedError(
      'port-in-use',
      `Port ${http.port} is in use. Stop what uses it, or choose another: PORT=3001 npm start`,
    );
};

interface Stores {
  mongoUri: string;
  redisUrl: string;
  embedded: EmbeddedStores;
}

const startStores = async (config: Config, log: Log): Promise<Stores> => {
  const { mongoUri, redisUrl } = config.stores;
  if (mongoUri) await checkMongoUri(mongoUri);
  if (redisUrl) await checkRedisUrl(redisUrl);
  const embedded = await startEmbeddedStores({
    dataDir: config.dataDir,
    log,
    ...(mongoUri ? { mongod: false as const } : {}),
    ...(redisUrl ? { redis: false as const } : {}),
  });
  return {
    mongoUri: mongoUri ?? embedded.mongoUri ?? '',
    redisUrl: redisUrl ?? embedded.redisUrl ?? '',
    embedded,
  };
};

/** Demo passwords are random per install; they are kept beside the data, readable by its owner alone, and shown at each start. */
const keepSignIns = (config: Config, made: SignIn[] | undefined): SignIn[] => {
  const file = path.join(config.dataDir, SIGN_INS);
  if (made && config.demo) {
    writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  if (made) return made;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SignIn[]) : [];
};

const welcome = (config: Config, port: number, signIns: readonly SignIn[], ms: number): void => {
  const base = config.http.port === port ? config.http.publicUrl : `http://${config.http.host}:${port}`;
  const lines = [
    '',
    `Madoguchi is ready (${(ms / 1_000).toFixed(1)} s)`,
    '',
    `  Inbox        ${base}/`,
    ...(config.demo ? [`  Demo shop    ${base}/demo/`] : []),
    `  Help centre  ${base}/help`,
    `  API          ${base}/api/docs`,
    '',
  ];
  for (const s of signIns) lines.push(`  ${s.role.padEnd(14)} ${s.email.padEnd(32)} ${s.password}`);
  say([...lines, ''].join('\n'));
};

const stopOnSignal = (app: App, stores: Stores, log: Log): void => {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping: finishing what is under way');
    const limit = setTimeout(() => {
      log.error({}, 'the stop took too long; what is left is taken over by the next start');
      process.exit(1);
    }, STOP_LIMIT_MS);
    limit.unref();
    app
      .stop()
      .catch((error: unknown) => log.error({ err: error }, 'the stop was not clean'))
      .then(() => stores.embedded.stop())
      .catch((error: unknown) => log.error({ err: error }, 'the stores did not stop'))
      .finally(() => process.exit(0));
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
};

const run = async (): Promise<void> => {
  const startedAt = performance.now();
  const config = readConfig();
  const log = createLog(config.logLevel);
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'uncaught: this process ends, the next one takes over');
    process.exit(1);
  });
  await checkPort(config);
  const stores = await startStores(config, log);
  try {
    const app = await compose({
      config,
      log,
      mongoUri: stores.mongoUri,
      redisUrl: stores.redisUrl,
      version: packageJson.version,
      rootDir: process.cwd(),
      demo: config.demo,
    });
    const signIns = keepSignIns(config, await firstStart(app, config));
    const port = await app.listen();
    stopOnSignal(app, stores, log);
    welcome(config, port, signIns, performance.now() - startedAt);
    if (config.roles.worker)
      app
        .warm()
        .catch((error: unknown) => log.warn({ err: error }, 'the bot is trained with its first turn'));
  } catch (error) {
    await stores.embedded.stop();
    throw error;
  }
};

/** One sentence for what a person can mend; the whole error for what is ours. */
const explain = (error: unknown): string => {
  if (
    error instanceof ConfigError ||
    error instanceof EmbeddedError ||
    error instanceof UnfitData ||
    error instanceof AppError
  )
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

run().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
