import type { Account, HttpPort, HttpResponse } from '#channels/channel.ts';
import type { WhatsappSettings } from './payload.ts';

export interface Asked {
  account: Account<WhatsappSettings>;
  http: HttpPort;
}

/** Address of a node or edge of the Graph API. */
export const urlOf = ({ settings }: Account<WhatsappSettings>, path: string): string =>
  `${settings.apiBase.replace(/\/+$/, '')}/${settings.apiVersion}/${path}`;

export const bearer = ({ secrets }: Account<WhatsappSettings>): string =>
  `Bearer ${secrets.accessToken ?? ''}`;

/** Asks the Graph API; the answer is whatever it is. Throws HttpFault. */
export const ask = (
  path: string,
  query: Record<string, string>,
  { account, http }: Asked,
): Promise<HttpResponse> =>
  http.request({
    method: 'GET',
    url: `${urlOf(account, path)}?${new URLSearchParams(query)}`,
    headers: { authorization: bearer(account), accept: 'application/json' },
  });
