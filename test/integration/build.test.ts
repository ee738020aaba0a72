import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');
const COPIED = ['package.json', 'package-lock.json', 'tsconfig.json', 'server/build.mjs'];

/** A product of a few lines, laid out like the real one. */
const TREE: Record<string, string> = {
  'contracts/words.ts': `export const HELLO = 'こんにちは';\n`,
  'server/main.ts': `import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { HELLO } from '#contracts/words.ts';
console.log(HELLO, process.argv.slice(2).join());
new Worker(path.join(import.meta.dirname, 'echo-worker.js'), { stdout: false });
const { late } = await import('./late.ts');
console.log(late);\n`,
  'server/late.ts': `export const late = 'loaded late';\n`,
  'server/echo-worker.ts': `console.log('from the worker');\n`,
  'inbox-ui/index.html': `<div id="root"></div><script type="module" src="/src/main.ts"></script>\n`,
  'inbox-ui/src/main.ts': `import { HELLO } from '#contracts/words.ts';\ndocument.title = HELLO;\n`,
  'inbox-ui/vite.config.ts': `import { defineConfig } from 'vite';\nexport default defineConfig({});\n`,
  'channels/web-chat/widget/src/loader.ts': `document.title = 'button';\n`,
  'channels/web-chat/widget/vite.config.ts': `import { defineConfig } from 'vite';
export default defineConfig({
  build: { rollupOptions: { input: { widget: 'src/loader.ts' }, output: { entryFileNames: '[name].js' } } },
});\n`,
};

let folder: string;
const build = async (): Promise<string> =>
  (await run(process.execPath, ['server/build.mjs'], { cwd: folder })).stdout;
const builtNames = (out: string): string[] => [...out.matchAll(/^built (\w+)/gm)].map((hit) => hit[1] ?? '');

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'madoguchi-build-'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [file, text] of Object.entries(TREE)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  for (const file of COPIED) await cp(path.join(ROOT, file), path.join(folder, file));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the build', () => {
  it('makes the server, the inbox and the widget, and then nothing until something changes', async () => {
    expect(builtNames(await build())).toEqual(['server', 'inbox', 'widget']);
    expect(await build()).toBe('');

    await writeFile(path.join(folder, 'inbox-ui/src/main.ts'), `document.title = 'changed';\n`);
    expect(builtNames(await build())).toEqual(['inbox']);
    const later = new Date(Date.now() + 5_000);
    await utimes(path.join(folder, 'contracts/words.ts'), later, later);
    expect(builtNames(await build())).toEqual(['server', 'inbox', 'widget']);
  });

  it('ignores tests and builds again what was deleted', async () => {
    await build();
    await writeFile(path.join(folder, 'server/main.test.ts'), 'not a program');
    expect(await build()).toBe('');
    await rm(path.join(folder, 'dist/widget'), { recursive: true });
    expect(builtNames(await build())).toEqual(['widget']);
  });

  it('gives a server that runs by itself, with its workers and what it loads late', async () => {
    await build();
    const { stdout } = await run(process.execPath, ['dist/server/main.js', '--no-demo'], { cwd: folder });
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining(['こんにちは --no-demo', 'loaded late', 'from the worker']),
    );
  });
});
