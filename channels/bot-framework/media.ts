import { z } from 'zod';
import { type ChannelClient, HttpFault } from '#channels/channel.ts';
import { refusal } from '#channels/provider-call.ts';
import { AppError } from '#contracts/errors.ts';
import type { Attachment } from '#contracts/message.ts';
import { accessToken } from './access-token.ts';
import { type Activity, type BotFrameworkSettings, type InAttachment, ItemBody } from './payload.ts';

const TEAMS_FILE = 'application/vnd.microsoft.teams.file.download.info';
const MAX_FILES = 10;
const MAX_FILE_BYTES = 20 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 25_000;
const MIME = /^[\w.+-]+\/[\w.+*-]+$/;

const Download = z.object({ downloadUrl: z.string(), fileType: z.string().optional() });

const kindOf = (mime: string): Attachment['kind'] => {
  const [head] = mime.split('/');
  return head === 'image' || head === 'audio' || head === 'video' ? head : 'file';
};

const fileOf = ({ contentType, contentUrl, name, content }: InAttachment): Attachment | undefined => {
  const type = contentType ?? '';
  // The same words as HTML, and cards, are no files.
  if (type === 'text/html' || (type.startsWith('application/vnd.microsoft.card') && type !== TEAMS_FILE))
    return undefined;
  const shared = type === TEAMS_FILE ? Download.safeParse(content).data : undefined;
  const sourceUrl = shared?.downloadUrl ?? contentUrl ?? '';
  if (!/^https?:\/\//.test(sourceUrl) || sourceUrl.length > 2_048) return undefined;
  const mime = !shared && MIME.test(type) ? type.slice(0, 127) : 'application/octet-stream';
  const kind = kindOf(mime);
  return {
    name: (name || kind).slice(0, 255),
    mime: mime.replace(/\*$/, 'jpeg'),
    size: 0,
    kind,
    status: 'fetching',
    sourceUrl,
  };
};

/** Files of a message. */
export const filesOf = ({ attachments }: Activity): Attachment[] =>
  (attachments ?? []).flatMap((one) => fileOf(one) ?? []).slice(0, MAX_FILES);

const originOf = (url: unknown): string | undefined => {
  try {
    return new URL(String(url)).origin;
  } catch {
    return undefined;
  }
};

/**
 * A medium from where the activity says it lies. Our token goes along only to the very service the activity was proven to come from: a Direct Line client may
 * name any address as its file's.
 */
export const fetchMedia: NonNullable<ChannelClient<BotFrameworkSettings>['fetchMedia']> = async (
  attachment,
  context,
) => {
  const { sourceUrl } = attachment;
  if (!sourceUrl) throw new AppError('not-found', { reason: 'no address' });
  if (context.signal.aborted) throw new HttpFault('timeout', false);
  const item = ItemBody.safeParse(await context.item()).data;
  const service = item && 'activity' in item ? originOf(item.activity.serviceUrl) : undefined;
  const isService = service !== undefined && originOf(sourceUrl) === service;
  const response = await context.http.request({
    method: 'GET',
    url: sourceUrl,
    timeoutMs: FETCH_TIMEOUT_MS,
    maxBytes: MAX_FILE_BYTES,
    redirects: 3,
    ...(isService ? { headers: { authorization: `Bearer ${await accessToken(context)}` } } : {}),
  });
  if ([401, 403, 404, 410].includes(response.status))
    throw new AppError('not-found', { reason: 'file gone' });
  if (response.status !== 200)
    throw refusal('delivery-unreachable', { retryable: true, providerCode: String(response.status) });
  const told = response.headers['content-type']?.split(';')[0]?.trim() ?? '';
  const isTold = MIME.test(told) && attachment.mime === 'application/octet-stream';
  return { mime: isTold ? told : attachment.mime, name: attachment.name, data: response.body };
};
