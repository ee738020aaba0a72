import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A browser's binary and the flags it needs besides our own. */
interface Found {
  readonly executablePath: string;
  readonly args: readonly string[];
}

function onPath(names: readonly string[], searchPath: string): string | undefined {
  for (const name of names) {
    for (const folder of searchPath.split(path.delimiter).filter(Boolean)) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

/** `CHROME_PATH` → chromium or google-chrome on PATH → the binary that the package @sparticuz/chromium carries. */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<Found> {
  if (env.CHROME_PATH) return { executablePath: env.CHROME_PATH, args: [] };
  const installed = onPath(INSTALLED, env.PATH ?? '');
  if (installed) return { executablePath: installed, args: [] };
  if (process.platform !== 'linux') {
    throw new Error('No browser found: install Chromium or Google Chrome, or name one in CHROME_PATH.');
  }
  const { default: carried } = await import('@sparticuz/chromium');
  // Its flags for a phone-sized, single-process sandbox would hide faults; of them, only software drawing is needed.
  return {
    executablePath: await carried.executablePath(),
    args: ['--use-gl=angle', '--use-angle=swiftshader'],
  };
}

/** A headless browser for tests and screenshots; close it in afterAll. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { executablePath, args } = await findBrowser();
  return chromium.launch({
    executablePath,
    headless: true,
    timeout: 60_000,
    ...options,
    args: [...FLAGS, ...args, ...(options.args ?? [])],
  });
}
