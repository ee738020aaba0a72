import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Decimal128, Long, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { system } from '#server/ports/scope.ts';
import { auditLedger } from '#server/store/audit-ledger.ts';
import { backup } from '#server/store/backup.ts';
import { BackupError, type BackupManifest, MANIFEST_FILE, NOT_KEPT } from '#server/store/backup-format.ts';
import { type Database, openDatabase } from '#server/store/connection.ts';
import { HalfRestored, MIGRATIONS } from '#server/store/migrations.ts';
import { ALL_COLLECTIONS, openStores } from '#server/store/open-stores.ts';
import { type Restored, type RestoreOptions, restore } from '#server/store/restore.ts';
import { createSecretBox } from '#server/store/secret-box.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { connectSms, SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const run = promisify(execFile);
const scope = system('test');
const KEY = 'the key of the shop, of the time of the backup';
const OTHER_KEY = 'another key that came with a new machine';
const VERSION = '1.2.3';
const CUSTOMERS = 150;
const MESSAGES = 1_200;
const SECRET_PLACE = { accountId: 'sealed', field: 'authToken' };
const FILE = Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * 31) % 251));

let stores: TestStores;
let target: TestStores;
let shop: TestPorts;
let database: Database;
let root: string;
let folder: string;
let manifest: BackupManifest;
let fileId: string;
let hashes: Record<string, string>;

const hear = async (from: number, to: number): Promise<void> => {
  const items = Array.from({ length: to - from }, (_, at) => {
    const n = from + at;
    return smsItem(`+8190${String(n % CUSTOMERS).padStart(8, '0')}`, `m${n}`, `質問 ${n}`, shop.clock.now());
  });
  for (let at = 0; at < items.length; at += 50)
    await shop.intake.accept({
      accountId: SMS_ACCOUNT,
      items: items.slice(at, at + 50),
      receivedAt: shop.clock.now(),
    });
};

/** MongoDB's own hash of each collection's documents, types and widths of numbers included. */
const hashesOf = async (uri: string): Promise<Record<string, string>> => {
  const client = await MongoClient.connect(uri);
  try {
    const answer = (await client.db().command({ dbHash: 1 })) as { collections: Record<string, string> };
    return Object.fromEntries(Object.entries(answer.collections).filter(([name]) => !NOT_KEPT.has(name)));
  } finally {
    await client.close();
  }
};

const restoreInto = async (uri: string, options: Partial<RestoreOptions> = {}): Promise<Restored> => {
  const { connection, close } = await openDatabase(uri);
  try {
    return await restore(connection, { folder, secretKey: KEY, ...options });
  } finally {
    await close();
  }
};

const reasonOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => 'done',
    (reason: unknown) => reason,
  );
  return error instanceof BackupError ? error.message : `not a BackupError: ${String(error)}`;
};

const fillShop = async (): Promise<void> => {
  await connectSms(shop);
  await hear(0, MESSAGES);
  await shop.settled();
  const { accounts, files } = shop.open.stores;
  const authToken = createSecretBox(KEY).seal('twilio-token', SECRET_PLACE);
  const account = testAccount({ id: 'sealed', channel: 'sms', adapter: 'sms', secrets: { authToken } });
  await accounts.save(scope, account, undefined);
  const meta = {
    name: '図面.bin',
    mediaType: 'application/octet-stream',
    owner: { kind: 'agent', id: 'ana' },
  };
  fileId = (await files.save(scope, meta as never, FILE)).id;
  const { connection } = shop.open.database;
  await connection.collection('auth_user').insertOne({ email: 'ana@example.com' });
  await connection.collection('auth_user').createIndex({ email: 1 }, { unique: true, name: 'one_email' });
  await connection
    .collection('migrations')
    .updateOne(
      { _id: 1 as never },
      { $set: { odd: [Long.fromString('9007199254740993'), Decimal128.fromString('0.10'), 5, 5.5] } },
    );
};

beforeAll(async () => {
  [stores, target] = [await startStores(), await startStores()];
  root = await mkdtemp(path.join(tmpdir(), 'madoguchi-backup-'));
  folder = path.join(root, 'first');
  shop = await createTestPorts({ mongoUri: stores.mongoUri, now: new Date('2026-11-24T03:00:00Z') });
  await fillShop();
  database = await openDatabase(stores.mongoUri);
  manifest = await backup(database.connection, { folder, secretKey: KEY, version: VERSION });
  hashes = await hashesOf(stores.mongoUri);
});
afterAll(async () => {
  await database.close();
  await shop.close();
  await Promise.all([stores.stop(), target.stop(), rm(root, { recursive: true, force: true })]);
});

