import { type ChannelClient, HttpFault } from '#channels/channel.ts';
import { refusal } from '#channels/provider-call.ts';
import { AppError } from '#contracts/errors.ts';
import type { InstagramSettings } from './payload.ts';

/** As much as the server takes in. */
const MAX_BYTES = 26 * 1_024 * 1_024;
const TIMEOUT_MS = 20_000;
const MAX_REDIRECTS = 3;

/** Endings by type: what the CDN gives may be another kind than its webhook said. A file keeps its name. */
const ENDINGS: Partial<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/aac': 'aac',
};

/**
 * The bytes behind an attachment's URL. It is signed by itself and gets no token of ours; it ends after a while, and then the medium is gone.
 * Throws DeliveryError when another try may help, AppError('not-found') or HttpFault.
 */
export const fetchMedia: NonNullable<ChannelClient<InstagramSettings>['fetchMedia']> = async (
  { sourceUrl, mime, kind, name },
  { http, signal },
) => {
  if (!sourceUrl || !URL.canParse(sourceUrl)) throw new AppError('not-found', { reason: 'no url' });
  if (signal.aborted) throw new HttpFault('timeout', false);
  const response = await http.request({
    method: 'GET',
    url: sourceUrl,
    headers: { accept: '*/*' },
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    redirects: MAX_REDIRECTS,
  });
  if ([401, 403, 404, 410].includes(response.status))
    throw new AppError('not-found', { reason: 'media gone' });
  if (response.status !== 200)
    throw refusal('delivery-unreachable', { retryable: true, providerCode: `http-${response.status}` });
  const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() || mime;
  const ending = kind === 'file' ? undefined : ENDINGS[type];
  return {
    mime: type,
    name: ending === undefined ? name : name.replace(/(\.\w{2,5})?$/, `.${ending}`),
    data: response.body,
  };
};
