import { BlockList, isIP } from 'node:net';
import { isContractProcedure } from '@orpc/contract';
import { type RequestHandler, Router } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { AppError } from '#contracts/errors.ts';
import { contract, PATHS } from '#contracts/http.ts';
import { system } from '../ports/scope.ts';
import type { HttpDeps } from './deps.ts';

export interface Metrics {
  registry: Registry;
  observe(seen: { method: string; path: string; status: number; seconds: number }): void;
}

/** First parts of our paths, and the nouns under the API; anything else (a scanner's guesses) is counted with its kind, or as a page. */
const FIRST: ReadonlySet<string> = new Set(
  'api webhooks files help demo widget widget.js assets healthz readyz metrics'.split(' '),
);
const NOUNS: ReadonlySet<string> = new Set(
  Object.values(contract).flatMap((noun) =>
    Object.values(noun).flatMap((endpoint) =>
      isContractProcedure(endpoint) ? (endpoint['~orpc'].route.path?.split('/')[1] ?? []) : [],
    ),
  ),
);

/** The part of a path that is counted: one of a few dozen, whatever is asked for. A label costs memory for as long as the process lives. */
export const groupOf = (path: string): string => {
  const [, first = '', second = '', third = ''] = path.split('/');
  if (!FIRST.has(first)) return 'page';
  if (first !== 'api') return `/${first}`;
  if (second === 'v1') return NOUNS.has(third) ? `/api/v1/${third}` : '/api/v1';
  return second === 'auth' ? '/api/auth' : '/api';
};
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);

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
    observe: ({ method, path, status, seconds: took }) =>
      seconds.observe(
        { method: METHODS.has(method) ? method : 'other', group: groupOf(path), status: String(status) },
        took,
      ),
  };
};

const ON_SITE = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  ON_SITE.addSubnet(network, bits, 'ipv4');
ON_SITE.addAddress('::1', 'ipv6');
ON_SITE.addSubnet('fc00::', 7, 'ipv6');

/** Loopback and private networks: where a Prometheus of one's own stands. */
const isOnSite = (peer: string | undefined): boolean => {
  const address = peer?.replace(/^::ffff:(?=\d+\.)/, '') ?? '';
  const family = isIP(address);
  return family !== 0 && ON_SITE.check(address, family === 4 ? 'ipv4' : 'ipv6');
};

/** Figures of the machine are for whoever runs it: asked for directly from near by (not through a proxy), or with an administrator's token. */
const forOperators =
  (deps: HttpDeps): RequestHandler =>
  async (request, _response, next) => {
    const isDirect = !['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some(
      (name) => name in request.headers,
    );
    if (isDirect && isOnSite(request.socket.remoteAddress)) return next();
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
