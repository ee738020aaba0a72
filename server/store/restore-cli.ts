import path from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { BackupError } from './backup-format.ts';
import { restore } from './restore.ts';
import { withDatabase } from './tool-database.ts';

/** `npm run restore -- --from DIR [--force] [--other-key]`: brings back a backup; the server must be stopped. Exits 1 with one sentence when it cannot. */
const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      force: { type: 'boolean', default: false },
      'other-key': { type: 'boolean', default: false },
    },
  });
  const from = values.from;
  if (!from) throw new BackupError('Say where from: npm run restore -- --from DIR');
  const { secretKey } = readConfig(undefined, []);
  const startedAt = performance.now();
  const restored = await withDatabase((connection) =>
    restore(connection, {
      folder: path.resolve(from),
      secretKey,
      force: values.force,
      otherKey: values['other-key'],
      onPart: ({ name, documents }) => process.stdout.write(`${name.padEnd(20)} ${documents}\n`),
    }),
  );
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const lines = [
    `Restored ${restored.documents} documents of ${restored.manifest.at} in ${seconds} s.`,
    ...(restored.toSend > 0
      ? [`${restored.toSend} messages were waiting to be sent then; the next start takes them up.`]
      : []),
    ...(restored.keyFits
      ? []
      : ['SECRET_KEY is another one: enter the secrets of each channel account again.']),
    'Redis needs nothing: the next start makes its jobs from the database.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BackupError ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
