import type { IncomingMessage } from 'node:http';
import { AppError } from '#contracts/errors.ts';

/**
 * Reads a body as it came, at most `maxBytes` within `timeoutMs`.
 * Throws AppError('too-large'), or AppError('invalid-input') when the sender stops half-way or is too slow.
 */
export const readRawBody = (
  request: IncomingMessage,
  limits: { maxBytes: number; timeoutMs: number },
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > limits.maxBytes) {
      reject(new AppError('too-large'));
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      request.pause();
      finish();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limits.maxBytes) settle(() => reject(new AppError('too-large')));
      else chunks.push(chunk);
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks, size)));
    const onClose = (): void => settle(() => reject(new AppError('invalid-input', { reason: 'body-cut' })));
    const timer = setTimeout(
      () => settle(() => reject(new AppError('invalid-input', { reason: 'body-timeout' }))),
      limits.timeoutMs,
    );
    request.on('data', onData).on('end', onEnd).on('close', onClose);
    // The close event tells what the error event does, and comes always.
    request.on('error', () => undefined);
  });
