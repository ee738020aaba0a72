import { createHmac } from 'node:crypto';
import type { Account, HttpPort, HttpResponse } from '#channels/channel.ts';
import type { DeliveryError } from '#channels/delivery-error.ts';
import { failureOf as failureOfGraph, type GraphError } from '#channels/meta-graph.ts';
import type { MessengerSettings } from './payload.ts';

type PageAccount = Account<MessengerSettings>;

/**
 * Address of a node or edge of the Graph API. Calls are proven to be the app's own (`appsecret_proof`; Graph API, "Securing requests"); the token itself
 * goes in a header only.
 */
export const urlOf = (
  { settings, secrets }: PageAccount,
  path: string,
  query: Record<string, string> = {},
): string => {
  const proof = createHmac('sha256', secrets.appSecret ?? '')
    .update(secrets.pageAccessToken ?? '')
    .digest('hex');
  const search = new URLSearchParams({ ...query, appsecret_proof: proof });
  return `${settings.apiBase.replace(/\/+$/, '')}/${settings.apiVersion}/${path}?${search}`;
};

export const bearer = ({ secrets }: PageAccount): Record<string, string> => ({
  authorization: `Bearer ${secrets.pageAccessToken ?? ''}`,
  accept: 'application/json',
});

/** Asks the Graph API; the answer is whatever it is. Throws HttpFault. */
export const ask = (
  path: string,
  query: Record<string, string>,
  { account, http }: { account: PageAccount; http: HttpPort },
): Promise<HttpResponse> =>
  http.request({ method: 'GET', url: urlOf(account, path, query), headers: bearer(account) });

const TOO_LONG = /length of param message\[text\]|message is too long|too long/i;

/** A refusal in our words. */
export const failureOf = (error: GraphError, response: HttpResponse): DeliveryError =>
  failureOfGraph(error, response, TOO_LONG);
