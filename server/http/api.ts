import { OpenAPIGenerator } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { ORPCError, ValidationError } from '@orpc/server';
import { BodyLimitPlugin } from '@orpc/server/node';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { type RequestHandler, Router } from 'express';
import { AppError, ERRORS, isErrorCode } from '#contracts/errors.ts';
import { contract, PATHS } from '#contracts/http.ts';
import type { AgentCaller } from './auth/agent-auth.ts';
import type { HttpDeps } from './deps.ts';
import { errorBody, type KnownError, knownError } from './error-body.ts';
import { requestIdOf } from './error-handler.ts';
import { languageOf } from './language.ts';
import { jsonOnly } from './origin-check.ts';
import type { ApiContext } from './orpc.ts';
import { ipOf, type Limit, limiter, RATES } from './rate-limits.ts';
import { routes } from './routes/routes.ts';

const MAX_BODY_BYTES = 1024 * 1024;

interface Issue {
  path?: readonly unknown[];
  message?: string;
}

const issueOf = (issue: Issue): { path: string; message: string | undefined } => ({
  path: (issue.path ?? [])
    .map((step) => String(typeof step === 'object' && step !== null && 'key' in step ? step.key : step))
    .join('.'),
  message: issue.message,
});

const ofOrpc = (error: ORPCError<string, unknown>): KnownError => {
  if (isErrorCode(error.code)) return { code: error.code, unforeseen: false };
  if (error.cause instanceof ValidationError && error.code === 'BAD_REQUEST') {
    const issues = (error.cause.issues as readonly Issue[]).map(issueOf);
    return { code: 'invalid-input', data: { issues }, unforeseen: false };
  }
  if (error.code === 'PAYLOAD_TOO_LARGE') return { code: 'too-large', unforeseen: false };
  return error.status < 500
    ? { code: 'invalid-input', unforeseen: false }
    : { code: 'internal', unforeseen: true };
};

/** Errors that carry their finished body already. */
const answered = new WeakSet<object>();

/** Anything thrown on the way as one ORPCError that carries the finished body. */
const toAnswer = (deps: HttpDeps, context: ApiContext, error: unknown): ORPCError<string, unknown> => {
  if (error instanceof ORPCError && answered.has(error)) return error;
  const known = error instanceof ORPCError ? ofOrpc(error) : knownError(error);
  if (known.unforeseen) {
    const cause = error instanceof ORPCError ? (error.cause ?? error) : error;
    deps.ports.log.error({ err: cause, requestId: context.requestId }, 'request failed');
  }
  const body = errorBody(known, context.language, context.requestId);
  const answer = new ORPCError(known.code, { status: ERRORS[known.code].status, data: body });
  answered.add(answer);
  return answer;
};

const createHandler = (deps: HttpDeps): OpenAPIHandler<ApiContext> =>
  new OpenAPIHandler(routes, {
    plugins: [new BodyLimitPlugin({ maxBodySize: MAX_BODY_BYTES })],
    customErrorResponseBodyEncoder: (error) => error.data,
    clientInterceptors: [
      async ({ next, context }) => {
        try {
          return await next();
        } catch (error) {
          throw toAnswer(deps, context, error);
        }
      },
    ],
    interceptors: [
      async ({ next, context }) => {
        try {
          return await next();
        } catch (error) {
          // What a route threw has its answer by now: a SyntaxError that gets here is the body's.
          const isBadBody = error instanceof SyntaxError;
          throw toAnswer(deps, context, isBadBody ? new AppError('invalid-input') : error);
        }
      },
    ],
  });

/** The widget asks for its configuration from other sites. */
const widgetAccess: RequestHandler = (_request, response, next) => {
  response.set('Access-Control-Allow-Origin', '*').set('Cache-Control', 'public, max-age=60');
  next();
};

type Locals = { caller?: AgentCaller | undefined };

/** An agent by who they are, however many share an address; nobody by address. What a request merely says of itself is no key: it could be new each time. */
const callerKey = (request: Parameters<RequestHandler>[0]): string => {
  const { caller } = (request.res?.locals ?? {}) as Locals;
  return caller ? `agent ${caller.scope.agentId}` : ipOf(request);
};

/** `/api/v1`: the endpoint catalogue over HTTP. */
export const apiRoutes = (deps: HttpDeps): Router => {
  const router = Router();
  const handler = createHandler(deps);
  const limit = (name: 'api' | 'refused' | 'widget', more: Pick<Limit, 'key' | 'onlyFailures'>) =>
    limiter(name === 'widget' ? deps.redis : undefined, {
      ...RATES[name],
      name,
      limit: deps.config.rates?.[name] ?? RATES[name].limit,
      ...more,
    });
  router.use(`${PATHS.api}/widget`, limit('widget', { key: ipOf }), widgetAccess);
  router.post(
    `${PATHS.api}/session/redeem`,
    limiter(deps.redis, { ...RATES.redeem, name: 'redeem', key: ipOf, onlyFailures: true }),
  );
  router.use(
    PATHS.api,
    limit('refused', { key: ipOf, onlyFailures: true }),
    async (request, response, next) => {
      const caller = await deps.auth.sessionOf(request.headers);
      for (const cookie of caller?.setCookie ?? []) response.append('set-cookie', cookie);
      (response.locals as Locals).caller = caller;
      next();
    },
  );
  router.use(PATHS.api, limit('api', { key: callerKey }), jsonOnly, async (request, response, next) => {
    const { caller } = response.locals as Locals;
    if (!response.hasHeader('Cache-Control')) response.set('Cache-Control', 'no-store');
    request.url = request.originalUrl;
    const { matched } = await handler.handle(request, response, {
      prefix: PATHS.api,
      context: {
        ports: deps.ports,
        auth: deps.auth,
        caller,
        language: languageOf(request),
        requestId: requestIdOf(response),
      },
    });
    if (!matched) next(new AppError(caller ? 'not-found' : 'sign-in-required'));
  });
  return router;
};

/** The OpenAPI description of the catalogue. */
export const openApiDocument = (version: string): Promise<object> =>
  new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(contract, {
    info: { title: 'Madoguchi', version },
    servers: [{ url: PATHS.api }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
  });
