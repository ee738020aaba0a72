import { createHmac } from 'node:crypto';
import type { Account, HttpPort, HttpResponse } from '#channels/channel.ts';
import type { DeliveryError } from '#channels/delivery-error.ts';
import { failureOf as failureOfGraph, type GraphError } from '#channels/meta-graph.ts';
import type { InstagramSettings } from './payload.ts';

type IgAccount = Account<InstagramSettings>;

/** Address of a node or edge of the API. The token itself goes in a header only. By way of Facebook calls are proven to be the app's own (`appsecret_proof`). */
export const urlOf = (
  { settings, secrets }: IgAccount,
  path: string,
  query: Record<string, string> = {},
): string => {
  const proof = (): string =>
    createHmac('sha256', secrets.appSecret ?? '')
      .update(secrets.accessToken ?? '')
      .digest('hex');
  const search = new URLSearchParams({ ...query, ...(settings.pageId ? { appsecret_proof: proof() } : {}) });
  const base = `${settings.apiBase.replace(/\/+$/, '')}/${settings.apiVersion}/${path}`;
  return search.size > 0 ? `${base}?${search}` : base;
};

export const bearer = ({ secrets }: IgAccount): Record<string, string> => ({
  authorization: `Bearer ${secrets.accessToken ?? ''}`,
  accept: 'application/json',
});

/** Asks the Graph API; the answer is whatever it is. Throws HttpFault. */
export const ask = (
  path: string,
  query: Record<string, string>,
  { account, http }: { account: IgAccount; http: HttpPort },
): Promise<HttpResponse> =>
  http.request({ method: 'GET', url: urlOf(account, path, query), headers: bearer(account) });

const TOO_LONG = /length of param message\[text\]|must be less than or equal to 1000|too long/i;

/** A refusal in our words. */
export const failureOf = (error: GraphError, response: HttpResponse): DeliveryError =>
  failureOfGraph(error, response, TOO_LONG);
