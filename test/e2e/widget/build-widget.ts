import path from 'node:path';
import { build } from 'vite';

const WIDGET = path.resolve(import.meta.dirname, '../../../channels/web-chat/widget');

/** Builds the browser part into `outDir`, as server/build.mjs does. */
export const buildWidget = async (outDir: string): Promise<void> => {
  const mode = process.env.NODE_ENV;
  // Else the JSX of development goes in.
  process.env.NODE_ENV = 'production';
  await build({
    root: WIDGET,
    configFile: path.join(WIDGET, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  }).finally(() => {
    process.env.NODE_ENV = mode;
  });
};
