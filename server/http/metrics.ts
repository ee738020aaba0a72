import { type RequestHandler, Router } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import { system } from '../ports/scope.ts';
import type { HttpDeps } from './deps.ts';

export interface Metrics {
  registry: Registry;
  observe(seen: { method: string; group: string; status: number; seconds: number }): void;
}

/** Groups that are ours; anything else (a scanner's guesses) is counted as one. */
const GROUP = /^\/(api|webhooks|files|help|demo|widget|widget\.js|assets|healthz|readyz|metrics)(\/|$)/;

/** Counters of this process, and the ledger's backlog as MongoDB has it when it is asked. */
export const createMetrics = (deps: Pick<HttpDeps, 'ports'>): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'madoguchi_' });
  const seconds = new Histogram({
    name: 'madoguchi_http_request_seconds',
    help: 'Time to answer an HTTP request, in seconds',
    labelNames: ['method', 'group', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'madoguchi_ledger_pending',
    help: 'Items taken in and not applied yet',
    registers: [registry],
    async collect() {
      const backlog = await deps.ports.stores.ledger.backlog(system('metrics')).catch(() => undefined);
      this.set(backlog?.pending ?? Number.NaN);
    },
  });
  return {
    registry,
    observe: ({ method, group, status, seconds: took }) =>
      seconds.observe({ method, group: GROUP.test(group) ? group : 'page', status: String(status) }, took),
  };
};

/** Figures of the machine are for whoever runs it: asked for directly (not through a proxy), or with an administrator's token. */
const forOperators =
  (deps: HttpDeps): RequestHandler =>
  async (request, _response, next) => {
    if (request.headers['x-forwarded-for'] === undefined && request.headers.forwarded === undefined)
      return next();
    const caller = await deps.auth.sessionOf(request.headers);
    if (caller?.scope.role !== 'administrator') throw new AppError('not-found');
    next();
  };

/** `/healthz`: the process runs. `/readyz`: it may be sent traffic. `/metrics`: for Prometheus. */
export const healthRoutes = (deps: HttpDeps, metrics: Metrics): Router => {
  const router = Router();
  router.get(PATHS.health, (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ ok: true, version: deps.config.version });
  });
  router.get(PATHS.ready, async (_request, response) => {
    const checks = await deps.readiness().catch(() => ({ readiness: false }));
    const ok = !deps.isStopping() && Object.values(checks).every(Boolean);
    response
      .status(ok ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ ok, stopping: deps.isStopping(), checks });
  });
  router.get(PATHS.metrics, forOperators(deps), async (_request, response) => {
    response.set('Content-Type', metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
};
