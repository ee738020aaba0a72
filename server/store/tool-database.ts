import type { Connection } from 'mongoose';
import { readConfig } from '../config.ts';
import { silentLog } from '../embedded/embedded-error.ts';
import { startEmbeddedStores } from '../embedded/supervisor.ts';
import { openDatabase } from './connection.ts';

/** Opens the store the server uses (MONGODB_URI, or the embedded one, started if it does not run) for a tool, and leaves it as it was. */
export const withDatabase = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
  const config = readConfig(undefined, []);
  const embedded = config.stores.mongoUri
    ? undefined
    : await startEmbeddedStores({ dataDir: config.dataDir, log: silentLog, redis: false });
  const database = await openDatabase(config.stores.mongoUri ?? embedded?.mongoUri ?? '');
  try {
    return await work(database.connection);
  } finally {
    await database.close();
    await embedded?.stop();
  }
};
