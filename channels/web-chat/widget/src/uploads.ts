import type { Host } from './host.ts';
import type { SentFile } from './outbox.ts';
import { absolute } from './ui.ts';

/** A file on its way into the message that is being written. */
export interface Upload {
  key: number;
  name: string;
  /** 0 … 1 */
  progress: number;
  error?: string;
  file?: SentFile;
  abort(): void;
}

const TIMEOUT_MS = 120_000;

/** Sends one file; rejects with a code of the error catalogue. Progress comes in steps of what the browser tells. */
export const upload = (
  host: Host,
  token: string,
  file: Blob,
  name: string,
  onProgress: (part: number) => void,
): { done: Promise<SentFile>; abort(): void } => {
  const request = new XMLHttpRequest();
  const done = new Promise<SentFile>((resolve, reject) => {
    request.open('POST', `${host.base}/api/v1/files`);
    request.setRequestHeader('x-visitor-token', token);
    request.setRequestHeader('x-account-id', host.account);
    const user = host.userToken();
    if (user) request.setRequestHeader('x-user-token', user);
    request.responseType = 'json';
    request.timeout = TIMEOUT_MS;
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onload = () => {
      const body = request.response;
      if (request.status < 300 && body?.fileId)
        resolve({ ...body, ...(body.url ? { url: absolute(host.base, body.url) } : {}) });
      else reject(new Error(body?.error?.code ?? 'internal'));
    };
    request.onerror = request.ontimeout = () => reject(new Error('internal'));
    const form = new FormData();
    form.append('file', file, name);
    request.send(form);
  });
  return { done, abort: () => request.abort() };
};
