import type { Attachment } from '#contracts/message.ts';
import type { StoredFile } from '../ports/content-stores.ts';

/** A stored file as a message carries it. */
export const presentFile = (file: StoredFile): Omit<Attachment, 'sourceUrl'> =>
  ({
    fileId: file.id,
    name: file.name,
    mime: file.mime,
    size: file.size,
    kind: file.kind,
    status: 'stored',
  }) as Omit<Attachment, 'sourceUrl'>;
