import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import type { LineSettings } from './payload.ts';

/** base64 HMAC-SHA256 of the body under the channel secret. */
export const signatureOf = (channelSecret: string, body: Buffer): string =>
  createHmac('sha256', channelSecret).update(body).digest('base64');

const equal = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

/**
 * LINE's signature over the bytes as they came (developers.line.biz, "Verify webhook signature"). The spelling of the base64 counts too, so no other
 * spelling of the same bytes passes. Both secrets are tried whatever matches, so time tells nothing.
 */
export const verify = (request: RawRequest, account: Account<LineSettings>): Verified => {
  const { channelSecret, channelSecretNext } = account.secrets;
  if (!channelSecret || !account.secrets.channelAccessToken) return { ok: false, code: 'secret-missing' };
  const given = request.headers['x-line-signature'] ?? '';
  let matches = 0;
  for (const secret of [channelSecret, ...(channelSecretNext ? [channelSecretNext] : [])])
    matches += equal(given, signatureOf(secret, request.body)) ? 1 : 0;
  return matches > 0 ? { ok: true } : { ok: false, code: 'bad-signature' };
};
