import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { AppError, ERRORS } from '#contracts/errors.ts';
import type { Log } from '../ports.ts';
import { errorBody, knownError } from './error-body.ts';
import { languageOf } from './language.ts';

/** Seconds said with a 503: long enough for a new primary or another process. */
const RETRY_AFTER_SECONDS = 5;

export const requestIdOf = (response: Response): string | undefined =>
  typeof response.locals.requestId === 'string' ? response.locals.requestId : undefined;

/** Answers anything thrown on the way with `{ error: { code, message, requestId } }`; what nobody foresaw is logged under the request's id. */
export const errorHandler =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    const known = knownError(error);
    const requestId = requestIdOf(response);
    if (known.unforeseen) log.error({ err: error, requestId }, 'request failed');
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status } = ERRORS[known.code];
    // A limiter says itself when its window ends; what refuses without a window asks for a minute.
    if (status === 429 && !response.hasHeader('Retry-After')) response.set('Retry-After', '60');
    if (status === 503) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    response
      .status(status)
      .set('Cache-Control', 'no-store')
      .json(errorBody(known, languageOf(request), requestId));
  };

/** For paths nothing answers. */
export const notFound: RequestHandler = () => {
  throw new AppError('not-found');
};
