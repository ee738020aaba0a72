import { createReadStream } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { BSON, type IndexDescription } from 'mongodb';
import type { Connection } from 'mongoose';
import {
  BackupError,
  type BackupManifest,
  type BackupPart,
  checkFiles,
  keyCheckOf,
  NOT_KEPT,
  readManifest,
} from './backup-format.ts';
import { ensureIndexes } from './indexes.ts';
import { MIGRATIONS, RESTORE_RUNNING, type RestoreDoc } from './migrations.ts';
import { ALL_COLLECTIONS } from './open-stores.ts';

const BATCH_DOCUMENTS = 1_000;
const BATCH_BYTES = 8 * 1024 * 1024;
const LENGTH_BYTES = 4;
/** MongoDB's own limit and some room. */
const LONGEST_DOCUMENT = 17 * 1024 * 1024;
/** A process that has not beaten for this long is gone. */
const DEAD_AFTER_MS = 15_000;

export interface RestoreOptions {
  folder: string;
  secretKey: string;
  /** Replace what the database holds. Default false: a database with data is refused. */
  force?: boolean;
  /** Go on although channel secrets will not open. Default false. */
  otherKey?: boolean;
  onPart?: (part: BackupPart) => void;
}

export interface Restored {
  manifest: BackupManifest;
  documents: number;
  /** Collections that an interrupted restore of the same backup had already brought back. */
  kept: number;
  /** False: channel secrets must be entered again. */
  keyFits: boolean;
  /** Messages that were waiting to be sent when the backup was made: the next start sends them. */
  toSend: number;
}

type Raw = Record<string, unknown>;

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const refuseLiveServer = async (connection: Connection): Promise<void> => {
  const rows = await connection
    .collection<{ host: string; pid: number; beatAt: Date }>('processes')
    .find({ beatAt: { $gte: new Date(Date.now() - DEAD_AFTER_MS) } })
    .toArray();
  const live = rows.find((row) => row.host !== hostname() || alive(row.pid));
  if (live)
    throw new BackupError(
      `A server uses this database (process ${live.pid} on ${live.host}). Stop it; if it was killed, try again in ${DEAD_AFTER_MS / 1_000} s.`,
    );
};

const existing = async (connection: Connection): Promise<string[]> =>
  (await connection.listCollections()).map(({ name }) => name).filter((name) => !name.startsWith('system.'));

const refuseData = async (connection: Connection): Promise<void> => {
  for (const name of await existing(connection)) {
    if (NOT_KEPT.has(name) || name === 'migrations') continue;
    if (await connection.collection(name).findOne({}, { projection: { _id: 1 } }))
      throw new BackupError(
        `The database already holds data (${name}). Nothing was changed. To replace all of it: npm run restore -- --from … --force`,
      );
  }
};

const refuseNewer = ({ migration, version }: BackupManifest): void => {
  const newest = Math.max(0, ...MIGRATIONS.map(({ number }) => number));
  if (migration > newest)
    throw new BackupError(
      `This backup was written by a newer version (${version}, step ${migration}; here ${newest}). Restore it with that version.`,
    );
};

/** Documents of a file, one by one. Numbers keep the width they were stored with. */
async function* documentsIn(file: string): AsyncGenerator<{ document: Raw; bytes: number }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file).pipe(createGunzip())) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let at = 0;
    while (rest.length - at >= LENGTH_BYTES) {
      const bytes = rest.readInt32LE(at);
      if (bytes <= LENGTH_BYTES || bytes > LONGEST_DOCUMENT)
        throw new BackupError(`${path.basename(file)} is not a list of documents.`);
      if (rest.length - at < bytes) break;
      const document = BSON.deserialize(rest.subarray(at, at + bytes), {
        promoteValues: false,
        bsonRegExp: true,
      });
      yield { document, bytes };
      at += bytes;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw new BackupError(`${path.basename(file)} ends in the middle of a document.`);
}

