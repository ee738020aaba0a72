import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RawRequest, Verified } from './channel.ts';

/** Header of Meta's signature (Graph API webhooks, "Validating payloads"). */
export const SIGNATURE_HEADER = 'x-hub-signature-256';

/** `sha256=` and the hex HMAC-SHA256 of the body as it came, under the app secret. */
export const signatureOf = (appSecret: string, body: Buffer | string): string =>
  `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/**
 * The signature under the app secret, or under the next one while it is replaced. Both are tried whatever matches, so time tells nothing. `required` are
 * the names of the account's secrets without which nothing is accepted.
 */
export const verifyMeta = (
  request: RawRequest,
  secrets: Record<string, string>,
  required: readonly string[],
): Verified => {
  if (required.some((name) => !secrets[name])) return { ok: false, code: 'secret-missing' };
  const given = request.headers[SIGNATURE_HEADER] ?? '';
  let matches = 0;
  for (const secret of [secrets.appSecret, secrets.appSecretNext])
    if (secret && equal(given, signatureOf(secret, request.body))) matches += 1;
  return matches > 0 ? { ok: true } : { ok: false, code: 'bad-signature' };
};

/**
 * Meta's question whether the address is ours ("Verification requests"): the challenge to give back. Undefined = asked with another word, or a challenge
 * that is none: it is shown as it stands.
 */
export const challengeOf = (
  { query }: Pick<RawRequest, 'query'>,
  verifyToken: string | undefined,
): string | undefined => {
  const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge = '' } = query;
  if (mode !== 'subscribe' || !verifyToken || !equal(token, verifyToken)) return undefined;
  return /^[\w.-]{1,256}$/.test(challenge) ? challenge : undefined;
};
