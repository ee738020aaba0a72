import { type Request, type Response, Router } from 'express';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import { system } from '../../ports/scope.ts';
import { mayReadFile } from '../../queries/read-file.ts';
import type { HttpDeps } from '../deps.ts';
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

const sendBytes = (request: Request, response: Response, data: Buffer): void => {
  const range = rangeOf(request.headers.range, data.byteLength);
  response.set('Accept-Ranges', 'bytes');
  if (!range) {
    response.end(data);
    return;
  }
  response.status(206).set('Content-Range', `bytes ${range.from}-${range.to}/${data.byteLength}`);
  response.end(data.subarray(range.from, range.to + 1));
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
  router.get(PATHS.download, async (request, response) => {
    const { id } = request.params;
    if (typeof id !== 'string' || !(await isAllowed(deps, request, id))) throw new AppError('not-found');
    const scope = system('file download');
    const file = await deps.ports.stores.files.meta(scope, id);
    const data = file && (await deps.ports.stores.files.read(scope, id));
    if (!file || !data) throw new AppError('not-found');
    const inline = isInline(file.mime);
    const charset = file.mime.startsWith('text/') ? '; charset=utf-8' : '';
    response
      .set('Content-Type', `${file.mime}${charset}`)
      .set('Content-Disposition', dispositionOf(inline ? 'inline' : 'attachment', file.name))
      .set('X-Content-Type-Options', 'nosniff')
      .set('Content-Security-Policy', "default-src 'none'; sandbox")
      .set('Cross-Origin-Resource-Policy', request.query.sig ? 'cross-origin' : 'same-origin')
      .set('Cache-Control', BROWSER_CACHE);
    sendBytes(request, response, data);
  });
  return router;
};