const fill = async (connection: Connection, folder: string, part: BackupPart): Promise<void> => {
  const { db } = connection;
  if (!db) throw new Error('the database is not open');
  // Not each batch has to be on the disk: the mark that the collection is complete waits for all of them.
  const collection = db.collection(part.name, {
    writeConcern: { w: 1, journal: false },
    readConcern: { level: 'local' },
  });
  let batch: Raw[] = [];
  let size = 0;
  let documents = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await collection.insertMany(batch as never, { ordered: false });
    documents += batch.length;
    batch = [];
    size = 0;
  };
  for await (const { document, bytes } of documentsIn(path.join(folder, part.file))) {
    batch.push(document);
    size += bytes;
    if (batch.length >= BATCH_DOCUMENTS || size >= BATCH_BYTES) await flush();
  }
  await flush();
  if (documents !== part.documents || (await collection.countDocuments({})) !== part.documents)
    throw new BackupError(`${part.name}: ${documents} documents came, ${part.documents} were saved.`);
};

/** Indexes of libraries' collections as they were; ours are built from their plans, in the shape this version wants. */
const buildIndexes = async (connection: Connection, manifest: BackupManifest): Promise<void> => {
  for (const { name, indexes } of manifest.parts) {
    const ours = (ALL_COLLECTIONS[name]?.indexes.length ?? 0) > 0;
    if (ours || indexes.length === 0) continue;
    const wanted = indexes.map(({ v: _v, ns: _ns, ...index }) => index as unknown as IndexDescription);
    await connection.collection(name).createIndexes(wanted);
  }
  await ensureIndexes(connection, ALL_COLLECTIONS);
};

/** Marks the database as half restored, or finds the mark an interrupted restore of the same backup left. */
const begin = async (connection: Connection, manifest: BackupManifest): Promise<Set<string>> => {
  const marks = connection.collection<RestoreDoc>('restores');
  const found = await marks.findOne({ _id: RESTORE_RUNNING });
  if (found?.of === manifest.at) return new Set(found.done);
  await marks.replaceOne(
    { _id: RESTORE_RUNNING },
    { of: manifest.at, startedAt: new Date(), done: [] },
    { upsert: true },
  );
  for (const name of await existing(connection))
    if (name !== 'restores') await connection.collection(name).drop();
  return new Set();
};

const check = async (connection: Connection, options: RestoreOptions): Promise<BackupManifest> => {
  const manifest = await readManifest(options.folder);
  refuseNewer(manifest);
  const fits = manifest.keyCheck === keyCheckOf(options.secretKey);
  if (!fits && options.otherKey !== true)
    throw new BackupError(
      'This backup was made under another SECRET_KEY: with the present one the secrets of channel accounts will not open. Nothing was changed. ' +
        'Set SECRET_KEY (or DATA_DIR/secret-key) to the key of that time; or give --other-key and enter the secrets of each channel account again.',
    );
  await checkFiles(options.folder, manifest);
  await refuseLiveServer(connection);
  const interrupted = await connection
    .collection<RestoreDoc>('restores')
    .findOne({ _id: RESTORE_RUNNING, of: manifest.at });
  if (!interrupted && options.force !== true) await refuseData(connection);
  return manifest;
};

/**
 * Brings back a backup into an empty database (or, with `force`, in place of what is there). Everything is checked before anything is
 * written. An interrupted restore leaves a mark with which the server does not start; the same command then goes on where it stopped.
 * @throws BackupError
 */
export const restore = async (connection: Connection, options: RestoreOptions): Promise<Restored> => {
  const manifest = await check(connection, options);
  const done = await begin(connection, manifest);
  const marks = connection.collection<RestoreDoc>('restores');
  for (const part of manifest.parts) {
    if (done.has(part.name)) continue;
    await connection
      .collection(part.name)
      .drop()
      .catch(() => undefined); // MongoDB 6 refuses to drop what is not there.
    await fill(connection, options.folder, part);
    await marks.updateOne({ _id: RESTORE_RUNNING }, { $addToSet: { done: part.name } });
    options.onPart?.(part);
  }
  await buildIndexes(connection, manifest);
  await marks.deleteOne({ _id: RESTORE_RUNNING });
  return {
    manifest,
    documents: manifest.parts.reduce((sum, { documents }) => sum + documents, 0),
    kept: done.size,
    keyFits: manifest.keyCheck === keyCheckOf(options.secretKey),
    toSend: await connection
      .collection('deliveries')
      .countDocuments({ state: { $in: ['queued', 'sending'] } as never }),
  };
};
