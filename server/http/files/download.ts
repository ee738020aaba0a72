import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import { system } from '../../ports/scope.ts';
import { mayReadFile } from '../../queries/read-file.ts';
import type { HttpDeps } from '../deps.ts';
import { ipOf, limiter, RATES } from '../rate-limits.ts';
import { isInline } from './sniff.ts';

const BROWSER_CACHE = 'private, max-age=86400, immutable';

/** RFC 6266: a plain name for old readers, the real one in UTF-8. */
const dispositionOf = (kind: 'inline' | 'attachment', name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const real = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${real}`;
};

/** One byte range, as players ask for it. Undefined: send everything. */
const rangeOf = (header: string | undefined, size: number): { from: number; to: number } | undefined => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const from = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const to = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return from <= to && from < size ? { from, to } : undefined;
};

/** Piece by piece: a slow reader holds a piece in memory, not the file. */
const sendBytes = async (
  request: Request,
  response: Response,
  size: number,
  read: (range: { from: number; to: number }) => AsyncIterable<Uint8Array>,
): Promise<void> => {
  const part = rangeOf(request.headers.range, size);
  const { from, to } = part ?? { from: 0, to: size - 1 };
  response.set('Accept-Ranges', 'bytes').set('Content-Length', String(to - from + 1));
  if (part) response.status(206).set('Content-Range', `bytes ${from}-${to}/${size}`);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Who hangs up half-way has what they wanted.
  await pipeline(Readable.from(read({ from, to })), response).catch((error: unknown) => {
    if (!response.destroyed) throw error;
  });
};

/** Whoever holds a signed path, or an agent who may see the conversation. Everyone else hears that there is no such file. */
const isAllowed = async (deps: HttpDeps, request: Request, id: string): Promise<boolean> => {
  const { until, sig } = request.query;
  if (typeof until === 'string' && typeof sig === 'string') return deps.fileUrls.verify(id, until, sig);
  const agent = await deps.auth.sessionOf(request.headers);
  return agent !== undefined && mayReadFile(deps.ports, agent.scope, id);
};

/** `GET /files/{id}`: pictures in line, everything else as a download; nothing in it can run. */
export const downloadRoutes = (deps: HttpDeps): Router => {
  const router = Router();
  const rate = limiter(undefined, {
    ...RATES.file,
    name: 'file',
    limit: deps.config.rates?.file ?? RATES.file.limit,
    key: ipOf,
  });
  router.get(PATHS.download, rate, async (request, response) => {
    const { id } = request.params;
    if (typeof id !== 'string' || !(await isAllowed(deps, request, id))) throw new AppError('not-found');
    const scope = system('file download');
    const file = await deps.ports.stores.files.meta(scope, id);
    if (!file) throw new AppError('not-found');
    const inline = isInline(file.mime);
    const charset = file.mime.startsWith('text/') ? '; charset=utf-8' : '';
    response
      .set('Content-Type', `${file.mime}${charset}`)
      .set('Content-Disposition', dispositionOf(inline ? 'inline' : 'attachment', file.name))
      .set('X-Content-Type-Options', 'nosniff')
      .set('Content-Security-Policy', "default-src 'none'; sandbox")
      .set('Cross-Origin-Resource-Policy', request.query.sig ? 'cross-origin' : 'same-origin')
      .set('Cache-Control', BROWSER_CACHE);
    await sendBytes(request, response, file.size, (range) =>
      deps.ports.stores.files.stream(scope, file.id, range),
    );
  });
  return router;
};
