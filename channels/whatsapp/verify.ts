import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import type { WhatsappSettings } from './payload.ts';

export const SIGNATURE_HEADER = 'x-hub-signature-256';

/** `sha256=` and the hex HMAC of the body under the app secret. */
export const signatureOf = (appSecret: string, body: Buffer | string): string =>
  `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;

const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/**
 * Meta's signature over the bytes as they came (Graph API webhooks, "Validating payloads"). Both secrets are tried whatever matches, so time tells nothing;
 * the second counts while one app secret is replaced by the other.
 */
export const verify = (request: RawRequest, account: Account<WhatsappSettings>): Verified => {
  const { appSecret, appSecretNext, accessToken, verifyToken } = account.secrets;
  if (!appSecret || !accessToken || !verifyToken) return { ok: false, code: 'secret-missing' };
  const given = request.headers[SIGNATURE_HEADER] ?? '';
  let matches = 0;
  for (const secret of [appSecret, appSecretNext])
    if (secret && equal(given, signatureOf(secret, request.body))) matches += 1;
  return matches > 0 ? { ok: true } : { ok: false, code: 'bad-signature' };
};

/** Meta's question whether the address is ours: it is given its challenge back if it knows our word ("Verification requests"). */
export const handshake = (
  { query }: RawRequest,
  { secrets }: Account<WhatsappSettings>,
): { status: number; body: string; contentType: string } | undefined => {
  if (query['hub.mode'] !== 'subscribe') return undefined;
  const challenge = query['hub.challenge'] ?? '';
  const known =
    Boolean(secrets.verifyToken) && equal(query['hub.verify_token'] ?? '', secrets.verifyToken ?? '');
  if (!known || !/^[\w.-]{1,256}$/.test(challenge))
    return { status: 403, body: 'forbidden', contentType: 'text/plain' };
  return { status: 200, body: challenge, contentType: 'text/plain' };
};
