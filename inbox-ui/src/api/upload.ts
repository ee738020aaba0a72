import type { MessageView } from '#contracts/message.ts';

type Attachment = MessageView['attachments'][number];

/** Longest wait for one file. Milliseconds. */
const UPLOAD_TIMEOUT_MS = 120_000;

const isAttachment = (body: unknown): body is Attachment =>
  typeof body === 'object' && body !== null && 'fileId' in body && 'name' in body;

/** Uploads one file. Rejects with an Error whose message is a code of the error catalogue or `unreachable`. */
export const uploadFile = async (file: File): Promise<Attachment> => {
  const form = new FormData();
  form.set('file', file);
  const response = await fetch('/api/v1/files', {
    method: 'POST',
    body: form,
    credentials: 'same-origin',
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
  }).catch(() => {
    throw new Error('unreachable');
  });
  if (response.status === 413) throw new Error('too-large');
  if (!response.ok) throw new Error(response.status >= 500 ? 'internal' : 'file-not-accepted');
  const body: unknown = await response.json();
  if (!isAttachment(body)) throw new Error('internal');
  return body;
};

/** Where a stored file is read. */
export const fileUrl = (fileId: string): string => `/files/${encodeURIComponent(fileId)}`;
