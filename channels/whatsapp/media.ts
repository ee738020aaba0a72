import { z } from 'zod';
import { type ChannelClient, HttpFault, type HttpResponse, type SendContext } from '#channels/channel.ts';
import { multipart } from '#channels/multipart.ts';
import { jsonOf, refusal } from '#channels/provider-call.ts';
import { AppError } from '#contracts/errors.ts';
import { ask, bearer, urlOf } from './api.ts';
import { failureOf, graphErrorOf, isRefusal } from './failures.ts';
import { MAX_FILE_BYTES, type WhatsappSettings } from './payload.ts';

const TRANSFER_TIMEOUT_MS = 25_000;
const MAX_REDIRECTS = 2;
/** Hosts Meta keeps media on; nobody else is shown the token. */
const MEDIA_HOST = /(^|\.)(fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net|whatsapp\.com)$/;

type Context = SendContext<WhatsappSettings>;
const Uploaded = z.object({ id: z.string().min(1) });

/** Nothing has been sent yet while a file is on its way up, so whatever broke may be tried again. */
const again = (providerCode: string, cause?: unknown): Error => {
  const error = refusal('delivery-unreachable', { retryable: true, providerCode });
  error.cause = cause;
  return error;
};

/**
 * Uploads a stored file; its id at WhatsApp is good for 30 days (Cloud API, "Media"). Throws DeliveryError, retryable unless the API refuses the file, and
 * AppError('not-found') for a file that is gone.
 */
export const upload = async (
  file: { id: string; name: string; mime: string },
  context: Context,
): Promise<string> => {
  const { account, http, signal } = context;
  const { data } = await context.file(file.id);
  if (signal.aborted) throw again('aborted');
  const form = multipart(
    { messaging_product: 'whatsapp', type: file.mime },
    { field: 'file', name: file.name, mime: file.mime, data },
  );
  const response = await http
    .request({
      method: 'POST',
      url: urlOf(account, `${account.settings.phoneNumberId}/media`),
      headers: { authorization: bearer(account), 'content-type': form.contentType },
      body: form.body,
      timeoutMs: TRANSFER_TIMEOUT_MS,
    })
    .catch((error: unknown) => {
      if (error instanceof HttpFault && error.code !== 'address-not-allowed') throw again(error.code, error);
      if (error instanceof HttpFault) throw refusal('delivery-unreachable', { providerCode: error.code });
      throw error;
    });
  const uploaded = Uploaded.safeParse(jsonOf(response));
  if (response.status < 300 && uploaded.success) return uploaded.data.id;
  const error = graphErrorOf(response);
  if (error ? isRefusal(error) : response.status >= 400 && response.status < 500 && response.status !== 408)
    throw response.status === 429 ? refusal('delivery-throttled', { retryable: true }) : failureOf(response);
  throw again(String(error?.code ?? `http-${response.status}`));
};

const Found = z.object({
  url: z.url({ protocol: /^https?$/ }),
  mime_type: z.string().max(127).optional(),
  file_size: z.union([z.number(), z.string()]).optional(),
});

const refuse = (response: HttpResponse): Error => {
  const error = graphErrorOf(response);
  if (response.status === 401 || error?.code === 190 || error?.code === 0)
    return refusal('delivery-auth', { providerCode: String(error?.code ?? response.status) });
  if (response.status === 404 || response.status === 410 || error?.code === 100)
    return new AppError('not-found', { reason: 'media gone' });
  return again(String(error?.code ?? `http-${response.status}`));
};

/**
 * The bytes of a medium by its id: the API tells an address good for five minutes, which takes the account's token (Cloud API, "Retrieve media URL",
 * "Download media"). Ids of webhooks end after seven days. Throws DeliveryError, AppError('not-found' | 'too-large' | 'file-not-accepted') or HttpFault.
 */
export const fetchMedia: NonNullable<ChannelClient<WhatsappSettings>['fetchMedia']> = async (
  attachment,
  context,
) => {
  const { account, http, signal } = context;
  if (!attachment.sourceUrl) throw new AppError('not-found', { reason: 'no media id' });
  if (signal.aborted) throw new HttpFault('timeout', false);
  const { phoneNumberId, apiBase } = account.settings;
  const asked = await ask(
    encodeURIComponent(attachment.sourceUrl),
    { phone_number_id: phoneNumberId },
    context,
  );
  const found = Found.safeParse(asked.status < 300 ? jsonOf(asked) : undefined);
  if (!found.success) throw refuse(asked);
  const { host, hostname, protocol } = new URL(found.data.url);
  const base = new URL(apiBase);
  const isOwn = host === base.host && protocol === base.protocol;
  if (!isOwn && !(protocol === 'https:' && MEDIA_HOST.test(hostname)))
    throw new AppError('file-not-accepted', { reason: 'not on a host of Meta' });
  if (Number(found.data.file_size ?? 0) > MAX_FILE_BYTES) throw new AppError('too-large');
  const file = await http.request({
    method: 'GET',
    url: found.data.url,
    headers: { authorization: bearer(account), accept: '*/*', 'user-agent': 'Madoguchi' },
    timeoutMs: TRANSFER_TIMEOUT_MS,
    maxBytes: MAX_FILE_BYTES,
    redirects: MAX_REDIRECTS,
  });
  if (file.status !== 200) throw refuse(file);
  const told = found.data.mime_type ?? file.headers['content-type'] ?? attachment.mime;
  const mime = told.split(';')[0]?.trim().toLowerCase() || attachment.mime;
  return { mime, name: attachment.name, data: file.body };
};
