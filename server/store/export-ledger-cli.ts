import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { exportSpan } from './export-ledger.ts';
import { withDatabase } from './tool-database.ts';

const USAGE = `Writes what a channel account took in, masked, to be replayed by npm run simulate -- --replay FILE.

  npm run ledger:export -- --account ID --from 2026-11-24T00:00:00Z --to 2026-11-25T00:00:00Z --out span.jsonl
`;

const instant = (text: string | undefined, name: string): Date => {
  const at = new Date(text ?? '');
  if (Number.isNaN(at.getTime()))
    throw new Error(`--${name} must be an instant, such as 2026-11-24T00:00:00Z`);
  return at;
};

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { account: text, from: text, to: text, out: text } });
if (!values.account || !values.out) {
  process.stdout.write(USAGE);
  process.exitCode = 2;
} else {
  const ask = {
    accountId: values.account,
    from: instant(values.from, 'from'),
    to: instant(values.to, 'to'),
    // Thrown away: nobody can try names against the masks.
    key: randomBytes(32).toString('hex'),
  };
  const file = createWriteStream(values.out, { mode: 0o600 });
  const told = await withDatabase((connection) =>
    exportSpan(connection, ask, (line) => void file.write(`${line}\n`)),
  );
  file.end();
  await finished(file);
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
