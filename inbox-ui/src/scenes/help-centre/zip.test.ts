import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { zipOf } from './zip.ts';

test('the archive holds each file, as Python’s own reader checks it', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'madoguchi-zip-'));
  const files = [
    { name: '送料.ja.md', text: '# 送料\n\n770円です。\n' },
    { name: 'empty.en.md', text: '' },
  ];
  writeFileSync(path.join(dir, 'a.zip'), Buffer.concat(zipOf(files)));
  const read = execFileSync('python3', ['-m', 'zipfile', '-e', path.join(dir, 'a.zip'), dir]);
  expect(read.toString()).toBe('');
  for (const { name, text } of files) expect(readFileSync(path.join(dir, name), 'utf8')).toBe(text);
  rmSync(dir, { recursive: true });
});
