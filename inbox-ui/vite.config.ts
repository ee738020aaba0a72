import path from 'node:path';
import { minifyContractRouter } from '@orpc/contract';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { contract } from '../contracts/http.ts';
import { SOCKET_PROTOCOL } from '../contracts/socket.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
/** Where `npm run dev` runs the server; only vite's own dev server uses it. */
const API_ORIGIN = process.env.API_ORIGIN ?? 'http://127.0.0.1:3000';

/**
 * The endpoint catalogue as plain routes, made at build time: the browser needs paths and methods, not the schemas,
 * and so carries no validator.
 */
const contractRoutes = (): Plugin => ({
  name: 'contract-routes',
  resolveId: (id) => (id === 'virtual:contract' ? '\0virtual:contract' : undefined),
  load: (id) =>
    id === '\0virtual:contract'
      ? `export const routes = ${JSON.stringify(minifyContractRouter(contract))};\nexport const protocol = ${SOCKET_PROTOCOL};`
      : undefined,
});

const proxied = ['/api', '/files', '/webhooks', '/help', '/demo', '/widget.js'];

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [contractRoutes(), react()],
  resolve: { alias: [{ find: /^#contracts\//, replacement: `${ROOT}/contracts/` }] },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: path.join(ROOT, 'dist/inbox'),
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    chunkSizeWarningLimit: 900,
    // Schemas of contracts/ that the page only takes types from are left out, and the validator with them.
    // A scene that does take a schema brings the validator along by itself, not into everybody's first load.
    rolldownOptions: {
      treeshake: { manualPureFunctions: ['z'] },
      output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules[\\/]zod[\\/]/ }] } },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      ...Object.fromEntries(proxied.map((prefix) => [prefix, { target: API_ORIGIN }])),
      '/socket.io': { target: API_ORIGIN, ws: true },
    },
  },
});
