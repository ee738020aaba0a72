import type { Account, HttpPort, HttpResponse } from '#channels/channel.ts';
import type { LineSettings } from './payload.ts';

type Asked = { account: Account<LineSettings>; http: HttpPort };

const base = (url: string): string => url.replace(/\/+$/, '');
const bearer = ({ secrets }: Account<LineSettings>): string => `Bearer ${secrets.channelAccessToken ?? ''}`;

/** Asks LINE's API; the answer is whatever it is. Throws HttpFault. */
export const ask = (path: string, { account, http }: Asked): Promise<HttpResponse> =>
  http.request({
    method: 'GET',
    url: `${base(account.settings.apiBase)}${path}`,
    headers: { authorization: bearer(account), accept: 'application/json' },
  });

/** Posts JSON to LINE's API. Throws HttpFault. */
export const post = (
  path: string,
  body: unknown,
  { account, http }: Asked,
  headers: Record<string, string> = {},
): Promise<HttpResponse> =>
  http.request({
    method: 'POST',
    url: `${base(account.settings.apiBase)}${path}`,
    headers: {
      authorization: bearer(account),
      'content-type': 'application/json',
      accept: 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });

/** Asks for the bytes of a medium, or its state (`/transcoding`). Throws HttpFault. */
export const askContent = (
  messageId: string,
  { account, http }: Asked,
  what: '' | '/transcoding',
  limits: { timeoutMs: number; maxBytes: number },
): Promise<HttpResponse> =>
  http.request({
    method: 'GET',
    url: `${base(account.settings.dataBase)}/v2/bot/message/${encodeURIComponent(messageId)}/content${what}`,
    headers: { authorization: bearer(account), accept: '*/*' },
    ...limits,
  });
