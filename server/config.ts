import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { MIN_SECRET_KEY_LENGTH } from './store/secret-box.ts';

/** Everything the outside may decide about a process. Everything else is set in the product. */
export interface Config {
  http: { host: string; port: number; publicUrl: string; trustProxyHops: number };
  stores: { mongoUri: string | undefined; redisUrl: string | undefined };
  dataDir: string;
  secretKey: string;
  roles: { web: boolean; worker: boolean };
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  allowPrivateNetworks: string[];
  demo: boolean;
  /** Whether the sentence encoder is looked for; false with `--lexical`. */
  encoder: boolean;
  init: { adminEmail: string | undefined; adminPassword: string | undefined; apiToken: string | undefined };
}

/** A configuration that cannot be used; `message` names every fault, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** An empty variable counts as absent: compose files pass those on. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((v) => (v === '' ? undefined : v), schema.optional());

const Env = z.object({
  MONGODB_URI: optional(
    z.string().regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://'),
  ),
  REDIS_URL: optional(z.string().regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')),
  PORT: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.coerce.number().int().min(0).max(65_535).default(3_000),
  ),
  HOST: z.preprocess((v) => (v === '' ? undefined : v), z.string().default('127.0.0.1')),
  PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })),
  TRUST_PROXY: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.coerce.number().int().min(0).max(10).default(0),
  ),
  ALLOW_PRIVATE_NETWORKS: optional(z.string()),
  DATA_DIR: z.preprocess((v) => (v === '' ? undefined : v), z.string().default('./data')),
  SECRET_KEY: optional(
    z.string().min(MIN_SECRET_KEY_LENGTH, `must have at least ${MIN_SECRET_KEY_LENGTH} characters`),
  ),
  ROLES: optional(z.string()),
  LOG_LEVEL: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ),
  INIT_ADMIN_EMAIL: optional(z.email()),
  INIT_ADMIN_PASSWORD: optional(z.string().min(10)),
  INIT_API_TOKEN: optional(z.string().min(16)),
});
type Env = z.infer<typeof Env>;

const rolesOf = (text: string | undefined, faults: string[]): Config['roles'] => {
  const names = (text ?? 'web,worker')
    .split(',')
    .map((r) => r.trim())
    .filter(Boolean);
  const unknown = names.filter((r) => r !== 'web' && r !== 'worker');
  if (unknown.length || names.length === 0)
    faults.push(`ROLES: ${unknown.join(', ') || 'empty'} – give web, worker or both`);
  return { web: names.includes('web'), worker: names.includes('worker') };
};

/** SECRET_KEY, or the one this data folder has; made at the first start, readable by its owner alone. */
const secretKeyOf = (env: Env, dataDir: string, faults: string[]): string => {
  if (env.SECRET_KEY) return env.SECRET_KEY;
  if (env.MONGODB_URI) {
    faults.push(
      'SECRET_KEY: required together with MONGODB_URI, because the key must outlive this machine. Make one: openssl rand -base64 32',
    );
    return '';
  }
  const file = path.join(dataDir, 'secret-key');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(dataDir, { recursive: true });
  const key = randomBytes(32).toString('base64url');
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return key;
};

const parseEnv = (env: Record<string, string | undefined>): Env => {
  const parsed = Env.safeParse(env);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('\n'));
};

/**
 * Reads the environment and the arguments (`--roles=web,worker`, `--no-demo`, `--lexical`). The only place that does.
 * @throws ConfigError that names all faults at once
 */
export const readConfig = (
  env: Record<string, string | undefined> = process.env,
  args: readonly string[] = process.argv.slice(2),
): Config => {
  const values = parseEnv(env);
  const faults: string[] = [];
  const dataDir = path.resolve(values.DATA_DIR);
  const roles = rolesOf(args.find((a) => a.startsWith('--roles='))?.slice(8) ?? values.ROLES, faults);
  const secretKey = secretKeyOf(values, dataDir, faults);
  if (faults.length) throw new ConfigError(faults.join('\n'));
  const host = values.HOST.includes(':') ? `[${values.HOST}]` : values.HOST;
  return {
    http: {
      host: values.HOST,
      port: values.PORT,
      publicUrl: (
        values.PUBLIC_URL ?? `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${values.PORT}`
      ).replace(/\/+$/, ''),
      trustProxyHops: values.TRUST_PROXY,
    },
    stores: { mongoUri: values.MONGODB_URI, redisUrl: values.REDIS_URL },
    dataDir,
    secretKey,
    roles,
    logLevel: values.LOG_LEVEL,
    allowPrivateNetworks: (values.ALLOW_PRIVATE_NETWORKS ?? '')
      .split(',')
      .map((c) => c.trim())
      .filter(Boolean),
    demo: !args.includes('--no-demo'),
    encoder: !args.includes('--lexical'),
    init: {
      adminEmail: values.INIT_ADMIN_EMAIL,
      adminPassword: values.INIT_ADMIN_PASSWORD,
      apiToken: values.INIT_API_TOKEN,
    },
  };
};
