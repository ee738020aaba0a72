import { type ChannelClient, HttpFault, type HttpResponse } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { AppError } from '#contracts/errors.ts';
import { authorization } from './authorization.ts';
import { MAX_MEDIA_BYTES, type SmsSettings } from './payload.ts';

/** A carrier may hand over more than we may send. */
const MAX_INBOUND_BYTES = 4 * MAX_MEDIA_BYTES;
const TIMEOUT_MS = 20_000;
const MAX_REDIRECTS = 3;

const fileNameOf = (response: HttpResponse): string | undefined =>
  /filename="?([^";]{1,255})"?/i.exec(response.headers['content-disposition'] ?? '')?.[1];

/**
 * Fetches one medium of an MMS. The account's credentials go to the API's own host and nowhere else: not to another host in the URL, and not along a
 * redirect (the guarded client drops them). Throws HttpFault, DeliveryError when another try may help or credentials are wrong, AppError('not-found').
 */
export const fetchMedia: NonNullable<ChannelClient<SmsSettings>['fetchMedia']> = async (
  attachment,
  context,
) => {
  const { sourceUrl } = attachment;
  if (sourceUrl === undefined || !URL.canParse(sourceUrl))
    throw new AppError('not-found', { reason: 'no url' });
  if (context.signal.aborted) throw new HttpFault('timeout', false);
  const home = new URL(sourceUrl).origin === new URL(context.account.settings.apiBase).origin;
  const response = await context.http.request({
    method: 'GET',
    url: sourceUrl,
    headers: { accept: '*/*', ...(home ? { authorization: authorization(context.account) } : {}) },
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_INBOUND_BYTES,
    redirects: MAX_REDIRECTS,
  });
  const { status } = response;
  if (status === 404 || status === 410) throw new AppError('not-found', { reason: 'media gone' });
  if (status === 401 || status === 403) {
    throw new DeliveryError('delivery-auth', { retryable: false, providerCode: `http-${status}` });
  }
  if (status !== 200) {
    throw new DeliveryError('delivery-unreachable', { retryable: true, providerCode: `http-${status}` });
  }
  const name = fileNameOf(response);
  return {
    mime: response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() || attachment.mime,
    ...(name === undefined ? {} : { name }),
    data: response.body,
  };
};
