import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { VerifiedUser, type WebChatSettings } from './payload.ts';

/** Longest life of an identity token. */
const MAX_TOKEN_SECONDS = 3_600;
/** Clocks of shop and server may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** HS256 wants a key as long as its hash. */
const MIN_SECRET_BYTES = 32;
const MAX_TOKEN_LENGTH = 8_192;

type WebChatAccount = Account<WebChatSettings>;

/** This channel has no webhook: whatever comes by HTTP is refused. Sockets are checked by the functions below. */
export const verify = (_request: RawRequest, _account: WebChatAccount): Verified => ({
  ok: false,
  code: 'bad-signature',
});

/** Whether a page of `origin` may show the chat. Empty list = any; a page from a file or sandbox has the origin `null`. */
export function siteAllowed(origin: string | undefined, sites: readonly string[]): boolean {
  if (sites.length === 0) return true;
  if (!origin) return false;
  const asked = origin.toLowerCase();
  return sites.some((site) => {
    const allowed = site.toLowerCase();
    const star = allowed.indexOf('*.');
    if (star < 0) return asked === allowed;
    const scheme = allowed.slice(0, star);
    const domain = allowed.slice(star + 1);
    return asked.startsWith(scheme) && asked.endsWith(domain) && asked.length > scheme.length + domain.length;
  });
}

const claims = VerifiedUser.omit({ externalId: true });

/**
 * Checks an identity token: HS256 by the account's `identitySecret`, `aud` = account id, `sub`, `exp` ≤ 1 h ahead.
 * Claims `name`, `email`, `phone` (E.164), `language`, `attributes` are taken as vouched for by the shop.
 * Throws AppError `secret-missing` or `bad-signature`.
 */
export async function verifyUserToken(
  token: string,
  account: Pick<WebChatAccount, 'id' | 'secrets'>,
  now: Date = new Date(),
): Promise<VerifiedUser> {
  const secret = account.secrets.identitySecret;
  if (!secret || Buffer.byteLength(secret) < MIN_SECRET_BYTES) throw new AppError('secret-missing');
  if (token.length > MAX_TOKEN_LENGTH) throw new AppError('bad-signature');
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      audience: account.id,
      requiredClaims: ['sub', 'exp', 'aud'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
    });
    const latest = now.getTime() / 1_000 + MAX_TOKEN_SECONDS + CLOCK_TOLERANCE_SECONDS;
    if ((payload.exp ?? Number.POSITIVE_INFINITY) > latest) throw new AppError('bad-signature');
    const read = claims.safeParse(payload);
    const externalId = VerifiedUser.shape.externalId.safeParse(payload.sub);
    if (!read.success || !externalId.success) throw new AppError('bad-signature');
    const { email, ...rest } = read.data;
    return { externalId: externalId.data, ...rest, ...(email ? { email: email.toLowerCase() } : {}) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof errors.JOSEError) throw new AppError('bad-signature', { reason: error.code });
    throw error;
  }
}

const TOKEN_VERSION = 'v1';
const VISITOR_BYTES = 16;
const seal = (accountId: string, visitorId: string, key: string): string =>
  createHmac('sha256', key).update(`widget-visitor|${accountId}|${visitorId}`).digest('base64url');

/**
 * A new anonymous visitor of an account: 128 random bits and their signature under `key`. The token has no end: it
 * lives as long as the browser keeps it, and dies with the key. It is good on its own account only.
 */
export function issueVisitorToken(accountId: string, key: string): { visitorId: string; token: string } {
  const visitorId = randomBytes(VISITOR_BYTES).toString('base64url');
  return { visitorId, token: `${TOKEN_VERSION}.${visitorId}.${seal(accountId, visitorId, key)}` };
}

/** Reads a visitor token of this account, in constant time; `undefined` when it is not one of ours. */
export function readVisitorToken(
  accountId: string,
  token: string,
  key: string,
): { visitorId: string } | undefined {
  const [version, visitorId, signature, ...rest] = token.split('.');
  if (version !== TOKEN_VERSION || !visitorId || !signature || rest.length > 0) return undefined;
  const given = Buffer.from(signature);
  const wanted = Buffer.from(seal(accountId, visitorId, key));
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? { visitorId } : undefined;
}
