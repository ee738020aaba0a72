import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type {
  Account,
  ChannelClient,
  HttpResponse,
  SendContext,
  SendReceipt,
  WirePart,
} from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { jsonOf, ofFault, retryAfterMs, uncertain } from '#channels/provider-call.ts';
import { authorization } from './authorization.ts';
import { failureOf } from './failures.ts';
import { fetchMedia } from './media.ts';
import { type SmsSettings, WireBody } from './payload.ts';
import { webhookUrlOf } from './verify.ts';

type Context = SendContext<SmsSettings>;

/** Clocks of two machines are never quite one, in milliseconds. */
const CLOCK_SLACK_MS = 5_000;
/** A message that was taken is listed by then, in milliseconds after the try. */
const LISTED_AFTER_MS = 10_000;
const LIST_SIZE = 50;

const Sent = z.object({
  sid: z.string().min(1),
  status: z.string(),
  error_code: z.number().nullish(),
});
const Refusal = z.object({ code: z.number() });
const Listed = z.object({
  messages: z.array(
    z.object({
      sid: z.string(),
      body: z.string().nullish(),
      direction: z.string(),
      status: z.string(),
      date_created: z.string(),
      num_media: z.coerce.number().catch(0),
      error_code: z.number().nullish(),
    }),
  ),
});

const messagesUrl = ({ settings }: Account<SmsSettings>): string =>
  `${settings.apiBase.replace(/\/+$/, '')}/2010-04-01/Accounts/${settings.accountSid}/Messages.json`;

const failed = (code: number, response?: HttpResponse): DeliveryError => {
  const { code: failure, retryable } = failureOf(code);
  const wait = response && retryable ? retryAfterMs(response) : undefined;
  return new DeliveryError(failure, {
    retryable,
    providerCode: String(code),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
};

/** What an answer to a send means. Anything that may hide an accepted message is uncertain. */
const receiptOf = (response: HttpResponse): SendReceipt => {
  const { status } = response;
  const body = jsonOf(response);
  const refusal = Refusal.safeParse(body);
  if (status >= 200 && status < 300) {
    const sent = Sent.safeParse(body);
    if (!sent.success) throw refusal.success ? failed(refusal.data.code, response) : uncertain('unreadable');
    const { sid, status: state, error_code: errorCode } = sent.data;
    // Made and at once given up: that one is over, and another is for a person to decide.
    if (errorCode || state === 'failed' || state === 'undelivered' || state === 'canceled') {
      const { code } = failureOf(errorCode ?? 0);
      throw new DeliveryError(code, { retryable: false, providerCode: String(errorCode ?? state) });
    }
    return { providerId: sid, state: state === 'delivered' || state === 'read' ? 'delivered' : 'sent' };
  }
  // Twilio: a 429 was never processed and is always safe to repeat.
  if (status === 429) throw failed(20_429, response);
  if (status >= 500 || status === 408)
    throw uncertain(refusal.success ? String(refusal.data.code) : String(status));
  if (status === 401) throw failed(refusal.success ? refusal.data.code : 20_003);
  if (status >= 400 && refusal.success) throw failed(refusal.data.code, response);
  throw new DeliveryError('delivery-rejected', { retryable: false, providerCode: `http-${status}` });
};

const bodyOf = (part: WirePart): WireBody => {
  const body = WireBody.safeParse(part.body);
  if (!body.success)
    throw new DeliveryError('delivery-rejected', { retryable: false, providerCode: 'no-body' });
  return body.data;
};

const textOf = (body: WireBody, context: Context): string =>
  body.link ? `${body.text}\n${context.fileUrl(body.link.fileId)}` : body.text;

const send = async (part: WirePart, context: Context): Promise<SendReceipt> => {
  const body = bodyOf(part);
  const { account } = context;
  const form = new URLSearchParams({ To: body.to, Body: textOf(body, context) });
  if (account.settings.messagingServiceSid) {
    form.set('MessagingServiceSid', account.settings.messagingServiceSid);
  }
  if (account.settings.from) form.set('From', account.settings.from);
  for (const fileId of body.media) form.append('MediaUrl', context.fileUrl(fileId));
  form.set('StatusCallback', webhookUrlOf(account));
  if (context.signal.aborted) {
    throw new DeliveryError('delivery-unreachable', { retryable: true, providerCode: 'aborted' });
  }
  let response: HttpResponse;
  try {
    response = await context.http.request({
      method: 'POST',
      url: messagesUrl(account),
      headers: {
        authorization: authorization(account),
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: form.toString(),
    });
  } catch (error) {
    throw ofFault(error);
  }
  return receiptOf(response);
};

const same = (
  listed: { body?: string | null | undefined; num_media: number },
  text: string,
  media: number,
): boolean =>
  (listed.body ?? '').normalize('NFC').trim() === text.normalize('NFC').trim() && listed.num_media === media;

type Message = z.infer<typeof Listed>['messages'][number];

/** Messages we made to the number since the try, and the provider's own time. */
const listMade = async (
  to: string,
  since: number,
  context: Context,
): Promise<{ made: Message[]; providerNow: number }> => {
  const { account } = context;
  const query = new URLSearchParams({ To: to, PageSize: String(LIST_SIZE) });
  if (account.settings.from) query.set('From', account.settings.from);
  const response = await context.http
    .request({
      method: 'GET',
      url: `${messagesUrl(account)}?${query}`,
      headers: { authorization: authorization(account), accept: 'application/json' },
    })
    .catch((error: unknown) => {
      throw new DeliveryError('delivery-unreachable', { retryable: true, cause: error });
    });
  const listed = response.status === 200 ? Listed.safeParse(jsonOf(response)) : undefined;
  if (!listed?.success) {
    const wait = retryAfterMs(response);
    throw new DeliveryError(response.status === 401 ? 'delivery-auth' : 'delivery-unreachable', {
      retryable: response.status !== 401,
      providerCode: `http-${response.status}`,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  const made = listed.data.messages.filter(
    ({ direction, date_created }) => direction.startsWith('outbound') && !(Date.parse(date_created) < since),
  );
  return { made, providerNow: Date.parse(response.headers.date ?? '') };
};

/**
 * Looks for the message among those made to the number since the try. Equal text: taken. Nothing at all: not sent, once enough time has passed for a
 * message to be listed. Something else, or two of the same: Twilio cannot say, and a person decides. Deliveries to one conversation go one at a time, so an
 * older one of equal text lies before the try.
 */
const reconcile = async (part: WirePart, context: Context): Promise<SendReceipt | 'not-sent' | undefined> => {
  const { triedAt } = context;
  if (triedAt === undefined) return undefined;
  const body = bodyOf(part);
  const since = triedAt.getTime() - CLOCK_SLACK_MS;
  let { made, providerNow } = await listMade(body.to, since, context);
  const wait = triedAt.getTime() + LISTED_AFTER_MS - providerNow;
  if (made.length === 0 && !(wait <= 0)) {
    await sleep(Math.min(Number.isNaN(wait) ? LISTED_AFTER_MS : wait, LISTED_AFTER_MS));
    ({ made, providerNow } = await listMade(body.to, since, context));
  }
  if (made.length === 0) return 'not-sent';
  const text = textOf(body, context);
  const matches = made.filter((message) => same(message, text, body.media.length));
  const [match] = matches;
  if (!match || matches.length > 1) return undefined;
  if (match.status === 'failed' || match.status === 'undelivered') throw failed(match.error_code ?? 0);
  return { providerId: match.sid, state: match.status === 'delivered' ? 'delivered' : 'sent' };
};

export const client: ChannelClient<SmsSettings> = { send, reconcile, fetchMedia };
