import { z } from 'zod';
import {
  type Account,
  type ChannelClient,
  type CheckContext,
  type CheckResult,
  HttpFault,
  type HttpPort,
  type HttpResponse,
  type SendContext,
  type SendReceipt,
  type WirePart,
} from '#channels/channel.ts';
import type { DeliveryError, DeliveryFailure } from '#channels/delivery-error.ts';
import { callProvider, jsonOf, refusal, uncertain } from '#channels/provider-call.ts';
import { AppError } from '#contracts/errors.ts';
import { authorization } from './oauth.ts';
import { MAX_MEDIA_BYTES, WireBody, type XSettings } from './payload.ts';

const FETCH_TIMEOUT_MS = 20_000;

const Taken = z.object({
  data: z.union([
    z.object({ dm_event_id: z.string().min(1) }).transform(({ dm_event_id }) => dm_event_id),
    z.object({ id: z.string().min(1) }).transform(({ id }) => id),
  ]),
});
/** Problems come as one object or as a list (https://docs.x.com/x-api/fundamentals/response-codes-and-errors). */
const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  message: z.string().optional(),
  type: z.string().optional(),
});
const Problems = z.object({ errors: z.array(Problem).min(1) });

/** X tells reasons in words; those that mean something of their own. */
const REASONS: readonly [RegExp, DeliveryFailure][] = [
  [/permission to DM|cannot send messages to|not following|verified to send/i, 'delivery-invalid-recipient'],
  [/deleted or not visible|Reply to this conversation is not allowed/i, 'delivery-invalid-recipient'],
  [/blocked/i, 'opted-out'],
  [/oauth1-permissions|client-forbidden|unsupported-authentication|suspended|locked/i, 'delivery-auth'],
  [/participant|recipient|user.{0,20}not found/i, 'delivery-invalid-recipient'],
];
const TOO_LONG = /too long|exceed|longer than|280/i;

const refused = (status: number, problem: z.infer<typeof Problem>): DeliveryError => {
  const words = [problem.type, problem.title, problem.detail, problem.message].filter(Boolean).join(' ');
  const providerCode = (problem.title ?? `http-${status}`).slice(0, 60);
  if (status === 401 || status === 402) return refusal('delivery-auth', { providerCode });
  if (status === 404) return refusal('delivery-invalid-recipient', { providerCode });
  const [, code] = REASONS.find(([pattern]) => pattern.test(words)) ?? [];
  if (code) return refusal(code, { providerCode });
  return refusal(TOO_LONG.test(words) ? 'text-too-long' : 'delivery-rejected', { providerCode });
};

const receiptOf = (response: HttpResponse): SendReceipt => {
  const { status } = response;
  const body = jsonOf(response);
  const taken = Taken.safeParse(body);
  if (status < 300 && taken.success) return { providerId: taken.data.data, state: 'sent' };
  const [listed] = Problems.safeParse(body).data?.errors ?? [];
  const problem = listed ?? Problem.safeParse(body).data;
  const isTold = problem && Object.keys(problem).length > 0;
  if (status < 300 && !isTold) throw uncertain('unreadable');
  throw refused(status, problem ?? {});
};

/** X says when a limit ends by `x-rate-limit-reset`, in Unix seconds (https://docs.x.com/x-api/fundamentals/rate-limits). */
const waiting = (http: HttpPort): HttpPort => ({
  request: async (input) => {
    const response = await http.request(input);
    const { headers, status } = response;
    const reset = Number(headers['x-rate-limit-reset'] ?? 'none');
    if (status !== 429 || headers['retry-after'] || !Number.isFinite(reset)) return response;
    const told = Date.parse(headers.date ?? '');
    const now = Number.isNaN(told) ? Date.now() : told;
    const seconds = Math.max(1, Math.ceil(reset - now / 1_000));
    return { ...response, headers: { ...headers, 'retry-after': String(seconds) } };
  },
});

const urlOf = ({ settings }: Account<XSettings>, path: string): string =>
  `${settings.apiBase.replace(/\/+$/, '')}${path}`;

const send = async (part: WirePart, context: SendContext<XSettings>): Promise<SendReceipt> => {
  const wire = WireBody.safeParse(part.body);
  if (!wire.success) throw refusal('delivery-rejected', { providerCode: 'no-body' });
  const { account, http, signal, fileUrl } = context;
  const body = wire.data;
  const [path, json] =
    body.way === 'dm'
      ? [
          `/2/dm_conversations/with/${encodeURIComponent(body.to)}/messages`,
          { text: body.link ? `${body.text}\n${fileUrl(body.link.fileId)}` : body.text },
        ]
      : ['/2/tweets', { text: body.text, reply: { in_reply_to_tweet_id: body.replyTo } }];
  const url = urlOf(account, path);
  const response = await callProvider(
    { http: waiting(http), signal },
    {
      method: 'POST',
      url,
      headers: {
        authorization: authorization(account, { method: 'POST', url }),
        'content-type': 'application/json',
      },
      body: JSON.stringify(json),
    },
  );
  return receiptOf(response);
};

/** Media of direct messages are X's own and want the account's signature; those of posts are public and get none. */
const isPrivate = (url: URL, apiBase: string): boolean =>
  url.origin === new URL(apiBase).origin ||
  (url.protocol === 'https:' && /(^|\.)(twitter|x)\.com$/.test(url.hostname));

const fetchMedia: NonNullable<ChannelClient<XSettings>['fetchMedia']> = async (attachment, context) => {
  const { account, http, signal } = context;
  const { sourceUrl: url } = attachment;
  if (!url || !URL.canParse(url)) throw new AppError('not-found', { reason: 'no url' });
  if (signal.aborted) throw new HttpFault('timeout', false);
  const signed = isPrivate(new URL(url), account.settings.apiBase);
  const { status, headers, body } = await http.request({
    method: 'GET',
    url,
    headers: signed ? { authorization: authorization(account, { method: 'GET', url }) } : {},
    timeoutMs: FETCH_TIMEOUT_MS,
    maxBytes: MAX_MEDIA_BYTES,
    redirects: 3,
  });
  if (status === 404 || status === 410) throw new AppError('not-found', { reason: 'media gone' });
  if (status === 401 || status === 403) throw refusal('delivery-auth', { providerCode: `http-${status}` });
  if (status !== 200)
    throw refusal('delivery-unreachable', { retryable: true, providerCode: `http-${status}` });
  const mime = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return { mime: mime || attachment.mime, name: attachment.name, data: body };
};

export const client: ChannelClient<XSettings> = { send, fetchMedia };

const Me = z.object({ data: z.object({ id: z.string(), username: z.string() }) });

/** Asks X whose the tokens are (GET /2/users/me): they have to be the account's that is named here. */
export const check = async ({ account, http, now }: CheckContext<XSettings>): Promise<CheckResult> => {
  const url = urlOf(account, '/2/users/me');
  const response = await http.request({
    method: 'GET',
    url,
    headers: { authorization: authorization(account, { method: 'GET', url }, { at: now }) },
  });
  const me = Me.safeParse(jsonOf(response));
  if (!me.success) return { ok: false, problem: response.status === 429 ? 'check.limit' : 'check.tokens' };
  const { id, username } = me.data.data;
  const facts = [
    { label: 'check.account', value: `@${username}` },
    { label: 'check.userId', value: id },
  ];
  return id === account.settings.userId ? { ok: true, facts } : { ok: false, problem: 'check.user', facts };
};
