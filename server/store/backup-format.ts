import { createHash, createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/**
 * A backup is a folder: one `<collection>.bson.gz` for each collection (documents one after the other, as mongodump writes them, so that
 * mongorestore reads them too) and `manifest.json`, which is written last. A folder without a manifest is not a backup.
 */
export const MANIFEST_FILE = 'manifest.json';

/** Raised when an older program could not read what this one writes. */
export const BACKUP_FORMAT = 1;

/** About running processes, not about customers: a restored one would keep living processes away. */
export const NOT_KEPT: ReadonlySet<string> = new Set(['leases', 'processes', 'restores']);

/** A backup or restore that cannot go on; `message` says what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

const Part = z.object({
  name: z.string().min(1),
  file: z.string().regex(/^[\w.-]+\.bson\.gz$/),
  documents: z.number().int().min(0),
  /** Of the documents, before compression. */
  bytes: z.number().int().min(0),
  /** Of the file as it lies there. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  indexes: z.array(z.record(z.string(), z.unknown())),
});
/** One collection of a backup. */
export type BackupPart = z.infer<typeof Part>;

const Manifest = z.object({
  format: z.number().int(),
  /** Of the program that wrote it. */
  version: z.string(),
  /** When it was begun; all collections are as of this moment. */
  at: z.iso.datetime(),
  /** The newest migration the data has been through. */
  migration: z.number().int().min(0),
  keyCheck: z.string(),
  parts: z.array(Part),
});
/** What a backup holds. */
export type BackupManifest = z.infer<typeof Manifest>;

/** Tells whether two keys are the same without telling the key. */
export const keyCheckOf = (secretKey: string): string =>
  createHmac('sha256', secretKey).update('madoguchi backup key check v1').digest('hex');

/** @throws BackupError when there is no manifest, or none that this version can read */
export const readManifest = async (folder: string): Promise<BackupManifest> => {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path.join(folder, MANIFEST_FILE), 'utf8'));
  } catch {
    throw new BackupError(
      `${folder} holds no complete backup: ${MANIFEST_FILE} is missing or cannot be read. A backup that was interrupted has none.`,
    );
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > BACKUP_FORMAT)
    throw new BackupError(
      `This backup was written by a newer version (format ${format}). Restore it with that version.`,
    );
  const parsed = Manifest.safeParse(value);
  if (!parsed.success)
    throw new BackupError(`${MANIFEST_FILE} of ${folder} is damaged: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};

const sha256Of = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
};

/** @throws BackupError that names every file which is missing or not as it was written */
export const checkFiles = async (folder: string, manifest: BackupManifest): Promise<void> => {
  const faults: string[] = [];
  for (const part of manifest.parts) {
    const found = await sha256Of(path.join(folder, part.file)).catch(() => 'missing');
    if (found === 'missing') faults.push(`${part.file} is missing`);
    else if (found !== part.sha256) faults.push(`${part.file} is damaged`);
  }
  if (faults.length > 0) throw new BackupError(`Nothing was restored: ${faults.join('; ')}.`);
};
