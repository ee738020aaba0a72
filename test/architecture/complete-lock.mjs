/**
 * Completes package-lock.json with the optional packages of other platforms (the native parts of
 * biome, rolldown, argon2 …). A package registry that does not carry them makes npm write a lock
 * without them, and `npm ci` refuses such a lock (EUSAGE "Missing: … from lock file").
 *
 * Run after every `npm install`: `node test/architecture/complete-lock.mjs [--check] [lock file]`.
 * `--check` changes nothing and exits 1 when an entry is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** The lock key under which `name` resolves for the package at `from`, or undefined. */
function resolveFrom(packages, from, name) {
  for (let at = from; ; ) {
    const key = `${at ? `${at}/` : ''}node_modules/${name}`;
    if (packages[key]) return key;
    if (!at) return undefined;
    const cut = at.lastIndexOf('node_modules/');
    at = cut <= 0 ? '' : at.slice(0, cut - 1);
  }
}

/** Reads the platform out of a package name such as `@biomejs/cli-linux-arm64-musl`. */
function platformOf(name) {
  const words = name.toLowerCase().split(/[-_/.]/);
  const os = SYSTEMS.filter((s) => words.includes(s) || (s === 'win32' && words.includes('windows')));
  const cpu = PROCESSORS.filter((c) => words.includes(c) || (c === 'ia32' && words.includes('386')));
  if (words.some((w) => /^arm(v7)?(eabi|eabihf|musleabihf|gnueabihf)?$/.test(w))) cpu.push('arm');
  const libc = words.some((w) => w.startsWith('musl'))
    ? { libc: ['musl'] }
    : words.some((w) => w.startsWith('gnu'))
      ? { libc: ['glibc'] }
      : {};
  return { os: os.length > 0 ? os : ['none'], ...(cpu.length > 0 ? { cpu } : {}), ...libc };
}

/** Adds what is missing to a parsed lock (in place) and returns the names that were added. */
export function completeLock(lock) {
  const added = [];
  for (const [key, entry] of Object.entries(lock.packages)) {
    for (const [name, spec] of Object.entries(entry.optionalDependencies ?? {})) {
      const version = spec.replace(/^[\^~]/, '');
      const found = resolveFrom(lock.packages, key, name);
      if (found && (lock.packages[found].version === version || spec !== version)) continue;
      const at = found ? `${key}/node_modules/${name}` : `node_modules/${name}`;
      const reach = entry.dev ? { dev: true } : {};
      lock.packages[at] = { version, ...reach, optional: true, ...platformOf(name) };
      added.push(`${name}@${version}`);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return added;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const args = process.argv.slice(2);
  const check = args.includes('--check');
  const file = args.find((a) => !a.startsWith('--')) ?? 'package-lock.json';
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = completeLock(lock);
  if (added.length > 0 && !check) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(
    `${check ? 'missing' : 'added'} ${added.length}${added.length > 0 ? `: ${added.join(' ')}` : ''}`,
  );
  if (check && added.length > 0) process.exit(1);
}
