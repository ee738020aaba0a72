import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = import.meta.dirname;
/** Parts of contracts/ that hold plain values; taking a value from any other brings the validator into the page (24 KiB). */
const PLAIN = ['time', 'errors', 'sms-segments', 'report-definitions', 'fill-words'];
/** Areas fetched when they are first opened: they may bring the validator with them. The first load itself is held by its size. */
const FETCHED_LATER = /^scenes\/(?:bot-[a-z]+|help-centre|customers)\//;

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
      if (FETCHED_LATER.test(path.relative(SRC, file))) continue;
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
});
