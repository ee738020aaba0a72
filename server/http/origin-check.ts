import type { Request, RequestHandler } from 'express';
import { AppError } from '#contracts/errors.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether the page that made the request is one of ours. */
const isOwnOrigin = (request: Request, own: ReadonlySet<string>): boolean => {
  const { origin } = request.headers;
  if (origin === undefined) {
    // A browser always names the origin of a write, or at least says whether it comes from the same site.
    const site = request.headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  if (own.has(origin)) return true;
  try {
    return new URL(origin).host === request.headers.host;
  } catch {
    return false;
  }
};

/**
 * Refuses writes that another site's page makes with our cookie (CSRF): by Origin, and by accepting JSON only, which a form cannot send.
 * Requests without a cookie carry no right that could be abused.
 */
export const originCheck = (publicUrl: string, allowed: readonly string[] = []): RequestHandler => {
  const own = new Set([new URL(publicUrl).origin, ...allowed]);
  return (request, _response, next) => {
    if (SAFE.has(request.method)) return next();
    if (
      request.headers.cookie !== undefined &&
      request.headers.authorization === undefined &&
      !isOwnOrigin(request, own)
    ) {
      throw new AppError('origin-not-allowed');
    }
    next();
  };
};

/** A body, where there is one, must be JSON. */
export const jsonOnly: RequestHandler = (request, _response, next) => {
  if (SAFE.has(request.method)) return next();
  const length = request.headers['content-length'];
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  if (hasBody && !request.is('application/json')) {
    throw new AppError('invalid-input', { issues: [{ path: 'content-type' }] });
  }
  next();
};
