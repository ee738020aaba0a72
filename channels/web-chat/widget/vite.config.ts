import { defineConfig } from 'vite';

/**
 * Two files: `widget.js`, which a site embeds and which shows only the button, and `panel.js`, which it imports when
 * the button is first pressed. Other chunks carry a hash.
 */
export default defineConfig({
  build: {
    target: 'es2022',
    modulePreload: false,
    sourcemap: false,
    rollupOptions: {
      input: { widget: 'loader.ts', panel: 'panel.tsx' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
