import path from 'node:path';
import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig } from '../config.ts';
import { backup } from './backup.ts';
import { BackupError } from './backup-format.ts';
import { withDatabase } from './tool-database.ts';

/** `npm run backup -- --out DIR`: saves everything MongoDB holds; the server may run. Exits 1 with one sentence when it cannot. */
const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  if (!values.out) throw new BackupError('Say where to: npm run backup -- --out DIR');
  const folder = path.resolve(values.out);
  const { secretKey } = readConfig(undefined, []);
  const startedAt = performance.now();
  const manifest = await withDatabase((connection) =>
    backup(connection, {
      folder,
      secretKey,
      version: packageJson.version,
      onPart: ({ name, documents }) => process.stdout.write(`${name.padEnd(20)} ${documents}\n`),
    }),
  );
  const bytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
  const seconds = (performance.now() - startedAt) / 1_000;
  process.stdout.write(
    `Saved ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s to ${folder}.\n` +
      'Keep SECRET_KEY (or DATA_DIR/secret-key) too, at another place: without it the secrets of channel accounts do not open.\n',
  );
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BackupError ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
