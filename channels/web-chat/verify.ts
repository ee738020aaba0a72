import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { threadKeyOf, VerifiedUser, type WebChatSettings } from './payload.ts';

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

const claims = VerifiedUser.omit({ sub: true });

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
    const sub = VerifiedUser.shape.sub.safeParse(payload.sub);
    if (!read.success || !sub.success) throw new AppError('bad-signature');
    const { email, ...rest } = read.data;
    return { sub: sub.data, ...rest, ...(email ? { email: email.toLowerCase() } : {}) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof errors.JOSEError) throw new AppError('bad-signature', { reason: error.code });
    throw error;
  }
}

/** Whose a visitor token is. */
export interface VisitorClaim {
  accountId: string;
  /** Random id, 128 bits. */
  visitor: string;
  /** The identified user it was made for; absent for an anonymous visitor. */
  sub?: string;
}

const TOKEN_VERSION = 'v1';
const VISITOR_BYTES = 16;
const base64 = (text: string): string => Buffer.from(text).toString('base64url');
const plain = (text: string): string => Buffer.from(text, 'base64url').toString();
const seal = (body: string, key: string): string =>
  createHmac('sha256', key).update(`widget-visitor|${body}`).digest('base64url');

/**
 * Signs a visitor token under `key`. It has no end: it lives as long as the browser keeps it, and dies with the key.
 * It also lets its visitor upload files (header `x-visitor-token`).
 */
export function issueVisitorToken(claim: VisitorClaim, key: string): string {
  const body = [TOKEN_VERSION, base64(claim.accountId), claim.visitor, base64(claim.sub ?? '')].join('.');
  return `${body}.${seal(body, key)}`;
}

/** Reads a visitor token, in constant time; `undefined` when it is not one of ours. */
export function readVisitorToken(token: string, key: string): VisitorClaim | undefined {
  const at = token.lastIndexOf('.');
  const body = token.slice(0, Math.max(at, 0));
  const given = Buffer.from(token.slice(at + 1));
  const wanted = Buffer.from(seal(body, key));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const [version, account, visitor, sub] = body.split('.');
  if (version !== TOKEN_VERSION || !account || !visitor) return undefined;
  return { accountId: plain(account), visitor, ...(sub ? { sub: plain(sub) } : {}) };
}

/** Thread key of the visitor whose token this is. */
export const threadKeyOfClaim = ({ visitor, sub }: VisitorClaim): string =>
  threadKeyOf({ visitor, ...(sub ? { user: { sub } } : {}) });

/** What the browser brings to the handshake. */
export interface SessionRequest {
  visitorToken?: string | undefined;
  userToken?: string | undefined;
  /** Header `Origin`. */
  origin?: string | undefined;
}

/** A checked session. */
export interface WidgetSession {
  accountId: string;
  visitor: string;
  /** Goes back in the ack of `session.start`; the browser keeps it, one for anonymous use and one per user. */
  visitorToken: string;
  user?: VerifiedUser;
  threadKey: string;
}

/**
 * Opens a widget session under `key`, the server's own. A visitor token that is not one of ours, or that belongs to an
 * identified user who is not here, opens a new visitor, never the one it names: who signs out leaves nothing to read.
 * Throws AppError `origin-not-allowed`, `sign-in-required`, `bad-signature`, `secret-missing`.
 */
export async function openSession(
  request: SessionRequest,
  account: WebChatAccount,
  key: string,
  now: Date = new Date(),
): Promise<WidgetSession> {
  if (!siteAllowed(request.origin, account.settings.allowedSites)) throw new AppError('origin-not-allowed');
  const user = request.userToken ? await verifyUserToken(request.userToken, account, now) : undefined;
  if (!user && account.settings.identityRequired) throw new AppError('sign-in-required');
  const held = request.visitorToken ? readVisitorToken(request.visitorToken, key) : undefined;
  const own = held?.accountId === account.id && (held.sub === undefined || held.sub === user?.sub);
  const visitor = own ? held.visitor : randomBytes(VISITOR_BYTES).toString('base64url');
  const claim: VisitorClaim = { accountId: account.id, visitor, ...(user ? { sub: user.sub } : {}) };
  const who = { visitor, ...(user ? { user } : {}) };
  const visitorToken = issueVisitorToken(claim, key);
  return { accountId: account.id, ...who, visitorToken, threadKey: threadKeyOf(who) };
}
