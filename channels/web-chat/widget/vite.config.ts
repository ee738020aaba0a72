import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

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
  plugins: [classicLoader()],
  resolve: { alias: [{ find: /^#contracts\//, replacement: `${path.join(root, '../../../contracts')}/` }] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    // A library build has no preload code around its dynamic imports.
    lib: {
      entry: { widget: path.join(root, 'src/loader.ts'), panel: path.join(root, 'src/panel.tsx') },
      formats: ['es'],
    },
    rolldownOptions: {
      // What extras share with the panel stays in the panel's file.
      preserveEntrySignatures: 'allow-extension',
      output: {
        minify: true,
        entryFileNames: (chunk) => (chunk.name === 'widget' ? 'widget.js' : '[name]-[hash].js'),
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
});
