import { useState } from 'react';
import type { MessageView } from '#contracts/message.ts';
import { uploadFile } from '../../api/upload.ts';
import { newId } from '../../state/new-id.ts';

type Attachment = MessageView['attachments'][number];

/** Most files one message takes. */
export const MAX_FILES = 10;

/** A file beside the composer: on its way up, stored, or failed with a code. */
export interface ComposerFile {
  key: string;
  name: string;
  size: number;
  attachment?: Attachment;
  code?: string;
}

/** The files of the message being written. */
export const useFiles = () => {
  const [files, setFiles] = useState<readonly ComposerFile[]>([]);
  const change = (key: string, to: Partial<ComposerFile>): void =>
    setFiles((before) => before.map((file) => (file.key === key ? { ...file, ...to } : file)));
  const add = (chosen: readonly File[]): void => {
    const taken = chosen
      .slice(0, Math.max(0, MAX_FILES - files.length))
      .map((file) => ({ key: newId(), file }));
    setFiles((before) => [
      ...before,
      ...taken.map(({ key, file }) => ({ key, name: file.name, size: file.size })),
    ]);
    for (const { key, file } of taken)
      uploadFile(file).then(
        (attachment) => change(key, { attachment }),
        (error: unknown) => change(key, { code: error instanceof Error ? error.message : 'internal' }),
      );
  };
  return {
    files,
    add,
    remove: (key: string) => setFiles((before) => before.filter((file) => file.key !== key)),
    clear: () => setFiles([]),
    restore: (attachments: readonly Attachment[]) =>
      setFiles(
        attachments.map((attachment) => ({
          key: newId(),
          name: attachment.name,
          size: attachment.size,
          attachment,
        })),
      ),
    attachments: files.flatMap((file) => file.attachment ?? []),
    busy: files.some((file) => file.attachment === undefined && file.code === undefined),
  };
};
