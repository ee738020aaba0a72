import type { RequestHandler } from 'express';
import { nanoid } from 'nanoid';
import type { Log } from '../ports.ts';

/** Part of a path that names something: an id, an address, a token. */
const NAMED = /^(?=.*\d)[\w-]{8,}$|[^\w.-]|^.{33,}$/;

/** The path as a pattern: no ids (some hold addresses), no query. */
export const pathPattern = (path: string): string =>
  path
    .split('/')
    .map((part) => (NAMED.test(part) ? ':id' : part))
    .join('/');

/** Gives each request an id (also in `x-request-id`) and writes one line when it is answered: no address, no query, no body. */
export const requestLog =
  (
    log: Log,
    observe: (seen: { method: string; path: string; status: number; seconds: number }) => void,
  ): RequestHandler =>
  (request, response, next) => {
    const startedAt = process.hrtime.bigint();
    const requestId = nanoid(12);
    response.locals.requestId = requestId;
    response.set('x-request-id', requestId);
    const path = pathPattern(request.path);
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      const { method } = request;
      const status = response.writableFinished ? response.statusCode : 499;
      observe({ method, path, status, seconds });
      const line = { requestId, method, path, status, ms: Math.round(seconds * 1_000) };
      if (status >= 500) log.warn(line, 'request');
      else log.debug(line, 'request');
    });
    next();
  };
