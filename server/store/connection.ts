import mongoose, { type Connection } from 'mongoose';
import { AppError } from '#contracts/errors.ts';

/** What every store file needs: typed access to one collection of native documents. `_id` is always a random or derived string. */
export interface Database {
  connection: Connection;
  close(): Promise<void>;
}

const SELECTION_TIMEOUT_MS = 5_000;

/**
 * Opens MongoDB with the settings every promise rests on: majority, journaled, retryable writes, majority reads, fail-fast selection (5 s).
 * Needs a replica set (transactions). Throws AppError('store-unavailable').
 */
export const openDatabase = async (
  uri: string,
  options: { dbName?: string; poolSize?: number } = {},
): Promise<Database> => {
  const connection = mongoose.createConnection(uri, {
    ...(options.dbName ? { dbName: options.dbName } : {}),
    maxPoolSize: options.poolSize ?? 40,
    serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS,
    socketTimeoutMS: 60_000,
    retryWrites: true,
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
    readConcern: { level: 'majority' },
    ignoreUndefined: true,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
  });
  try {
    await connection.asPromise();
  } catch (cause) {
    await connection.close().catch(() => undefined);
    throw Object.assign(new AppError('store-unavailable'), { cause });
  }
  connection.on('error', () => undefined); // A lost connection is reported by the operations that meet it.
  return { connection, close: () => connection.close() };
};

/** A stored document: the domain object with `id` as `_id`, plus fields only the store uses. */
export type Doc<T extends { id: string }> = Omit<T, 'id'> & { _id: string };

export const toDoc = <T extends { id: string }>({ id, ...rest }: T): Doc<T> =>
  ({ _id: id, ...rest }) as Doc<T>;
export const fromDoc = <T extends { id: string }>(doc: Doc<T>): T => {
  const { _id, ...rest } = doc;
  return { id: _id, ...rest } as unknown as T;
};
