import { AppError } from '#contracts/errors.ts';
import type { Attachment } from '#contracts/message.ts';
import { authorize } from '../domain/access/can.ts';
import { MAX_FILE_BYTES } from '../domain/settings/file-limits.ts';
import type { StoredFile } from '../ports/content-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

export interface UploadedFile {
  name: string;
  /** By content, never by what the sender called it. */
  mime: string;
  data: Buffer;
}

/** Longest name kept, with its ending. */
const MAX_NAME = 120;
const CONTROL = /[\p{Cc}\p{Cf}]/gu;

/** A name that is safe to show and to offer for saving: no path, no control or direction marks. */
export const safeName = (name: string): string => {
  const base = name.normalize('NFC').replace(CONTROL, '').split(/[\\/]/).at(-1)?.trim() ?? '';
  const plain = base.replace(/^\.+/, '').replace(/[<>:"|?*]/g, '_');
  if (plain.length <= MAX_NAME) return plain || 'file';
  const dot = plain.lastIndexOf('.');
  const ending = dot > 0 && plain.length - dot <= 10 ? plain.slice(dot) : '';
  return plain.slice(0, MAX_NAME - ending.length) + ending;
};

export const kindOf = (mime: string): Attachment['kind'] => {
  const family = mime.split('/')[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
};

/** Keeps a file for an agent, or for the visitor of a thread (a customer scope). @throws AppError `file-not-accepted`, `too-large` */
export const uploadFile = async (ports: Ports, scope: Scope, file: UploadedFile): Promise<StoredFile> => {
  if (scope.kind === 'agent') authorize(scope, 'upload-files');
  if (file.data.byteLength === 0) throw new AppError('file-not-accepted');
  if (file.data.byteLength > MAX_FILE_BYTES) throw new AppError('too-large');
  const owner =
    scope.kind === 'agent'
      ? { kind: 'agent' as const, id: scope.agentId }
      : scope.kind === 'customer'
        ? { kind: 'customer' as const, id: scope.threadId }
        : { kind: 'system' as const, id: scope.reason };
  const fields = { name: safeName(file.name), mime: file.mime, kind: kindOf(file.mime), owner };
  return ports.stores.files.save(scope, fields, file.data);
};
