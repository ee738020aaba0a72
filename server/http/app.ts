import type { RequestListener } from 'node:http';
import express, { type RequestHandler } from 'express';
import { AppError } from '#contracts/errors.ts';
import { apiRoutes } from './api.ts';
import { docsRoutes } from './api-docs.ts';
import { authRoutes } from './auth/auth-routes.ts';
import type { HttpDeps } from './deps.ts';
import { errorHandler, notFound } from './error-handler.ts';
import { downloadRoutes } from './files/download.ts';
import { mailImageRoutes } from './files/mail-image.ts';
import { uploadRoutes } from './files/upload.ts';
import { helpRoutes } from './help/help-routes.ts';
import { createMetrics, healthRoutes, type Metrics } from './metrics.ts';
import { originCheck } from './origin-check.ts';
import { pageRoutes } from './pages.ts';
import { requestLog } from './request-log.ts';
import { securityHeaders } from './security-headers.ts';
import { webhookFront } from './webhook-front.ts';

export interface HttpApp {
  listener: RequestListener;
  metrics: Metrics;
}

/** While the process drains, whoever still comes is sent to another one. */
const refuseWhileStopping =
  (deps: HttpDeps): RequestHandler =>
  (_request, response, next) => {
    if (!deps.isStopping()) return next();
    response.set('Connection', 'close');
    throw new AppError('busy');
  };

/** A query is flat text: no nested objects to smuggle operators in. */
const flatQuery = (query: string): Record<string, string> => {
  const flat: Record<string, string> = Object.create(null);
  for (const [key, value] of new URLSearchParams(query)) flat[key] ??= value;
  return flat;
};

/**
 * The whole HTTP side. Order matters: webhooks before the framework (the signature is over the raw bytes, and providers have no Origin); health before
 * anything that can refuse; sign-in before the API; pages last, for they take every path that is left.
 */
export const createHttpApp = (deps: HttpDeps): HttpApp => {
  const app = express();
  const { config } = deps;
  const metrics = createMetrics(deps);
  const security = securityHeaders(config.publicUrl.startsWith('https:'));
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxyHops);
  app.set('query parser', flatQuery);
  app.set('etag', 'strong');

  app.use(requestLog(deps.ports.log, metrics.observe), security.api);
  app.use(healthRoutes(deps, metrics), refuseWhileStopping(deps));
  app.use(originCheck(config.publicUrl, config.allowedOrigins));
  app.use(authRoutes(deps), uploadRoutes(deps), docsRoutes(deps, security), apiRoutes(deps));
  app.use(downloadRoutes(deps), mailImageRoutes(deps));
  app.use(helpRoutes(deps, security), pageRoutes(deps, security));
  app.use(notFound, errorHandler(deps.ports.log));
  return { listener: webhookFront(deps, metrics, app), metrics };
};
