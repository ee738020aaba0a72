import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = import.meta.dirname;
/** Parts of contracts/ that hold plain values; taking a value from any other brings the validator into the page (24 KiB). */
const PLAIN = [
  'time',
  'errors',
  'sms-segments',
  'report-definitions',
  'fill-words',
  'choices',
  'pick-audience',
  'policy-default',
];

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const file = path.join(folder, item.name);
    if (item.isDirectory()) return sources(file);
    return /\.tsx?$/.test(item.name) && !item.name.includes('.test.') ? [file] : [];
  });

describe('the first load', () => {
  it('carries no schemas: contracts are taken as types, or from the parts that hold plain values', () => {
    const taken: string[] = [];
    for (const file of sources(SRC)) {
      for (const [, names = '', part = ''] of readFileSync(file, 'utf8').matchAll(
        /^import (?!type\b)([^;]*?) from '#contracts\/([\w-]+)\.ts'/gms,
      )) {
        const values = names
          .replace(/[{}\s]/g, ' ')
          .split(',')
          .filter((name) => name.trim() !== '' && !name.trim().startsWith('type '));
        if (values.length > 0 && !PLAIN.includes(part))
          taken.push(`${path.relative(SRC, file)}: ${values.join(',').trim()}`);
      }
    }
    expect(taken).toEqual([]);
  });

  it.each(['fill-words', 'choices', 'pick-audience', 'policy-default'])(
    'takes %s, which brings in no value of another part',
    (part) => {
      const text = readFileSync(path.join(SRC, '../../contracts', `${part}.ts`), 'utf8');
      expect(text).not.toMatch(/^import (?!type\b)/m);
    },
  );
});
