import { AppError } from '#contracts/errors.ts';
import type { Attachment } from '#contracts/message.ts';
import { HttpFault, type HttpPort } from './channel.ts';
import { refusal } from './provider-call.ts';

/** Seconds below this, milliseconds above: the year 5138 in the one, 1973 in the other. */
const SECONDS_BELOW = 100_000_000_000;

/** A time of Meta's, in seconds or milliseconds. A time no calendar holds is none. */
export const timeOf = (stamp: number | undefined, otherwise: Date): Date => {
  if (stamp === undefined) return otherwise;
  const at = new Date(stamp < SECONDS_BELOW ? stamp * 1_000 : stamp);
  if (Number.isNaN(at.getTime())) throw new AppError('unparseable', { reason: 'no time' });
  return at;
};

/** A word for each reaction, where the emoji itself is not told. */
const EMOJI: Partial<Record<string, string>> = {
  love: '❤️',
  smile: '😆',
  haha: '😆',
  wow: '😮',
  sad: '😢',
  angry: '😠',
  like: '👍',
  dislike: '👎',
  care: '🤗',
};
/** The emoji of a reaction told in a word. */
export const emojiOf = (reaction: string | undefined, emoji?: string): string =>
  emoji || EMOJI[reaction ?? ''] || '⭐';

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
export const fetchMedia = async (
  { sourceUrl, mime, kind, name }: Attachment,
  { http, signal }: { http: HttpPort; signal: AbortSignal },
): Promise<{ mime: string; name: string; data: Buffer }> => {
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
