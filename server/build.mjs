/**
 * Builds what is missing or out of date into dist/: `node server/build.mjs [--force]`.
 *
 * - `server`: esbuild bundles the entry points below; npm packages stay outside, imports like `#contracts/…` go in.
 * - `inbox`, `widget`: vite, by the vite.config.ts of their folders.
 *
 * Each part keeps a stamp of its inputs (path, size, time of change) in dist/. Nothing changed: < 300 ms, and
 * neither esbuild nor vite is loaded.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '..');
const NOT_AN_INPUT = /(\.test\.tsx?$|^\.|^node_modules$|^fixtures$|^dist$|~$)/;

/** Programs of the server; those that do not exist are passed over. Workers sit beside the code that starts them. */
const SERVER_ENTRIES = ['server/main.ts'];
const WORKER_FILE = /-worker\.ts$/;

/**
 * @typedef {{ name: string, inputs: string[], out: string, entry: string, build: (out: string) => Promise<void> }} Part
 * @type {Part[]}
 */
const PARTS = [
  {
    name: 'server',
    inputs: ['server', 'bot', 'channels', 'contracts'],
    out: 'dist/server',
    entry: 'server/main.ts',
    build: buildServer,
  },
  {
    name: 'inbox',
    inputs: ['inbox-ui', 'contracts'],
    out: 'dist/inbox',
    entry: 'inbox-ui/index.html',
    build: (out) => buildWithVite('inbox-ui', out),
  },
  {
    name: 'widget',
    inputs: ['channels/web-chat', 'contracts'],
    out: 'dist/widget',
    entry: 'channels/web-chat/widget/src/loader.ts',
    build: (out) => buildWithVite('channels/web-chat/widget', out),
  },
];

function* filesIn(folder) {
  if (!existsSync(path.join(ROOT, folder))) return;
  for (const item of readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
    if (NOT_AN_INPUT.test(item.name)) continue;
    const file = `${folder}/${item.name}`;
    if (item.isDirectory()) yield* filesIn(file);
    else yield file;
  }
}

/** A word that changes whenever a file of these folders, the tool versions or this script change. */
function stampOf(part) {
  const hash = createHash('sha256');
  const files = ['package-lock.json', 'package.json', 'tsconfig.json', 'server/build.mjs'];
  for (const file of [...files, ...part.inputs.flatMap((folder) => [...filesIn(folder)])]) {
    const { size, mtimeMs } = statSync(path.join(ROOT, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

async function buildServer(out) {
  const esbuild = await import('esbuild');
  const workers = ['server', 'bot', 'channels'].flatMap((folder) =>
    [...filesIn(folder)].filter((file) => WORKER_FILE.test(file)),
  );
  const entries = [...SERVER_ENTRIES, ...workers].filter((file) => existsSync(path.join(ROOT, file)));
  await esbuild.build({
    absWorkingDir: ROOT,
    // Flat: dist/server/main.js starts dist/server/<name>-worker.js, found by import.meta.dirname.
    entryPoints: entries.map((file) => ({ in: file, out: path.basename(file, '.ts') })),
    outdir: out,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
    plugins: [ownImports],
  });
}

/** `packages: external` would leave `#contracts/…` outside too: they are our own folders. */
const ownImports = {
  name: 'own-imports',
  setup(build) {
    build.onResolve({ filter: /^#/ }, ({ path: name }) => ({ path: path.join(ROOT, name.slice(1)) }));
  },
};

async function buildWithVite(folder, out) {
  const vite = await import('vite');
  const root = path.join(ROOT, folder);
  await vite.build({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: out, emptyOutDir: true },
  });
}

/**
 * Brings dist/ up to date. Gives the names of the parts that were built.
 * @param {{ force?: boolean, only?: string[] }} [options]
 */
export async function buildAll({ force = false, only } = {}) {
  const built = [];
  for (const part of PARTS) {
    if (only && !only.includes(part.name)) continue;
    if (!existsSync(path.join(ROOT, part.entry))) {
      console.warn(`not built: ${part.name} (${part.entry} does not exist)`);
      continue;
    }
    const out = path.join(ROOT, part.out);
    const stampFile = `${out}.stamp`;
    const stamp = stampOf(part);
    const current = existsSync(stampFile) && existsSync(out) && readFileSync(stampFile, 'utf8') === stamp;
    if (current && !force) continue;
    const startedAt = performance.now();
    rmSync(stampFile, { force: true });
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out, { recursive: true });
    await part.build(out);
    writeFileSync(stampFile, stamp);
    built.push(part.name);
    console.log(`built ${part.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
  return built;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await buildAll({ force: process.argv.includes('--force') });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
