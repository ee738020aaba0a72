import type { Request, RequestHandler, Response } from 'express';
import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { AppError, ERRORS, type ErrorBody, type ErrorCode } from '#contracts/errors.ts';
import type { ChannelsPort } from '#server/ports/channels-port.ts';
import type { Log } from '#server/ports.ts';
import { readRawBody } from './raw-body.ts';

/** Where verified items go. Resolves once they are kept (majority, journaled); throws AppError('store-unavailable' | 'busy') when they are not. */
export interface Intake {
  accept(input: { accountId: string; items: SplitItem[]; receivedAt: Date }): Promise<void>;
}

/** `maxBytes` of one body, default 2 MiB; `bodyTimeoutMs` for all of it to come in, default 10 s; `retryAfterSeconds` said with a 503, default 5. */
export interface WebhookLimits {
  maxBytes?: number;
  bodyTimeoutMs?: number;
  retryAfterSeconds?: number;
}

const MAX_BYTES = 2 * 1024 * 1024;
const BODY_TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

const requestIdOf = (response: Response): string | undefined => {
  const id: unknown = response.locals.requestId;
  return typeof id === 'string' ? id : undefined;
};

const refuse = (response: Response, code: ErrorCode, retryAfterSeconds: number, status?: number): void => {
  const entry = ERRORS[code];
  const requestId = requestIdOf(response);
  const body: ErrorBody = { error: { code, message: entry.en, ...(requestId ? { requestId } : {}) } };
  if (entry.status === 503) response.set('Retry-After', String(retryAfterSeconds));
  response
    .status(status ?? entry.status)
    .set('Cache-Control', 'no-store')
    .json(body);
};

const headersOf = (request: Request): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
};

/** The first value of each query parameter. */
const queryOf = (url: string): Record<string, string> => {
  const query: Record<string, string> = Object.create(null);
  const at = url.indexOf('?');
  if (at === -1) return query;
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) query[name] ??= value;
  return query;
};

const rawRequest = (request: Request, method: RawRequest['method'], body: Buffer, at: Date): RawRequest => ({
  method,
  url: request.originalUrl,
  query: queryOf(request.originalUrl),
  headers: headersOf(request),
  body,
  contentType: request.headers['content-type'] ?? '',
  receivedAt: at,
});

/**
 * Handler of PATHS.webhook, mounted before any body parser: the signature is over the bytes as they came.
 * Order: account → body → signature → ledger → answer; nothing is answered 2xx before it is kept.
 * Compressed bodies are refused (415): no provider sends them, and they could unpack to anything.
 */
export const receiveWebhook = (deps: {
  channels: ChannelsPort;
  intake: Intake;
  log: Log;
  clock: { now(): Date };
  limits?: WebhookLimits;
}): RequestHandler => {
  const maxBytes = deps.limits?.maxBytes ?? MAX_BYTES;
  const bodyTimeoutMs = deps.limits?.bodyTimeoutMs ?? BODY_TIMEOUT_MS;
  const retryAfterSeconds = deps.limits?.retryAfterSeconds ?? RETRY_AFTER_SECONDS;

  const handle = async (request: Request, response: Response): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.set('Allow', 'GET, POST');
      return refuse(response, 'invalid-input', retryAfterSeconds, 405);
    }
    const accountId = String(request.params.accountId);
    const receivedAt = deps.clock.now();
    const account = await deps.channels.account(accountId);
    const named = account && [account.channel, account.adapter].includes(String(request.params.channel));
    if (!account || !named) return refuse(response, 'unknown-account', retryAfterSeconds);
    if (request.method === 'GET') {
      const answer = await deps.channels.handshake(
        accountId,
        rawRequest(request, 'GET', Buffer.alloc(0), receivedAt),
      );
      if (!answer) return refuse(response, 'not-found', retryAfterSeconds);
      response.status(answer.status).type(answer.contentType).send(answer.body);
      return;
    }
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      return refuse(response, 'invalid-input', retryAfterSeconds, 415);
    }
    const body = await readRawBody(request, { maxBytes, timeoutMs: bodyTimeoutMs });
    const outcome = await deps.channels.verify(accountId, rawRequest(request, 'POST', body, receivedAt));
    if (!outcome) return refuse(response, 'unknown-account', retryAfterSeconds);
    if (!outcome.verified.ok) {
      deps.log.warn({ accountId, code: outcome.verified.code }, 'webhook refused');
      return refuse(response, outcome.verified.code, retryAfterSeconds);
    }
    if (outcome.items.length > 0) await deps.intake.accept({ accountId, items: outcome.items, receivedAt });
    const { status, body: text, contentType } = outcome.answer;
    response.status(status).type(contentType).send(text);
  };

  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      const code = error instanceof AppError ? error.code : 'internal';
      if (code === 'internal') {
        deps.log.error({ err: error, accountId: request.params.accountId }, 'webhook failed');
      }
      if (response.headersSent) return;
      refuse(response, code, retryAfterSeconds);
      // The rest of a body that is too large or too slow is not read.
      if (!request.complete) response.once('finish', () => request.destroy());
    });
  };
};
