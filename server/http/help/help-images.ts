import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type RequestHandler, Router } from 'express';
import { AppError } from '#contracts/errors.ts';
import { Language } from '#contracts/time.ts';
import { can } from '../../domain/access/can.ts';
import { system } from '../../ports/scope.ts';
import type { HttpDeps } from '../deps.ts';
import { isInline } from '../files/sniff.ts';
import { IMAGE_PATH, type Shelf } from './help-shelf.ts';

const scope = system('help centre');

/**
 * `GET /help/images/{id}`: a picture a colleague uploaded for an article. Everybody sees it once a published article shows it; before that, who may
 * read articles. Never a file of a conversation.
 */
export const helpImages = (deps: HttpDeps, shelf: Shelf, rate: RequestHandler): Router => {
  const router = Router();
  router.get(`${IMAGE_PATH}:id`, rate, async (request, response) => {
    const { id } = request.params;
    const file = typeof id === 'string' ? await deps.ports.stores.files.meta(scope, id) : undefined;
    if (file?.owner.kind !== 'agent' || file.conversationId !== undefined || !isInline(file.mime))
      throw new AppError('not-found');
    const shelves = await Promise.all(Language.options.map(shelf));
    const isOut = shelves.some(({ images }) => images.has(file.id));
    if (!isOut) {
      const agent = await deps.auth.sessionOf(request.headers);
      if (!agent || !can(agent.scope, 'read-articles')) throw new AppError('not-found');
    }
    response
      .set('Content-Type', file.mime)
      .set('Content-Length', String(file.size))
      .set('X-Content-Type-Options', 'nosniff')
      .set('Content-Security-Policy', "default-src 'none'; sandbox")
      .set('Cross-Origin-Resource-Policy', isOut ? 'cross-origin' : 'same-origin')
      .set('Cache-Control', isOut ? 'public, max-age=86400' : 'private, no-cache')
      .set('ETag', `"${file.id}"`);
    if (request.fresh) {
      response.removeHeader('Content-Length');
      response.status(304).end();
      return;
    }
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const bytes = deps.ports.stores.files.stream(scope, file.id, { from: 0, to: file.size - 1 });
    await pipeline(Readable.from(bytes), response).catch((error: unknown) => {
      if (!response.destroyed) throw error;
    });
  });
  return router;
};
