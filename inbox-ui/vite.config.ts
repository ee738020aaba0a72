import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What the development server passes on to the product's own server. */
const SERVER_PATHS = ['/api', '/socket.io', '/webhooks', '/files', '/widget.js', '/widget', '/demo', '/help'];
const serverUrl = `http://127.0.0.1:${process.env.PORT ?? '3000'}`;

export default defineConfig({
  plugins: [react()],
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      SERVER_PATHS.map((from) => [from, { target: serverUrl, ws: from === '/socket.io' }]),
    ),
  },
  build: {
    // Read by .size-limit.cjs: which files the first page needs.
    manifest: true,
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 1_000,
  },
});