/** An empty database: no collection, no index. */
const drop = async (): Promise<void> => {
  const client = await MongoClient.connect(target.mongoUri);
  await client.db().dropDatabase();
  await client.close();
};

describe('a backup', () => {
  it('holds every collection of the product and of its libraries, and says how much', () => {
    const named = new Map(manifest.parts.map((part) => [part.name, part]));
    const wanted = Object.keys(ALL_COLLECTIONS).filter((name) => !NOT_KEPT.has(name));
    expect(wanted.filter((name) => !named.has(name))).toEqual([]);
    expect(named.get('messages')?.documents).toBe(MESSAGES);
    expect(named.get('ledger')?.documents).toBe(MESSAGES);
    expect(named.get('customers')?.documents).toBe(CUSTOMERS);
    expect(named.get('files.chunks')?.documents).toBe(Math.ceil(FILE.length / (255 * 1024)));
    expect(named.get('auth_user')?.documents).toBe(1);
    expect(manifest).toMatchObject({ format: 1, version: VERSION, migration: MIGRATIONS.at(-1)?.number });
  });

  it('is readable by its owner alone and says nothing of the key', async () => {
    const names = await readdir(folder);
    expect(names.length).toBe(manifest.parts.length + 1);
    for (const name of names) expect((await stat(path.join(folder, name))).mode & 0o077).toBe(0);
    expect(await readFile(path.join(folder, MANIFEST_FILE), 'utf8')).not.toContain(KEY);
  });

  it('never writes into a folder that holds something', async () => {
    const again = backup(database.connection, { folder, secretKey: KEY, version: VERSION });
    expect(await reasonOf(again)).toContain('is not empty');
  });
});

describe('a restore', () => {
  beforeEach(drop);

  it('brings back every document as it was, files and secrets included, and the ledger balances', async () => {
    const restored = await restoreInto(target.mongoUri);
    expect(restored).toMatchObject({ keyFits: true, kept: 0 });
    expect(restored.documents).toBeGreaterThan(3_000);
    const brought = await hashesOf(target.mongoUri);
    const full = manifest.parts.filter(({ documents }) => documents > 0).map(({ name }) => name);
    for (const name of full) expect([name, brought[name]]).toEqual([name, hashes[name]]);

    const open = await openStores(target.mongoUri);
    try {
      const audit = await auditLedger(open.database.connection);
      expect(audit).toMatchObject({ ledger: MESSAGES, messages: MESSAGES, differences: [] });
      expect(await open.stores.files.read(scope, fileId)).toEqual(FILE);
      const account = await open.stores.accounts.get(scope, 'sealed');
      const sealed = account?.secrets.authToken ?? '';
      expect(createSecretBox(KEY).open(sealed, SECRET_PLACE)).toBe('twilio-token');
    } finally {
      await open.close();
    }
  });

  it('builds the indexes of this version, and those of libraries as they were', async () => {
    await restoreInto(target.mongoUri);
    const { connection, close } = await openDatabase(target.mongoUri);
    try {
      for (const [name, { indexes }] of Object.entries(ALL_COLLECTIONS)) {
        const found = (await connection.collection(name).listIndexes().toArray()).map((index) => index.name);
        expect(found, name).toEqual(expect.arrayContaining(indexes.map((index) => index.name)));
      }
      const [, one] = await connection.collection('auth_user').listIndexes().toArray();
      expect(one).toMatchObject({ name: 'one_email', unique: true });
    } finally {
      await close();
    }
  });

  it('says that channel secrets will not open under another key, and goes on only when told', async () => {
    const refused = await reasonOf(restoreInto(target.mongoUri, { secretKey: OTHER_KEY }));
    expect(refused).toContain('the secrets of channel accounts will not open');
    expect(await hashesOf(target.mongoUri)).toEqual({});
    const restored = await restoreInto(target.mongoUri, { secretKey: OTHER_KEY, otherKey: true });
    expect(restored.keyFits).toBe(false);
  });

  it('refuses a database with data unless told to replace it, and then nothing of it is left', async () => {
    const client = await MongoClient.connect(target.mongoUri);
    await client.db().collection('customers').insertOne({ name: 'somebody else' });
    await client.db().collection('leftover').insertOne({ name: 'of another time' });
    expect(await reasonOf(restoreInto(target.mongoUri))).toContain('already holds data');
    expect(await client.db().collection('customers').countDocuments()).toBe(1);
    await restoreInto(target.mongoUri, { force: true });
    expect(await client.db().collection('customers').countDocuments()).toBe(CUSTOMERS);
    expect(await client.db().collection('leftover').countDocuments()).toBe(0);
    await client.close();
  });

  it('refuses while a server uses the database, also when told to replace', async () => {
    const open = await openStores(target.mongoUri);
    expect(await reasonOf(restoreInto(target.mongoUri, { force: true }))).toContain(
      'A server uses this database',
    );
    await open.close();
  });

  it('goes on where it was interrupted; until then the server does not start', async () => {
    let parts = 0;
    const interrupted = restoreInto(target.mongoUri, {
      onPart: () => {
        parts += 1;
        if (parts === 5) throw new Error('killed');
      },
    });
    await expect(interrupted).rejects.toThrow('killed');
    await expect(openStores(target.mongoUri)).rejects.toBeInstanceOf(HalfRestored);
    const restored = await restoreInto(target.mongoUri);
    expect(restored.kept).toBe(5);
    expect((await hashesOf(target.mongoUri)).messages).toBe(hashes.messages);
    const open = await openStores(target.mongoUri);
    await open.close();
  });
});

