import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const require = createRequire(import.meta.url);
const root = import.meta.dirname;
/** Folder of ES modules of a package whose `exports` name only its index. */
const esm = (name: string, from = require): string =>
  path.join(path.dirname(from.resolve(`${name}/package.json`)), 'build/esm');

const client = esm('socket.io-client');
const engine = esm('engine.io-client', createRequire(path.join(client, 'index.js')));

/**
 * Leaves out of socket.io-client what the widget never uses (WebTransport, fetch polling, the Node transports, the
 * look-up by URL): 13.1 → 10.4 kB gzip. Long polling is a chunk of its own, loaded when WebSocket does not get through.
 */
const slimTransport = (): Plugin => {
  const modules: Record<string, string> = {
    'socket.io-client': `export { Manager } from ${JSON.stringify(`${client}/manager.js`)};
      export { WS as WebSocket } from ${JSON.stringify(`${engine}/transports/websocket.js`)};
      export { XHR } from ${JSON.stringify(`${engine}/transports/polling-xhr.js`)};`,
    'engine.io-client': `export { Socket } from ${JSON.stringify(`${engine}/socket.js`)};
      export { installTimerFunctions } from ${JSON.stringify(`${engine}/util.js`)};
      export { nextTick } from ${JSON.stringify(`${engine}/globals.js`)};`,
    './transports/index.js': 'export const transports = {};',
  };
  return {
    name: 'slim-transport',
    enforce: 'pre',
    resolveId: (id) =>
      id in modules
        ? { id: `\0slim:${id}`, moduleSideEffects: false }
        : id === './globals.node.js' || id === '../globals.node.js'
          ? { id: `${engine}/globals.js`, moduleSideEffects: false }
          : null,
    load: (id) => (id.startsWith('\0slim:') ? (modules[id.slice(6)] ?? null) : null),
  };
};

/** Makes of the loader's chunk a classic script that knows the panel's hashed file. */
const classicLoader = (): Plugin => ({
  name: 'classic-loader',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
    const panel = chunks.find((chunk) => chunk.name === 'panel');
    const loader = chunks.find((chunk) => chunk.name === 'widget');
    if (!panel || !loader) this.error('loader or panel is missing');
    if (loader.imports.length > 0 || loader.exports.length > 0) this.error('the loader must stay one file');
    loader.code = `(()=>{${loader.code.replaceAll('PANEL_FILE', JSON.stringify(panel.fileName)).trim()}})();`;
  },
});

export default defineConfig({
  root,
  plugins: [slimTransport(), classicLoader()],
  resolve: { alias: [{ find: /^#contracts\//, replacement: `${path.join(root, '../../../contracts')}/` }] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { widget: path.join(root, 'src/loader.ts'), panel: path.join(root, 'src/panel.tsx') },
      preserveEntrySignatures: 'strict',
      output: {
        format: 'es',
        entryFileNames: (chunk) => (chunk.name === 'widget' ? 'widget.js' : '[name]-[hash].js'),
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
});
