import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAlive } from '#server/embedded/process-identity.ts';
import { livingUsers, readState } from '#server/embedded/store-folder.ts';

/** The prefixes under which the kit makes its folders. */
const PREFIX = /^madoguchi-(test|stores|embedded)-/;
/** A folder this young may belong to a run that has not entered its store yet. */
const YOUNG_MS = 10 * 60_000;

/** Ends the stores in a data folder that no living process uses. True when nobody uses the folder. */
export async function endAbandonedStores(dataDir: string): Promise<boolean> {
  let users = 0;
  for (const name of ['mongod', 'redis']) {
    const dir = path.join(dataDir, name);
    const living = await livingUsers(dir);
    users += living;
    const state = await readState(path.join(dir, `${name}.pid.json`));
    if (living === 0 && state && isAlive(state.pid, state.stamp)) process.kill(state.pid, 'SIGKILL');
  }
  return users === 0;
}

/** Ends and removes what a killed test run left in the system's temporary folder. */
export async function sweepAbandonedFolders(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => PREFIX.test(name));
  for (const name of names) {
    const dir = path.join(tmpdir(), name);
    // Another run may be removing it at this moment.
    const made = await stat(dir).catch(() => undefined);
    if (!made || Date.now() - made.birthtimeMs < YOUNG_MS) continue;
    if (await endAbandonedStores(dir)) await rm(dir, { recursive: true, force: true });
  }
}