describe('a damaged backup', () => {
  let copy: string;
  beforeEach(async () => {
    await drop();
    copy = await mkdtemp(path.join(root, 'copy-'));
    for (const name of await readdir(folder))
      await writeFile(path.join(copy, name), await readFile(path.join(folder, name)));
  });
  afterEach(async () => {
    expect(await hashesOf(target.mongoUri)).toEqual({});
  });
  const into = (): Promise<string> => reasonOf(restoreInto(target.mongoUri, { folder: copy }));
  const rewrite = (change: Partial<BackupManifest>): Promise<void> =>
    writeFile(path.join(copy, MANIFEST_FILE), JSON.stringify({ ...manifest, ...change }));

  it('is told by its hashes before anything is written', async () => {
    const file = path.join(copy, 'messages.bson.gz');
    await truncate(file, (await stat(file)).size - 1);
    await unlink(path.join(copy, 'files.chunks.bson.gz'));
    expect(await into()).toBe(
      'Nothing was restored: files.chunks.bson.gz is missing; messages.bson.gz is damaged.',
    );
  });

  it('without a manifest is none', async () => {
    await unlink(path.join(copy, MANIFEST_FILE));
    expect(await into()).toContain('holds no complete backup');
  });

  it('of a newer version is left to that version', async () => {
    await rewrite({ format: 2 });
    expect(await into()).toContain('newer version (format 2)');
    await rewrite({ migration: 9_999, version: '9.0.0' });
    expect(await into()).toContain('newer version (9.0.0, step 9999');
  });

  it('cannot name a file outside its folder', async () => {
    const [first, ...rest] = manifest.parts;
    if (!first) throw new Error('the backup is empty');
    await rewrite({ parts: [{ ...first, file: '../../etc/x.bson.gz' }, ...rest] });
    expect(await into()).toContain('is damaged');
  });
});

describe('a backup while messages come in', () => {
  it('is of one moment: the restored ledger balances to the row', async () => {
    await drop();
    let heard = MESSAGES;
    const during = path.join(root, 'during');
    await backup(database.connection, {
      folder: during,
      secretKey: KEY,
      version: VERSION,
      // Between any two collections more is accepted and applied: read one by one they would not fit together.
      onPart: async () => {
        await hear(heard, heard + 5);
        heard += 5;
        await shop.settled();
      },
    });
    await restoreInto(target.mongoUri, { folder: during });
    const { connection, close } = await openDatabase(target.mongoUri);
    try {
      const audit = await auditLedger(connection);
      expect(audit).toMatchObject({ ledger: MESSAGES, messages: MESSAGES, differences: [] });
      expect(heard).toBeGreaterThan(MESSAGES);
    } finally {
      await close();
    }
  });
});

describe('the commands', () => {
  const tool = (name: string, uri: string, ...args: string[]) =>
    run('node_modules/.bin/tsx', [`server/store/${name}-cli.ts`, ...args], {
      env: { ...process.env, MONGODB_URI: uri, REDIS_URL: stores.redisUrl, SECRET_KEY: KEY, DATA_DIR: root },
    });

  it('save and bring back from a shell, and fail with one sentence', async () => {
    await drop();
    const out = path.join(root, 'by-shell');
    const saved = await tool('backup', stores.mongoUri, '--out', out);
    expect(saved.stdout).toContain('Keep SECRET_KEY');
    const brought = await tool('restore', target.mongoUri, '--from', out);
    expect(brought.stdout).toContain('Redis needs nothing');
    await expect(tool('restore', target.mongoUri, '--from', out)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The database already holds data.*\n$/),
    });
    await expect(tool('backup', stores.mongoUri)).rejects.toMatchObject({
      code: 1,
      stderr: 'Say where to: npm run backup -- --out DIR\n',
    });
  });
});
