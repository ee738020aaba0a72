import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Breach, config, findBreaches, ROOT } from './cruise.ts';
import { ALLOWED, BREACHES, type Plant } from './plants.ts';
import { SOURCE_FOLDERS, sourceFiles } from './source-files.ts';

function sourceOf({ file, imports }: Omit<Plant, 'rule'>): string {
  const own = path.basename(file).replace(/\W+/g, '_');
  if (imports === '') return `export const ${own} = 1;\n`;
  const [word, name] = imports.startsWith('type ') ? ['import type', imports.slice(5)] : ['import', imports];
  return `${word} * as other from '${name}';\nexport ${word === 'import' ? `const ${own} = other` : `type ${own} = typeof other`};\n`;
}

describe('the direction rules', () => {
  let planted: { breaches: Breach[]; read: string[] };
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'madoguchi-plants-'));
    await cp(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    for (const each of [...BREACHES, ...ALLOWED]) {
      const file = path.join(folder, each.file);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, sourceOf(each));
    }
    planted = await findBreaches(folder, ['contracts', 'channels', 'bot', 'server', 'inbox-ui', 'test']);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(BREACHES)('$rule catches $file → $imports', ({ rule, file }) => {
    expect(planted.breaches).toContainEqual(expect.objectContaining({ rule, from: file }));
  });

  it('let pass what is allowed', () => {
    const allowed = new Set(ALLOWED.map(({ file }) => file));
    expect(planted.breaches.filter(({ from }) => allowed.has(from))).toEqual([]);
  });

  it('are all proven by a planted breach', () => {
    const proven = new Set(BREACHES.map(({ rule }) => rule));
    expect(config.forbidden.map(({ name }) => name).filter((name) => !proven.has(name ?? ''))).toEqual([]);
  });
});

describe('the tree', () => {
  it('has no import against the direction rules, and every source file was read', async () => {
    const { breaches, read } = await findBreaches(ROOT, SOURCE_FOLDERS);
    const seen = new Set(read);
    const files = await sourceFiles();
    expect(files.length).toBeGreaterThan(60);
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
    expect(breaches).toEqual([]);
  });
});
