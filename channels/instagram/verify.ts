import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import type { InstagramSettings } from './payload.ts';

/** Header of the signature (Instagram Platform, Webhooks: "Validate payloads"). */
export const SIGNATURE_HEADER = 'x-hub-signature-256';

/** `sha256=` and the hex HMAC-SHA256 of the body as it came, under the app secret. */
export const signatureOf = (appSecret: string, body: Buffer): string =>
  `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** The signature under the app secret, or under the next one while it is replaced. Both are tried whatever matches, so time tells nothing. */
export const verify = (request: RawRequest, account: Account<InstagramSettings>): Verified => {
  const { appSecret, accessToken, verifyToken, appSecretNext } = account.secrets;
  if (!appSecret || !accessToken || !verifyToken) return { ok: false, code: 'secret-missing' };
  const given = request.headers[SIGNATURE_HEADER] ?? '';
  let matches = 0;
  for (const secret of [appSecret, ...(appSecretNext ? [appSecretNext] : [])])
    matches += equal(given, signatureOf(secret, request.body)) ? 1 : 0;
  return matches > 0 ? { ok: true } : { ok: false, code: 'bad-signature' };
};

/** Meta's question whether the URL is ours, answered with its challenge (Webhooks, "Verification requests"). Undefined = not asked, or with another token. */
export const handshake = (
  request: RawRequest,
  account: Account<InstagramSettings>,
): { status: number; body: string; contentType: string } | undefined => {
  const { verifyToken } = account.secrets;
  const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge = '' } = request.query;
  if (mode !== 'subscribe' || !verifyToken || !equal(token, verifyToken)) return undefined;
  // Only what a challenge is made of is given back: it is shown as it stands.
  return /^[\w.-]{1,256}$/.test(challenge)
    ? { status: 200, body: challenge, contentType: 'text/plain' }
    : undefined;
};
