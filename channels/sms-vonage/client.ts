import { z } from 'zod';
import {
  type Account,
  type ChannelClient,
  type CheckContext,
  type CheckResult,
  HttpFault,
  type HttpResponse,
  type SendContext,
  type SendReceipt,
  type WirePart,
} from '#channels/channel.ts';
import { callProvider, jsonOf, refusal, retryAfterMs, uncertain } from '#channels/provider-call.ts';
import { AppError } from '#contracts/errors.ts';
import { authorization } from './authorization.ts';
import { failureOf } from './failures.ts';
import { MAX_FILE_BYTES, type VonageSettings, WireBody } from './payload.ts';
import { bareNumber } from './phone.ts';

const FETCH_TIMEOUT_MS = 20_000;

const Sent = z.object({ message_uuid: z.string().min(1) });

const messagesUrl = ({ settings }: Account<VonageSettings>): string =>
  `${settings.apiBase.replace(/\/+$/, '')}/v1/messages`;

const receiptOf = (response: HttpResponse): SendReceipt => {
  const { status } = response;
  const body = jsonOf(response);
  const failure = failureOf(body);
  if (failure) {
    const { code, providerCode, retryable } = failure;
    const wait = retryable ? retryAfterMs(response) : undefined;
    throw refusal(code, { providerCode, retryable, retryAfterMs: wait });
  }
  const sent = Sent.safeParse(body);
  if (status < 300 && sent.success) return { providerId: sent.data.message_uuid, state: 'sent' };
  if (status < 300) throw uncertain('unreadable');
  const isOurs = status === 401 || status === 402 || status === 403;
  throw refusal(isOurs ? 'delivery-auth' : 'delivery-rejected', { providerCode: `http-${status}` });
};

/** Sends one text (https://developer.vonage.com/en/api/messages, SMS). Its states come to our own URL, whatever the application's says. */
const send = async (part: WirePart, context: SendContext<VonageSettings>): Promise<SendReceipt> => {
  const body = WireBody.safeParse(part.body);
  if (!body.success) throw refusal('delivery-rejected', { providerCode: 'no-body' });
  const { account, fileUrl, idempotencyKey } = context;
  const bearer = await authorization(account);
  if (!bearer) throw refusal('delivery-auth', { providerCode: 'private-key' });
  const { to, text, link } = body.data;
  const response = await callProvider(context, {
    method: 'POST',
    url: messagesUrl(account),
    headers: {
      authorization: bearer,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({
      channel: 'sms',
      message_type: 'text',
      to: bareNumber(to),
      from: bareNumber(account.settings.from),
      text: link ? `${text}\n${fileUrl(link.fileId)}` : text,
      client_ref: idempotencyKey.slice(0, 100),
      webhook_url: `${account.publicUrl}/webhooks/sms/${account.id}`,
      webhook_version: 'v1',
      sms: { encoding_type: 'auto' },
    }),
  });
  return receiptOf(response);
};

/** Vonage keeps media of MMS under its own hosts; the application's token goes there and nowhere else. */
const isVonage = (url: URL, apiBase: string): boolean =>
  url.origin === new URL(apiBase).origin ||
  (url.protocol === 'https:' && /(^|\.)(nexmo|vonage)\.com$/.test(url.hostname));

const fetchMedia: NonNullable<ChannelClient<VonageSettings>['fetchMedia']> = async (attachment, context) => {
  const { account, http, signal } = context;
  const { sourceUrl } = attachment;
  if (!sourceUrl || !URL.canParse(sourceUrl)) throw new AppError('not-found', { reason: 'no url' });
  if (signal.aborted) throw new HttpFault('timeout', false);
  const bearer = isVonage(new URL(sourceUrl), account.settings.apiBase)
    ? await authorization(account)
    : undefined;
  const { status, headers, body } = await http.request({
    method: 'GET',
    url: sourceUrl,
    headers: bearer ? { authorization: bearer } : {},
    timeoutMs: FETCH_TIMEOUT_MS,
    maxBytes: MAX_FILE_BYTES,
    redirects: 3,
  });
  if (status === 404 || status === 410) throw new AppError('not-found', { reason: 'media gone' });
  if (status === 401 || status === 403) throw refusal('delivery-auth', { providerCode: `http-${status}` });
  if (status !== 200)
    throw refusal('delivery-unreachable', { retryable: true, providerCode: `http-${status}` });
  const mime = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return { mime: mime || attachment.mime, name: attachment.name, data: body };
};

export const client: ChannelClient<VonageSettings> = { send, fetchMedia };

/**
 * Asks for a message to nobody: Vonage refuses it (422) to whoever it knows, and says 401 to whom it does not. Nothing is sent. An application's token
 * opens nothing else that could be asked.
 */
export const check = async ({ account, http, now }: CheckContext<VonageSettings>): Promise<CheckResult> => {
  const bearer = await authorization(account, now);
  if (!bearer) return { ok: false, problem: 'check.key' };
  const { status } = await http.request({
    method: 'POST',
    url: messagesUrl(account),
    headers: { authorization: bearer, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'sms', message_type: 'text' }),
  });
  if (status === 422 || status === 400)
    return { ok: true, facts: [{ label: 'check.from', value: account.settings.from }] };
  if (status === 401 || status === 403) return { ok: false, problem: 'check.application' };
  return { ok: false, problem: 'check.answer', facts: [{ label: 'check.status', value: String(status) }] };
};
