import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import type { XSettings } from './payload.ts';

export const SIGNATURE_HEADER = 'x-twitter-webhooks-signature';
const MAX_CRC_TOKEN = 512;

/** `sha256=` + base64 HMAC-SHA256 under the app's consumer secret (https://docs.x.com/x-api/webhooks/quickstart). */
export const hashOf = (consumerSecret: string, message: string | Buffer): string =>
  `sha256=${createHmac('sha256', consumerSecret).update(message).digest('base64')}`;

/** X signs each request over its body. Compared as text, in constant time, under both secrets while one replaces the other. */
export const verify = (request: RawRequest, { secrets }: Account<XSettings>): Verified => {
  const { consumerKey, consumerSecret, accessToken, accessTokenSecret, consumerSecretNext } = secrets;
  if (!consumerKey || !consumerSecret || !accessToken || !accessTokenSecret)
    return { ok: false, code: 'secret-missing' };
  const given = Buffer.from(request.headers[SIGNATURE_HEADER] ?? '');
  let matches = 0;
  for (const secret of [consumerSecret, consumerSecretNext]) {
    if (!secret) continue;
    const own = Buffer.from(hashOf(secret, request.body));
    if (own.length === given.length && timingSafeEqual(own, given)) matches += 1;
  }
  return matches > 0 ? { ok: true } : { ok: false, code: 'bad-signature' };
};

/** The Challenge-Response Check, asked when the webhook is registered and every hour; without it X sends no more. */
export const handshake = (
  request: RawRequest,
  { secrets }: Account<XSettings>,
): { status: number; body: string; contentType: string } | undefined => {
  const token = request.query.crc_token ?? '';
  if (!secrets.consumerSecret || token === '' || token.length > MAX_CRC_TOKEN) return undefined;
  const body = JSON.stringify({ response_token: hashOf(secrets.consumerSecret, token) });
  return { status: 200, body, contentType: 'application/json' };
};
