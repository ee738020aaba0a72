import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { parse as parseQuery, stringify as stringifyQuery } from 'node:querystring';
import type { Account, RawRequest, Verified } from '#channels/channel.ts';
import { isForm, readForm, type SmsSettings } from './payload.ts';

/** Where Twilio sends to: what was typed into its console, else the URL we show. */
export const webhookUrlOf = (account: Account<SmsSettings>): string =>
  account.settings.webhookUrl ?? `${account.publicUrl}/webhooks/sms/${account.id}`;

/** Scheme, host, port and the rest of a URL exactly as written: `new URL` would re-encode some of what was signed. */
const pieces = (url: string): { head: string; port: string; rest: string; secure: boolean } | undefined => {
  const match = /^([a-z][a-z\d+.-]*:\/\/)([^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d*)?(.*)$/is.exec(url);
  if (!match) return undefined;
  const [, scheme = '', user = '', host = '', port = '', rest = ''] = match;
  return { head: scheme + user + host, port, rest, secure: scheme.toLowerCase() === 'https://' };
};

const withAndWithoutPort = (url: string): string[] => {
  const parts = pieces(url);
  if (!parts) return [url];
  const port = parts.port || (parts.secure ? ':443' : ':80');
  return [parts.head + parts.rest, parts.head + port + parts.rest];
};

const legacyQuery = (url: string): string => {
  const at = url.indexOf('?');
  return at === -1 || at === url.length - 1
    ? url
    : `${url.slice(0, at)}?${stringifyQuery(parseQuery(url.slice(at + 1)))}`;
};

/** Spellings of one URL Twilio may have signed: with and without the port, as received, normalised, and with the older query encoding. */
const spellings = (url: string): string[] => {
  const normalised = URL.canParse(url) ? withAndWithoutPort(new URL(url).href) : [];
  return [...withAndWithoutPort(url), ...normalised, ...normalised.map(legacyQuery)];
};

/** Each key in order of its code units, its values deduplicated and sorted, key and value run together. */
const signedParams = (params: [string, string][]): string => {
  const byKey = new Map<string, Set<string>>();
  for (const [key, value] of params) byKey.set(key, (byKey.get(key) ?? new Set()).add(value));
  return [...byKey.keys()]
    .sort()
    .map((key) =>
      [...(byKey.get(key) ?? [])]
        .sort()
        .map((value) => key + value)
        .join(''),
    )
    .join('');
};

/** base64 HMAC-SHA1 of URL and parameters under the auth token. */
export const signatureOf = (authToken: string, url: string, params: [string, string][]): string =>
  createHmac('sha1', authToken)
    .update(url + signedParams(params), 'utf8')
    .digest('base64');

const equal = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Base URLs the request may have been sent to, each with the query as it came. */
const requestUrls = (request: RawRequest, account: Account<SmsSettings>): string[] => {
  const query = /\?.*$/s.exec(request.url)?.[0] ?? '';
  const own = account.settings.webhookUrl;
  return [`${account.publicUrl}${request.url}`, ...(own ? [own.replace(/\?.*$/s, '') + query] : [])];
};

/**
 * Twilio's request signature (docs "Webhooks security"; the spellings are those of twilio-node's validateRequest). A body that is not a form counts only
 * with `bodySHA256` in the signed URL. All spellings under both tokens are computed whatever matches, so time tells nothing.
 */
export const verify = (request: RawRequest, account: Account<SmsSettings>): Verified => {
  const tokens = [account.secrets.authToken, account.secrets.authTokenNext].filter(
    (token): token is string => token !== undefined && token !== '',
  );
  if (tokens.length === 0) return { ok: false, code: 'secret-missing' };
  const given = request.headers['x-twilio-signature'] ?? '';
  const bodyHash = request.query.bodySHA256;
  const form = isForm(request.contentType);
  const params = bodyHash === undefined && form ? readForm(request.body) : [];
  const bodyCounts =
    bodyHash === undefined
      ? form || (request.body.length === 0 && request.contentType === '')
      : equal(bodyHash.toLowerCase(), createHash('sha256').update(request.body).digest('hex'));
  let matches = 0;
  for (const token of tokens) {
    for (const url of new Set(requestUrls(request, account).flatMap(spellings))) {
      matches += equal(given, signatureOf(token, url, params)) ? 1 : 0;
    }
  }
  return bodyCounts && matches > 0 ? { ok: true } : { ok: false, code: 'bad-signature' };
};
