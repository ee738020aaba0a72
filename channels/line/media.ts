import { z } from 'zod';
import { type ChannelClient, HttpFault, type HttpResponse } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { jsonOf } from '#channels/provider-call.ts';
import { AppError } from '#contracts/errors.ts';
import type { Attachment } from '#contracts/message.ts';
import { askContent } from './api.ts';
import { CONTENT_SCHEME } from './content.ts';
import { tryAgain } from './failures.ts';
import type { LineSettings } from './payload.ts';

/** As much as the server takes in. */
const MAX_BYTES = 26 * 1_024 * 1_024;
const TIMEOUT_MS = 20_000;
const MAX_REDIRECTS = 3;
const Transcoding = z.object({ status: z.enum(['processing', 'succeeded', 'failed']) });

type Fetch = NonNullable<ChannelClient<LineSettings>['fetchMedia']>;
type Context = Parameters<Fetch>[1];
type Media = Awaited<ReturnType<Fetch>>;

const refuse = (status: number): Error => {
  if (status === 404 || status === 410) return new AppError('not-found', { reason: 'media gone' });
  if (status === 401 || status === 403)
    return new DeliveryError('delivery-auth', { retryable: false, providerCode: `http-${status}` });
  return tryAgain(`http-${status}`);
};

/** A large video or sound is made ready first: 202 until then. Whether it ever will be, LINE tells. */
const notReady = async (messageId: string, context: Context): Promise<Error> => {
  const response = await askContent(messageId, context, '/transcoding', {
    timeoutMs: TIMEOUT_MS,
    maxBytes: 64 * 1_024,
  });
  const { status } = Transcoding.safeParse(response.status === 200 ? jsonOf(response) : undefined).data ?? {};
  if (status === 'failed') return new AppError('file-not-accepted', { reason: 'transcoding failed' });
  return tryAgain('processing');
};

/** Endings by type: a picture may come as another kind than LINE's usual JPEG. A file keeps the name its sender gave. */
const ENDINGS: Partial<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/aac': 'aac',
};

const read = (response: HttpResponse, { name, mime, kind }: Attachment): Media => {
  const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() || mime;
  const ending = kind === 'file' ? undefined : ENDINGS[type];
  const named = ending === undefined ? {} : { name: name.replace(/(\.\w{2,5})?$/, `.${ending}`) };
  return { mime: type, ...named, data: response.body };
};

/**
 * The bytes of a medium (reference "Get content"), by the message's id with the account's token; one that its sender keeps elsewhere from there, without.
 * Throws DeliveryError when another try may help, AppError('not-found' | 'file-not-accepted') or HttpFault.
 */
export const fetchMedia: Fetch = async (attachment, context) => {
  const { sourceUrl } = attachment;
  if (sourceUrl === undefined) throw new AppError('not-found', { reason: 'no url' });
  if (context.signal.aborted) throw new HttpFault('timeout', false);
  if (!sourceUrl.startsWith(CONTENT_SCHEME)) {
    if (!URL.canParse(sourceUrl)) throw new AppError('not-found', { reason: 'no url' });
    const response = await context.http.request({
      method: 'GET',
      url: sourceUrl,
      headers: { accept: '*/*' },
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      redirects: MAX_REDIRECTS,
    });
    if (response.status !== 200) throw refuse(response.status);
    return read(response, attachment);
  }
  const messageId = sourceUrl.slice(CONTENT_SCHEME.length);
  const response = await askContent(messageId, context, '', { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
  if (response.status === 202) throw await notReady(messageId, context);
  if (response.status !== 200) throw refuse(response.status);
  return read(response, attachment);
};
