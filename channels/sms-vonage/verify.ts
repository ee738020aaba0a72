import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import type { VonageSettings } from './payload.ts';

const MAX_TOKEN = 4_096;

const equal = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

const Header = z.object({ alg: z.literal('HS256') });
const Claims = z.object({ payload_hash: z.string(), application_id: z.string().optional() });

const decoded = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Vonage's signed webhooks (https://developer.vonage.com/en/getting-started/concepts/webhooks, "Validating Signed Webhooks"): a JWT, HS256 under the
 * account's signature secret, whose `payload_hash` is the SHA-256 of the body. The hash is required here: without it a token would carry any body. The
 * token's age is not asked: Vonage tries for 24 hours, and what comes twice is the same fact. Compared as text, so one signature has one spelling.
 */
export const verify = (request: RawRequest, account: Account<VonageSettings>): Verified => {
  const { signatureSecret, signatureSecretNext, privateKey } = account.secrets;
  if (!signatureSecret || !privateKey) return { ok: false, code: 'secret-missing' };
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [header = '', claims = '', given = '', ...more] = token.slice(0, MAX_TOKEN).split('.');
  let matches = 0;
  for (const secret of [signatureSecret, signatureSecretNext]) {
    if (!secret) continue;
    const own = createHmac('sha256', secret).update(`${header}.${claims}`).digest('base64url');
    if (equal(own, given)) matches += 1;
  }
  const read = Claims.safeParse(decoded(claims));
  const isSigned = matches > 0 && more.length === 0 && Header.safeParse(decoded(header)).success;
  if (!isSigned || !read.success) return { ok: false, code: 'bad-signature' };
  const { payload_hash: hash, application_id: application } = read.data;
  const isOurs = application === undefined || application === account.settings.applicationId;
  const isWhole = equal(hash.toLowerCase(), createHash('sha256').update(request.body).digest('hex'));
  return isOurs && isWhole ? { ok: true } : { ok: false, code: 'bad-signature' };
};
