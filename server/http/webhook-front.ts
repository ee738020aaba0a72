import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type ClientRateLimitInfo, MemoryStore } from 'express-rate-limit';
import { nanoid } from 'nanoid';
import { SECOND } from '#contracts/time.ts';
import { clientIpOf } from './client-ip.ts';
import type { HttpDeps } from './deps.ts';
import type { Metrics } from './metrics.ts';
import { RATES } from './rate-limits.ts';
import { refuseWebhook, webhookOf } from './routes/webhooks/receive.ts';

/** Counted per process: a round trip to Redis for each would cost more than the limit protects. */
const createCounter = (): ((key: string) => Promise<ClientRateLimitInfo>) => {
  const store = new MemoryStore();
  store.init({ windowMs: RATES.webhook.windowMs } as Parameters<MemoryStore['init']>[0]);
  return (key) => store.increment(key);
};

const addressOf = (request: IncomingMessage, trustedHops: number): string =>
  clientIpOf({ headers: request.headers, remoteAddress: request.socket.remoteAddress ?? '' }, trustedHops);

/**
 * Webhooks before the framework: they are most of the traffic, need none of it, and are answered in a third of the time. What every answer carries
 * (an id, no sniffing, a metric) they carry too. Any other path is `next`'s.
 */
export const webhookFront = (deps: HttpDeps, metrics: Metrics, next: RequestListener): RequestListener => {
  const { config } = deps;
  const limit = config.rates?.webhook ?? RATES.webhook.limit;
  const count = createCounter();
  const secure = config.publicUrl.startsWith('https:');

  const observe = (request: IncomingMessage, response: ServerResponse): void => {
    const startedAt = performance.now();
    const method = request.method ?? '';
    response.once('close', () => {
      const seconds = (performance.now() - startedAt) / SECOND;
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.observe({ method, path: '/webhooks', status, seconds });
      if (status < 500) return;
      const requestId = response.getHeader('x-request-id');
      deps.ports.log.warn({ requestId, method, path: '/webhooks', status }, 'request');
    });
  };

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { totalHits, resetTime } = await count(addressOf(request, config.trustProxyHops));
    if (totalHits <= limit) return deps.webhook(request, response);
    const waitMs = (resetTime?.getTime() ?? 0) - Date.now();
    refuseWebhook(response, 'rate-limited', {
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / SECOND)),
    });
  };

  return (request, response) => {
    if (!webhookOf(request.url ?? '')) return next(request, response);
    response.setHeader('x-request-id', nanoid(12));
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    if (secure) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
    observe(request, response);
    if (deps.isStopping()) {
      response.setHeader('connection', 'close');
      return refuseWebhook(response, 'busy');
    }
    take(request, response).catch((error: unknown) => {
      deps.ports.log.error({ err: error }, 'webhook failed');
      if (!response.headersSent) refuseWebhook(response, 'internal');
    });
  };
};
