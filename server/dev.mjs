/**
 * `npm run dev`: the server restarts when its code changes, the widget is rebuilt, and the inbox is served by vite
 * with hot replacement on http://127.0.0.1:5173 (its own port; everything else is passed on to the server).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build, createServer } from 'vite';
import { buildAll } from './build.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const INBOX = path.join(ROOT, 'inbox-ui');
const WIDGET = path.join(ROOT, 'channels/web-chat/widget');

// A page that does not build must not keep the rest from starting: the watchers build it again.
await buildAll({ only: ['inbox', 'widget'] }).catch((error) => console.error(error.message));
const server = spawn(
  path.join(ROOT, 'node_modules/.bin/tsx'),
  ['watch', '--clear-screen=false', 'server/main.ts', ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit' },
);
const watcher = existsSync(path.join(WIDGET, 'src/loader.ts'))
  ? await build({
      root: WIDGET,
      configFile: path.join(WIDGET, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: path.join(ROOT, 'dist/widget'), emptyOutDir: true, watch: {} },
    })
  : undefined;
const inbox = await createServer({ root: INBOX, configFile: path.join(INBOX, 'vite.config.ts') });
await inbox.listen();
inbox.printUrls();

let stopping = false;
/** Ends vite at once and waits for the server, which drains. */
const stop = async () => {
  if (stopping) return;
  stopping = true;
  server.kill('SIGTERM');
  await Promise.all([inbox.close(), watcher && 'close' in watcher ? watcher.close() : undefined]);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
server.on('exit', (code) => {
  void stop().then(() => process.exit(code ?? 0));
});
