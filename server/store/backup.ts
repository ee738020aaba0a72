import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { ClientSession } from 'mongodb';
import type { Connection } from 'mongoose';
import {
  BACKUP_FORMAT,
  BackupError,
  type BackupManifest,
  type BackupPart,
  keyCheckOf,
  MANIFEST_FILE,
  NOT_KEPT,
} from './backup-format.ts';

const BATCH_DOCUMENTS = 1_000;
const SNAPSHOT_TOO_OLD = 239;
const SNAPSHOT_UNAVAILABLE = 246;

const dbOf = (connection: Connection) => {
  const { db } = connection;
  if (!db) throw new Error('the database is not open');
  return db;
};

/** Every collection that holds anything of ours, also those of libraries (sign-ins, files): none has to be remembered here. */
const collectionNames = async (connection: Connection): Promise<string[]> => {
  const all = await dbOf(connection).listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
  return all
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.') && !NOT_KEPT.has(name))
    .sort();
};

/** The documents of one collection as the snapshot sees them, as bytes. */
const documentsOf = (connection: Connection, session: ClientSession, name: string) =>
  dbOf(connection)
    .collection(name, { readConcern: { level: 'snapshot' } })
    .find({}, { session: session as never, raw: true, batchSize: BATCH_DOCUMENTS });

const writePart = async (
  connection: Connection,
  session: ClientSession,
  folder: string,
  name: string,
): Promise<BackupPart> => {
  const file = `${name}.bson.gz`;
  const hash = createHash('sha256');
  let documents = 0;
  let bytes = 0;
  const count = new Transform({
    writableObjectMode: true,
    transform(document: Buffer, _encoding, done) {
      documents += 1;
      bytes += document.byteLength;
      done(null, document);
    },
  });
  const digest = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(
    Readable.from(documentsOf(connection, session, name)),
    count,
    // Fast: a backup is read by a disk, not sent over a slow line, and level 1 halves it already.
    createGzip({ level: constants.Z_BEST_SPEED }),
    digest,
    createWriteStream(path.join(folder, file), { flags: 'wx', mode: 0o600 }),
  );
  const indexes = (await connection.collection(name).listIndexes().toArray()) as Record<string, unknown>[];
  return {
    name,
    file,
    documents,
    bytes,
    sha256: hash.digest('hex'),
    indexes: indexes.filter((index) => index.name !== '_id_'),
  };
};

/** Renamed into place once it is on the disk: the manifest says that everything else is. */
const writeManifest = async (folder: string, manifest: BackupManifest): Promise<void> => {
  const draft = path.join(folder, `${MANIFEST_FILE}.part`);
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path.join(folder, MANIFEST_FILE));
};

const prepare = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0)
    throw new BackupError(`${folder} is not empty. Give each backup a folder of its own.`);
};

const newestMigration = async (connection: Connection): Promise<number> => {
  const [newest] = await connection
    .collection<{ _id: number }>('migrations')
    .find({ doneAt: { $exists: true } })
    .sort({ _id: -1 })
    .limit(1)
    .toArray();
  return newest?._id ?? 0;
};

const explain = (error: unknown): unknown =>
  [SNAPSHOT_TOO_OLD, SNAPSHOT_UNAVAILABLE].includes((error as { code?: number }).code ?? 0)
    ? new BackupError(
        'MongoDB no longer keeps the moment this backup began. Let it keep more (minSnapshotHistoryWindowInSeconds, default 300), or stop the server for the backup.',
      )
    : error;

/**
 * Writes everything MongoDB holds into an empty folder, while the server runs. All collections are read in one snapshot session, so they
 * are of one moment: no message without its ledger row. MongoDB keeps that moment for 300 s unless told otherwise.
 * Redis has no part in it: its jobs only wake what MongoDB holds due, and the sweep makes them again.
 * @throws BackupError
 */
export const backup = async (
  connection: Connection,
  options: { folder: string; secretKey: string; version: string; onPart?: (part: BackupPart) => unknown },
): Promise<BackupManifest> => {
  await prepare(options.folder);
  const at = new Date();
  const session = connection.getClient().startSession({ snapshot: true }) as unknown as ClientSession;
  try {
    const parts: BackupPart[] = [];
    for (const name of await collectionNames(connection)) {
      const part = await writePart(connection, session, options.folder, name);
      parts.push(part);
      await options.onPart?.(part);
    }
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      version: options.version,
      at: at.toISOString(),
      migration: await newestMigration(connection),
      keyCheck: keyCheckOf(options.secretKey),
      parts,
    };
    await writeManifest(options.folder, manifest);
    return manifest;
  } catch (error) {
    throw explain(error);
  } finally {
    await session.endSession();
  }
};
