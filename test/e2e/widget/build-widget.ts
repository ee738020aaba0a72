import path from 'node:path';
import { build } from 'vite';

const WIDGET = path.resolve(import.meta.dirname, '../../../channels/web-chat/widget');

/** Builds the browser part into `outDir`, as server/build.mjs does. */
export const buildWidget = async (outDir: string): Promise<void> => {
  await build({
    root: WIDGET,
    configFile: path.join(WIDGET, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
};
