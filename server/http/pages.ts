import path from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { HttpDeps } from './deps.ts';
import { ipOf, limiter, RATES } from './rate-limits.ts';
import type { SecurityHeaders } from './security-headers.ts';

const YEAR = '365d';
/** Files whose name holds a hash of their content never change. */
const HASHED = /-[\w-]{8,}\.\w+$/;

const acrossSites: RequestHandler = (_request, response, next) => {
  response.set('Access-Control-Allow-Origin', '*').set('Cross-Origin-Resource-Policy', 'cross-origin');
  next();
};

/** `/widget.js` (five minutes) and `/widget/<chunk>` (for good), for any site. */
const widgetRoutes = (deps: HttpDeps): Router => {
  const router = Router();
  const { widgetDir } = deps.config;
  router.get(PATHS.widgetScript, acrossSites, (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300');
    response.sendFile('widget.js', { root: widgetDir, cacheControl: false });
  });
  router.use(
    '/widget',
    acrossSites,
    express.static(widgetDir, {
      index: false,
      fallthrough: true,
      setHeaders: (response, file) => {
        const forever = HASHED.test(path.basename(file));
        response.setHeader(
          'Cache-Control',
          forever ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
        );
      },
    }),
  );
  return router;
};

/** `/demo`: the small shop. `/demo/token?customer=`: a signed identity of one of its seeded customers, only where the demo was seeded. */
const demoRoutes = (deps: HttpDeps, security: SecurityHeaders): Router => {
  const router = Router();
  router.use(PATHS.demo, security.demo);
  const rate = limiter(undefined, {
    ...RATES.page,
    name: 'demo',
    limit: deps.config.rates?.page ?? RATES.page.limit,
    key: ipOf,
  });
  router.get(`${PATHS.demo}/token`, rate, async (request, response) => {
    const { customer } = request.query;
    const token = typeof customer === 'string' ? await deps.demoToken?.(customer) : undefined;
    if (!token) throw new AppError('not-found');
    response.set('Cache-Control', 'no-store').json({ token });
  });
  router.use(
    PATHS.demo,
    express.static(deps.config.demoDir, { extensions: ['html'], redirect: true, maxAge: 0 }),
  );
  return router;
};

const isPage = (request: Parameters<RequestHandler>[0]): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  request.accepts(['html', 'json']) === 'html' &&
  !/^\/(api|webhooks|files|widget|demo|help|socket\.io|assets)(\/|$)/.test(request.path) &&
  !path.extname(request.path);

/** `/`: the inbox. Every path that is nobody else's is one of its scenes. */
const inboxRoutes = (deps: HttpDeps, security: SecurityHeaders): Router => {
  const router = Router();
  const { inboxDir } = deps.config;
  router.use(
    '/assets',
    express.static(path.join(inboxDir, 'assets'), { immutable: true, maxAge: YEAR, index: false }),
  );
  router.use(security.inbox, express.static(inboxDir, { index: false, maxAge: '1h', dotfiles: 'ignore' }));
  router.use((request, response, next) => {
    if (!isPage(request)) return next();
    response.set('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root: inboxDir, cacheControl: false }, (error) => {
      if (error && !response.headersSent) next(new AppError('not-found'));
    });
  });
  return router;
};

/** Everything a browser opens or embeds, but the help centre. */
export const pageRoutes = (deps: HttpDeps, security: SecurityHeaders): Router => {
  const router = Router();
  router.use(widgetRoutes(deps), demoRoutes(deps, security), inboxRoutes(deps, security));
  return router;
};
