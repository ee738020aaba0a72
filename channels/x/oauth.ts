import { createHmac, randomBytes } from 'node:crypto';
import type { Account } from '#channels/channel.ts';
import type { XSettings } from './payload.ts';

/** Percent encoding of RFC 3986, stricter than encodeURIComponent. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

export interface Keys {
  consumerKey: string;
  consumerSecret: string;
  accessToken: string;
  accessTokenSecret: string;
}

/**
 * OAuth 1.0a, HMAC-SHA1 (https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature; RFC 5849 §3.4). `params` are those of the query and
 * of a form body; a JSON body is not signed.
 */
export const signatureOf = (
  keys: Pick<Keys, 'consumerSecret' | 'accessTokenSecret'>,
  request: { method: string; url: string; params: readonly [string, string][] },
): string => {
  const sorted = request.params
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const base = [request.method, request.url, sorted].map(encode).join('&');
  const key = `${encode(keys.consumerSecret)}&${encode(keys.accessTokenSecret)}`;
  return createHmac('sha1', key).update(base).digest('base64');
};

/** The Authorization header of one call for the account. `at` and `nonce` are for tests. */
export const authorization = (
  { secrets }: Account<XSettings>,
  request: { method: 'GET' | 'POST'; url: string },
  { at = new Date(), nonce = randomBytes(24).toString('hex') }: { at?: Date; nonce?: string } = {},
): string => {
  const { consumerKey = '', consumerSecret = '', accessToken = '', accessTokenSecret = '' } = secrets;
  const url = new URL(request.url);
  const own: [string, string][] = [
    ['oauth_consumer_key', consumerKey],
    ['oauth_nonce', nonce],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(Math.floor(at.getTime() / 1_000))],
    ['oauth_token', accessToken],
    ['oauth_version', '1.0'],
  ];
  const signature = signatureOf(
    { consumerSecret, accessTokenSecret },
    {
      method: request.method,
      url: `${url.origin}${url.pathname}`,
      params: [...own, ...url.searchParams],
    },
  );
  const parts = [...own, ['oauth_signature', signature] as const];
  return `OAuth ${parts.map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(', ')}`;
};
