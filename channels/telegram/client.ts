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
import type { DeliveryError } from '#channels/delivery-error.ts';
import { multipart } from '#channels/multipart.ts';
import { callProvider, jsonOf, refusal, uncertain } from '#channels/provider-call.ts';
import { AppError } from '#contracts/errors.ts';
import { MAX_FETCH_BYTES, type TelegramSettings, WireBody } from './payload.ts';
import { messageKey } from './thread.ts';

type Context = SendContext<TelegramSettings>;
const UPLOAD_TIMEOUT_MS = 25_000;
const MAX_SAFE_PATH = 512;

const Taken = z.object({
  ok: z.literal(true),
  result: z.object({ message_id: z.number(), chat: z.object({ id: z.number() }) }),
});
const Refused = z.object({
  ok: z.literal(false),
  error_code: z.number(),
  description: z.string().default(''),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

const urlOf = ({ settings, secrets }: Account<TelegramSettings>, path: string): string =>
  `${settings.apiBase.replace(/\/+$/, '')}/${path.replace('{token}', secrets.botToken ?? '')}`;

/** Telegram tells reasons in words alone; those that mean something of their own. */
const REASONS: readonly [RegExp, DeliveryError['code']][] = [
  [/bot was blocked|user is deactivated|bot was kicked|not a member|have no rights/i, 'opted-out'],
  [
    /chat not found|PEER_ID_INVALID|user not found|can't initiate conversation/i,
    'delivery-invalid-recipient',
  ],
  [/message is too long|caption is too long/i, 'text-too-long'],
  [
    /wrong type|failed to get HTTP URL|file is too big|PHOTO_INVALID|wrong file|unsupported/i,
    'file-not-accepted',
  ],
  [/BUSINESS_(CONNECTION|PEER)/i, 'reply-window-closed'],
];

const refusedOf = (refused: z.infer<typeof Refused>): DeliveryError => {
  const { error_code: status, description, parameters } = refused;
  if (status === 429)
    return refusal('delivery-throttled', {
      retryable: true,
      providerCode: '429',
      ...(parameters?.retry_after === undefined ? {} : { retryAfterMs: parameters.retry_after * 1_000 }),
    });
  if (status === 401 || status === 404) return refusal('delivery-auth', { providerCode: String(status) });
  const [, code] = REASONS.find(([words]) => words.test(description)) ?? [];
  return refusal(code ?? 'delivery-rejected', { providerCode: String(status) });
};

const receiptOf = (response: HttpResponse): SendReceipt => {
  const body = jsonOf(response);
  const refused = Refused.safeParse(body);
  if (refused.success) throw refusedOf(refused.data);
  const taken = Taken.safeParse(body);
  if (taken.success) {
    const { message_id, chat } = taken.data.result;
    return { providerId: messageKey(chat.id, message_id), state: 'sent' };
  }
  if (response.status < 300) throw uncertain('unreadable');
  if (response.status === 401) throw refusal('delivery-auth', { providerCode: '401' });
  throw refusal('delivery-rejected', { providerCode: `http-${response.status}` });
};

const FIELD = {
  sendMessage: 'text',
  sendPhoto: 'photo',
  sendVideo: 'video',
  sendAudio: 'audio',
  sendDocument: 'document',
} as const;

const requestOf = async (body: WireBody, context: Context) => {
  const url = urlOf(context.account, `bot{token}/${body.method}`);
  const common = {
    chat_id: body.chatId,
    ...(body.businessConnectionId ? { business_connection_id: body.businessConnectionId } : {}),
  };
  if (body.file) {
    const stored = await context.file(body.file.id);
    const form = multipart(common, {
      field: FIELD[body.method],
      name: body.file.name,
      mime: body.file.mime,
      data: stored.data,
    });
    return {
      url,
      body: form.body,
      headers: { 'content-type': form.contentType },
      timeoutMs: UPLOAD_TIMEOUT_MS,
    };
  }
  const json = {
    ...common,
    text: body.text,
    ...(body.keyboard ? { reply_markup: { inline_keyboard: body.keyboard } } : {}),
  };
  return { url, body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
};

const send = async (part: WirePart, context: Context): Promise<SendReceipt> => {
  const body = WireBody.safeParse(part.body);
  if (!body.success) throw refusal('delivery-rejected', { providerCode: 'no-body' });
  const response = await callProvider(context, { method: 'POST', ...(await requestOf(body.data, context)) });
  return receiptOf(response);
};

const FileAnswer = z.object({
  ok: z.literal(true),
  result: z.object({ file_path: z.string().max(MAX_SAFE_PATH).optional() }),
});

/** A medium by its file id: Telegram names a path, good for an hour, under which the bot's token fetches it. At most 20 MB. */
const fetchMedia: NonNullable<ChannelClient<TelegramSettings>['fetchMedia']> = async (
  attachment,
  context,
) => {
  const { account, http, signal } = context;
  if (!attachment.sourceUrl) throw new AppError('not-found', { reason: 'no file id' });
  if (signal.aborted) throw new HttpFault('timeout', false);
  const asked = await http.request({
    method: 'GET',
    url: `${urlOf(account, 'bot{token}/getFile')}?file_id=${encodeURIComponent(attachment.sourceUrl)}`,
  });
  const refused = Refused.safeParse(jsonOf(asked));
  if (refused.success && /too big/i.test(refused.data.description)) throw new AppError('too-large');
  if (asked.status === 401) throw refusal('delivery-auth', { providerCode: '401' });
  const found = FileAnswer.safeParse(jsonOf(asked));
  if (!found.success || !found.data.result.file_path) {
    if (asked.status >= 500 || asked.status === 429)
      throw refusal('delivery-unreachable', { retryable: true, providerCode: String(asked.status) });
    throw new AppError('not-found', { reason: 'file gone' });
  }
  const path = found.data.result.file_path.split('/').map(encodeURIComponent).join('/');
  const file = await http.request({
    method: 'GET',
    url: urlOf(account, `file/bot{token}/${path}`),
    timeoutMs: UPLOAD_TIMEOUT_MS,
    maxBytes: MAX_FETCH_BYTES,
  });
  if (file.status === 404) throw new AppError('not-found', { reason: 'file gone' });
  if (file.status !== 200)
    throw refusal('delivery-unreachable', { retryable: true, providerCode: String(file.status) });
  return { mime: attachment.mime, name: attachment.name, data: file.body };
};

export const client: ChannelClient<TelegramSettings> = { send, fetchMedia };

const Me = z.object({ ok: z.literal(true), result: z.object({ username: z.string().optional() }) });
const Webhook = z.object({
  ok: z.literal(true),
  result: z.object({
    url: z.string(),
    pending_update_count: z.number(),
    last_error_message: z.string().optional(),
  }),
});

/** Whether the token is the bot's, and whether Telegram sends to us (Bot API, getMe, getWebhookInfo). */
export const check = async ({ account, http }: CheckContext<TelegramSettings>): Promise<CheckResult> => {
  const ask = (method: string) =>
    http.request({ method: 'GET', url: urlOf(account, `bot{token}/${method}`) });
  const me = Me.safeParse(jsonOf(await ask('getMe')));
  if (!me.success) return { ok: false, problem: 'check.token' };
  const facts = [{ label: 'check.bot', value: `@${me.data.result.username ?? ''}` }];
  const webhook = Webhook.safeParse(jsonOf(await ask('getWebhookInfo')));
  if (!webhook.success) return { ok: false, problem: 'check.webhook', facts };
  const { url, pending_update_count: pending, last_error_message: fault } = webhook.data.result;
  facts.push({ label: 'check.pending', value: String(pending) });
  if (fault) facts.push({ label: 'check.fault', value: fault.slice(0, 200) });
  const own = `${account.publicUrl}/webhooks/telegram/${account.id}`;
  return url === own ? { ok: true, facts } : { ok: false, problem: 'check.webhook', facts };
};
