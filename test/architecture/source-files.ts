import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './cruise.ts';

/** The folders that hold code. */
export const SOURCE_FOLDERS = ['contracts', 'channels', 'bot', 'server', 'inbox-ui', 'test', 'bench'].filter(
  (folder) => existsSync(path.join(ROOT, folder)),
);

/** Paths (from the root, with /) of all files in these folders, without fixtures and what is built. */
export async function filesIn(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const items = await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
      return items
        .filter((item) => item.isFile())
        .map((item) => path.relative(ROOT, path.join(item.parentPath, item.name)).split(path.sep).join('/'));
    }),
  );
  return found
    .flat()
    .filter((file) => !/(^|\/)(fixtures|node_modules|dist)\//.test(file))
    .sort();
}

/** All TypeScript of the project. */
export const sourceFiles = async (): Promise<string[]> =>
  (await filesIn(SOURCE_FOLDERS)).filter((file) => /\.tsx?$/.test(file));

/** The text of a file named from the root. */
export const read = (file: string): Promise<string> => readFile(path.join(ROOT, file), 'utf8');
