import { json, type Request, type RequestHandler, Router } from 'express';
import { AppError, type ErrorCode } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { HttpDeps } from '../deps.ts';
import { jsonOnly } from '../origin-check.ts';
import { ipOf, limiter, RATES } from '../rate-limits.ts';
import { hashToken } from './agent-auth.ts';
import { checkPassword } from './password.ts';

const MAX_BODY = '16kb';
/**
 * What of better-auth is open, and the fields it gets of a body; everything else it could do (addresses to go on to, for one) does not exist here.
 */
const OPEN: Readonly<Record<string, readonly string[]>> = Object.assign(Object.create(null), {
  'POST /sign-in/email': ['email', 'password', 'rememberMe'],
  'POST /sign-out': [],
  'GET /get-session': [],
  'GET /list-sessions': [],
  'POST /revoke-session': ['token'],
  'POST /revoke-other-sessions': [],
  'POST /change-password': ['currentPassword', 'newPassword'],
  'POST /two-factor/enable': ['password'],
  'POST /two-factor/disable': ['password'],
  'POST /two-factor/verify-totp': ['code'],
  'POST /two-factor/verify-backup-code': ['code'],
  'POST /two-factor/generate-backup-codes': ['password'],
});
/** Whoever changes a password may do it because somebody else knows the old one: their sessions end. */
const ALWAYS: Readonly<Record<string, object>> = {
  'POST /change-password': { revokeOtherSessions: true },
};

const bodyOf = (request: Request, path: string): object => {
  const route = `${request.method} ${path}`;
  const sent = (request.body ?? {}) as Record<string, unknown>;
  const taken = (OPEN[route] ?? []).filter((field) => Object.hasOwn(sent, field));
  return { ...Object.fromEntries(taken.map((field) => [field, sent[field]])), ...ALWAYS[route] };
};

/** better-auth's own codes in the words of our catalogue. */
const CODES: Record<string, ErrorCode> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong-credentials',
  INVALID_PASSWORD: 'wrong-credentials',
  INVALID_EMAIL: 'wrong-credentials',
  ACCOUNT_DISABLED: 'account-disabled',
  INVALID_CODE: 'wrong-code',
  INVALID_BACKUP_CODE: 'wrong-code',
  INVALID_TWO_FACTOR_COOKIE: 'sign-in-required',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'sign-in-required',
  ACCOUNT_TEMPORARILY_LOCKED: 'rate-limited',
  TOTP_ALREADY_ENABLED: 'already-exists',
  PASSWORD_TOO_SHORT: 'weak-password',
  PASSWORD_TOO_LONG: 'weak-password',
};
const BY_STATUS: Record<number, ErrorCode> = {
  401: 'sign-in-required',
  403: 'not-allowed',
  404: 'not-found',
  429: 'rate-limited',
};

const codeOf = (status: number, body: unknown): ErrorCode => {
  const own =
    typeof body === 'object' && body !== null && 'code' in body ? CODES[String(body.code)] : undefined;
  if (own) return own;
  return BY_STATUS[status] ?? (status >= 500 ? 'internal' : 'invalid-input');
};

const webRequest = (request: Request, publicUrl: string): globalThis.Request => {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie);
  if (request.headers['user-agent']) headers.set('user-agent', request.headers['user-agent'].slice(0, 300));
  return new globalThis.Request(new URL(PATHS.auth + request.path, publicUrl), {
    method: request.method,
    headers,
    ...(request.method === 'POST' ? { body: JSON.stringify(bodyOf(request, request.path)) } : {}),
  });
};

const emailOf = (request: Request): string => {
  const email: unknown = (request.body as { email?: unknown } | undefined)?.email;
  return typeof email === 'string' ? email.trim().toLowerCase().slice(0, 320) : '';
};

/** A new password is held to the same rule as the first one. */
const checkChange: RequestHandler = (request, _response, next) => {
  const wanted: unknown = (request.body as { newPassword?: unknown } | undefined)?.newPassword;
  if (typeof wanted !== 'string') throw new AppError('invalid-input', { issues: [{ path: 'newPassword' }] });
  checkPassword(wanted, '');
  next();
};

/** `/api/auth`: sign-in and sessions. Failed tries are counted by account and by address before a password is looked at. */
export const authRoutes = (deps: HttpDeps): Router => {
  const router = Router();
  const limit = deps.config.rates?.login ?? RATES.login.limit;
  const byAddress = limiter(deps.redis, {
    ...RATES.login,
    name: 'login-address',
    limit,
    key: ipOf,
    onlyFailures: true,
  });
  const byAccount = limiter(deps.redis, {
    ...RATES.login,
    name: 'login-account',
    limit,
    key: (request) => hashToken(emailOf(request)),
    onlyFailures: true,
  });
  const base = PATHS.auth;
  const asked = limiter(undefined, {
    ...RATES.page,
    name: 'auth',
    limit: deps.config.rates?.page ?? RATES.page.limit,
    key: ipOf,
  });
  router.use(base, asked, jsonOnly, json({ limit: MAX_BODY }));
  router.use(base, (request, _response, next) => {
    if (!OPEN[`${request.method} ${request.path}`]) throw new AppError('not-found');
    next();
  });
  router.post(`${base}/sign-in/email`, byAddress, byAccount);
  router.post(`${base}/change-password`, byAddress, checkChange);
  router.post(`${base}/two-factor/:what`, byAddress);
  router.use(base, async (request, response) => {
    const answer = await deps.auth.betterAuth.handler(webRequest(request, deps.config.publicUrl));
    const body: unknown = await answer.json().catch(() => undefined);
    for (const cookie of answer.headers.getSetCookie()) response.append('set-cookie', cookie);
    if (answer.status >= 400) throw new AppError(codeOf(answer.status, body));
    response
      .status(answer.status)
      .set('Cache-Control', 'no-store')
      .json(body ?? null);
  });
  return router;
};
