import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import { EmbeddedError, type StoreLog } from './embedded-error.ts';
import { findMongod } from './find-binary.ts';
import { type RunningStore, startStore } from './store-process.ts';

const REPLICA_SET = 'rs0';
/** NotYetInitialized, and InvalidReplicaSetConfig: this server is no member of the set it has on disk. */
const NO_CONFIG_CODES = [94, 93];

export interface MongodOptions {
  /** DATA_DIR; the store keeps to its own folder `mongod` in it. */
  readonly dataDir: string;
  readonly port?: number;
  readonly log: StoreLog;
  /** Default 128. A load run needs more, or change streams fall off its end. */
  readonly oplogSizeMb?: number;
  /** WiredTiger's cache. Default 0.25. */
  readonly cacheGb?: number;
}

export interface EmbeddedMongod extends RunningStore {
  /** With the replica set's name and without a database. */
  readonly uri: string;
}

async function connectDirectly(port: number, timeoutMs: number): Promise<MongoClient> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: timeoutMs,
    // The first heartbeat often comes before the port is open; the default waits 10 s for the next.
    heartbeatFrequencyMS: 500,
    connectTimeoutMS: 5_000,
    maxPoolSize: 2,
  });
  try {
    return await client.connect();
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** Makes this server the only member under the address it has now (the port may have changed since). */
async function formReplicaSet(admin: Db, host: string): Promise<void> {
  const found = await admin.command({ replSetGetConfig: 1 }).catch((error: { code?: number }) => {
    if (NO_CONFIG_CODES.includes(error.code ?? 0)) return undefined;
    throw error;
  });
  const config = found?.config ?? (await configOnDisk(admin));
  if (!config) {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
    return;
  }
  if (config.members[0].host === host) return;
  const members = [{ ...config.members[0], host }];
  await admin.command({
    replSetReconfig: { ...config, members, version: config.version + 1 },
    force: true,
  });
}

/** A member whose own address is not in its configuration does not report it, but keeps it here. */
const configOnDisk = async (admin: Db) =>
  (await admin.client.db('local').collection('system.replset').findOne()) as {
    members: { host: string }[];
    version: number;
  } | null;

async function becomesPrimary(port: number, timeoutMs: number): Promise<void> {
  const until = Date.now() + timeoutMs;
  const client = await connectDirectly(port, timeoutMs);
  try {
    const admin = client.db('admin');
    await formReplicaSet(admin, `127.0.0.1:${port}`);
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      if (Date.now() > until) throw new Error('no primary');
      await delay(20);
    }
  } finally {
    await client.close();
  }
}

function diagnose(lastLines: string): EmbeddedError | undefined {
  if (/Address already in use/.test(lastLines)) {
    return new EmbeddedError('port-in-use', 'The port meant for mongod is in use: stop what listens there.');
  }
  if (/DBPathInUse|Unable to lock the lock file/.test(lastLines)) {
    return new EmbeddedError(
      'data-dir-locked',
      'Another mongod holds the data folder: stop it, or give DATA_DIR another folder.',
    );
  }
  if (/UPGRADE PROBLEM|unsupported WiredTiger file version|Wrong mongod version/.test(lastLines)) {
    return new EmbeddedError(
      'store-exited',
      'The data folder was written by another version of MongoDB: set MONGODB_URI to a server of that version.',
    );
  }
  return undefined;
}

/**
 * Starts or adopts the embedded MongoDB: a replica set of one member (transactions need one) on 127.0.0.1, with a
 * small cache and small journal files. @throws EmbeddedError
 */
export async function startMongod(options: MongodOptions): Promise<EmbeddedMongod> {
  const { dataDir, port, log, oplogSizeMb = 128, cacheGb = 0.25 } = options;
  const dir = path.join(path.resolve(dataDir), 'mongod');
  const store = await startStore(
    {
      name: 'mongod',
      binary: () => findMongod(log),
      args: (at) => [
        ...['--dbpath', dir, '--port', String(at), '--bind_ip', '127.0.0.1', '--replSet', REPLICA_SET],
        ...['--oplogSize', String(oplogSizeMb), '--wiredTigerCacheSizeGB', String(cacheGb), '--nounixsocket'],
        // 301 MB of empty journal files become 17 MB.
        ...['--wiredTigerEngineConfigString', 'log=(prealloc=false,file_max=16MB)'],
        ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
      ],
      ready: becomesPrimary,
      diagnose,
    },
    { dir, log, ...(port === undefined ? {} : { port }) },
  );
  return { ...store, uri: `mongodb://127.0.0.1:${store.port}/?replicaSet=${REPLICA_SET}` };
}
