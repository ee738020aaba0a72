import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { AppError, ERRORS, type ErrorBody, type ErrorCode } from '#contracts/errors.ts';
import type { ChannelsPort } from '#server/ports/channels-port.ts';
import type { Log } from '#server/ports.ts';
import { readRawBody } from './raw-body.ts';

/** Where verified items go. Resolves once they are kept (majority, journaled); throws AppError('store-unavailable' | 'busy') when they are not. */
export interface Intake {
  accept(input: { accountId: string; items: SplitItem[]; receivedAt: Date }): Promise<void>;
}

/** `maxBytes` of one body, default 4 MiB (Meta’s batches come up to 3 MB); `bodyTimeoutMs` for all of it to come in, default 10 s; `retryAfterSeconds` said with a 503, default 5. */
export interface WebhookLimits {
  maxBytes?: number;
  bodyTimeoutMs?: number;
  retryAfterSeconds?: number;
}

const MAX_BYTES = 4 * 1024 * 1024;
const BODY_TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

/** Handler of one request of PATHS.webhook on plain `node:http`: a framework's share of the time was three times the signature's. */
export type WebhookHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** `/webhooks/<channel>/<account>`, with or without a slash at the end. */
const WEBHOOK = /^\/webhooks\/([^/?#]+)\/([^/?#]+)\/?(?:\?|$)/;

/** Channel and account of a webhook's URL; undefined for any other path. */
export const webhookOf = (url: string): { channel: string; accountId: string } | undefined => {
  const [, channel, accountId] = WEBHOOK.exec(url) ?? [];
  if (channel === undefined || accountId === undefined) return undefined;
  try {
    return { channel: decodeURIComponent(channel), accountId: decodeURIComponent(accountId) };
  } catch {
    return undefined;
  }
};

/** `text/xml` goes out as `text/xml; charset=utf-8`: what adapters answer is text. */
const withCharset = (type: string): string =>
  /;|^application\/octet-stream/.test(type) || !/^(text\/|application\/(json|xml|javascript))/.test(type)
    ? type
    : `${type}; charset=utf-8`;

const answer = (response: ServerResponse, status: number, type: string, body: string): void => {
  const bytes = Buffer.from(body, 'utf8');
  response.writeHead(status, { 'content-type': withCharset(type), 'content-length': bytes.byteLength });
  response.end(bytes);
};

/** Refuses with a code of the error catalogue, in English: the reader is a provider's log. */
export const refuseWebhook = (
  response: ServerResponse,
  code: ErrorCode,
  options: { retryAfterSeconds?: number; status?: number } = {},
): void => {
  const entry = ERRORS[code];
  const requestId = response.getHeader('x-request-id');
  const body: ErrorBody = {
    error: { code, message: entry.en, ...(typeof requestId === 'string' ? { requestId } : {}) },
  };
  const { retryAfterSeconds = RETRY_AFTER_SECONDS } = options;
  if (entry.status === 503 || entry.status === 429)
    response.setHeader('Retry-After', String(retryAfterSeconds));
  response.setHeader('Cache-Control', 'no-store');
  answer(response, options.status ?? entry.status, 'application/json', JSON.stringify(body));
};

const headersOf = (request: IncomingMessage): Record<string, string> => {
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

const rawRequest = (
  request: IncomingMessage,
  method: RawRequest['method'],
  body: Buffer,
  at: Date,
): RawRequest => ({
  method,
  url: request.url ?? '',
  query: queryOf(request.url ?? ''),
  headers: headersOf(request),
  body,
  contentType: request.headers['content-type'] ?? '',
  receivedAt: at,
});

interface Deps {
  channels: ChannelsPort;
  intake: Intake;
  log: Log;
  clock: { now(): Date };
  limits?: WebhookLimits;
}

/** The provider's question whether we are here, answered by the adapter. */
const greet = async (
  { channels }: Deps,
  accountId: string,
  request: IncomingMessage,
  response: ServerResponse,
  receivedAt: Date,
): Promise<void> => {
  const raw = rawRequest(request, 'GET', Buffer.alloc(0), receivedAt);
  const greeting = await channels.handshake(accountId, raw);
  if (!greeting) throw new AppError('not-found');
  answer(response, greeting.status, greeting.contentType, greeting.body);
};

/** body → signature → ledger → answer. */
const take = async (
  { channels, intake, log, limits }: Deps,
  accountId: string,
  request: IncomingMessage,
  response: ServerResponse,
  receivedAt: Date,
): Promise<void> => {
  const body = await readRawBody(request, {
    maxBytes: limits?.maxBytes ?? MAX_BYTES,
    timeoutMs: limits?.bodyTimeoutMs ?? BODY_TIMEOUT_MS,
  });
  const outcome = await channels.verify(accountId, rawRequest(request, 'POST', body, receivedAt));
  if (!outcome) throw new AppError('unknown-account');
  if (!outcome.verified.ok) {
    log.warn({ accountId, code: outcome.verified.code }, 'webhook refused');
    throw new AppError(outcome.verified.code);
  }
  if (outcome.items.length > 0) await intake.accept({ accountId, items: outcome.items, receivedAt });
  const { status, body: text, contentType } = outcome.answer;
  answer(response, status, contentType, text);
};

/**
 * Handler of PATHS.webhook, before any body parser: the signature is over the bytes as they came.
 * Order: account → body → signature → ledger → answer; nothing is answered 2xx before it is kept.
 * Compressed bodies are refused (415): no provider sends them, and they could unpack to anything.
 */
export const receiveWebhook = (deps: Deps): WebhookHandler => {
  const retryAfterSeconds = deps.limits?.retryAfterSeconds ?? RETRY_AFTER_SECONDS;
  const refuse = (response: ServerResponse, code: ErrorCode, status?: number): void =>
    refuseWebhook(response, code, { retryAfterSeconds, ...(status ? { status } : {}) });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.setHeader('Allow', 'GET, POST');
      return refuse(response, 'invalid-input', 405);
    }
    const named = webhookOf(request.url ?? '');
    const receivedAt = deps.clock.now();
    const account = named && (await deps.channels.account(named.accountId));
    if (!named || !account || ![account.channel, account.adapter].includes(named.channel))
      return refuse(response, 'unknown-account');
    if (request.method === 'GET') return greet(deps, named.accountId, request, response, receivedAt);
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') return refuse(response, 'invalid-input', 415);
    await take(deps, named.accountId, request, response, receivedAt);
  };

  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      const code = error instanceof AppError ? error.code : 'internal';
      if (code === 'internal')
        deps.log.error({ err: error, accountId: webhookOf(request.url ?? '')?.accountId }, 'webhook failed');
      if (response.headersSent) return;
      refuse(response, code);
      // The rest of a body that is too large or too slow is not read.
      if (!request.complete) response.once('finish', () => request.destroy());
    });
  };
};
