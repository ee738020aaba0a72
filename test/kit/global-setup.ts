import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { silentLog } from '#server/embedded/embedded-error.ts';
import { type EmbeddedMongod, startMongod } from '#server/embedded/mongod.ts';
import { sweepAbandonedFolders } from './abandoned-stores.ts';

/** One MongoDB for a whole vitest run, started only if a test file asks for it. Gives the teardown. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepAbandonedFolders();
  let dataDir: string | undefined;
  let mongod: Promise<EmbeddedMongod> | undefined;
  const start = async (): Promise<EmbeddedMongod> => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'madoguchi-test-'));
    return startMongod({ dataDir, log: silentLog, cacheGb: 0.25, oplogSizeMb: 128 });
  };
  const broker = createServer((_request, response) => {
    mongod ??= start();
    mongod.then(
      ({ uri }) => response.end(JSON.stringify({ uri })),
      (error: Error) => {
        response.statusCode = 500;
        response.end(error.message);
      },
    );
  });
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
  const address = broker.address();
  if (address === null || typeof address === 'string') throw new Error('the store broker has no port');
  project.provide('storeBroker', `http://127.0.0.1:${address.port}`);

  return async () => {
    broker.closeAllConnections();
    await new Promise((resolve) => broker.close(resolve));
    const started = await mongod?.catch(() => undefined);
    await started?.stop();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  };
}
