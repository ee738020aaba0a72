import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChannelClient, HttpResponse, SendContext, SendReceipt, WirePart } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { jsonOf, uncertain } from '#channels/provider-call.ts';
import { post } from './api.ts';
import { failureOf, isInvalidToken, refusalOf, tryAgain, unsent } from './failures.ts';
import { fileOf } from './flex.ts';
import { fetchMedia } from './media.ts';
import { type LineSettings, type Piece, WireBody } from './payload.ts';
import { profile } from './profile.ts';
import { soundLengthMs } from './sound-length.ts';
import { createSpentTokens, type SpentTokens } from './spent-tokens.ts';

type Context = SendContext<LineSettings>;

const Sent = z.object({ sentMessages: z.array(z.object({ id: z.string().min(1) })).min(1) });

const bodyOf = (part: WirePart): WireBody => {
  const body = WireBody.safeParse(part.body);
  if (!body.success)
    throw new DeliveryError('delivery-rejected', { retryable: false, providerCode: 'no-body' });
  return body.data;
};

/**
 * The retry key of a push (developers.line.biz, "Retry failed API requests"): a UUID made of the message and its part, so that it is the same over every
 * try and over a person's Retry: what LINE has once accepted is never made twice, for as long as it remembers (24 hours).
 */
export const retryKeyOf = (accountId: string, key: string): string => {
  const hash = createHash('sha256').update(`line:${accountId}:${key}`).digest('hex');
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 3) | 8).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

/** A file as the object LINE shows. A sound must say how long it is; one that does not tell goes as a link. */
const fileObject = async (piece: Extract<Piece, { file: unknown }>, context: Context): Promise<object> => {
  const { file, label } = piece;
  const url = context.fileUrl(file.fileId);
  const link = fileOf(file.name, label, url);
  if (file.as === 'link' || !url.startsWith('https://')) return link;
  if (file.as === 'image') return { type: 'image', originalContentUrl: url, previewImageUrl: url };
  if (file.as === 'video') {
    const { videoPreviewUrl } = context.account.settings;
    return videoPreviewUrl
      ? { type: 'video', originalContentUrl: url, previewImageUrl: videoPreviewUrl }
      : link;
  }
  const duration = soundLengthMs((await context.file(file.fileId)).data);
  return duration === undefined ? link : { type: 'audio', originalContentUrl: url, duration };
};

const objectsOf = async ({ pieces, quickReply }: WireBody, context: Context): Promise<object[]> => {
  const objects: object[] = [];
  for (const piece of pieces)
    objects.push('object' in piece ? piece.object : await fileObject(piece, context));
  return objects.map((one, at) => (quickReply && at === objects.length - 1 ? { ...one, quickReply } : one));
};

/** The receipt of a 2xx. One without ids says nothing we understand. */
const receiptOf = (response: HttpResponse): SendReceipt | undefined => {
  const [first] = Sent.safeParse(jsonOf(response)).data?.sentMessages ?? [];
  return first ? { providerId: first.id, state: 'sent' } : undefined;
};

const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;
const isDoubtful = ({ status }: HttpResponse): boolean => status >= 500 || status === 408;

/**
 * Answers with the reply token, which costs none of the plan's messages. Undefined: LINE says the token is no good, so nothing was sent. The reply API
 * takes no retry key: an end that is unknown stays unknown.
 */
const reply = async (
  token: string,
  messages: object[],
  context: Context,
  spent: SpentTokens,
): Promise<SendReceipt | undefined> => {
  let response: HttpResponse;
  try {
    response = await post('/v2/bot/message/reply', { replyToken: token, messages }, context);
  } catch (error) {
    const fault = unsent(error);
    if (fault) spent.giveBack(token);
    throw fault ?? uncertain(error instanceof Error ? error.message : 'fault', error);
  }
  if (isSuccess(response)) {
    const receipt = receiptOf(response);
    if (receipt) return receipt;
    throw refusalOf(response) ? failureOf(response) : uncertain('unreadable');
  }
  if (isInvalidToken(response)) return undefined;
  if (isDoubtful(response)) throw uncertain(`http-${response.status}`);
  if (response.status === 429) spent.giveBack(token);
  throw failureOf(response);
};

/** Pushes under the retry key: made once however often it is tried, so an end that is unknown is tried again. */
const push = async (body: WireBody, messages: object[], context: Context): Promise<SendReceipt> => {
  const headers = { 'x-line-retry-key': retryKeyOf(context.account.id, body.key) };
  let response: HttpResponse;
  try {
    response = await post('/v2/bot/message/push', { to: context.to, messages }, context, headers);
  } catch (error) {
    throw unsent(error) ?? tryAgain(error instanceof Error ? error.message : 'fault', error);
  }
  if (isSuccess(response)) {
    const receipt = receiptOf(response);
    if (receipt) return receipt;
    throw refusalOf(response) ? failureOf(response) : tryAgain('unreadable');
  }
  // An earlier try was accepted; LINE gives the same ids, or the id of that request.
  if (response.status === 409) {
    const accepted = response.headers['x-line-accepted-request-id'];
    const known =
      receiptOf(response) ?? (accepted ? { providerId: accepted, state: 'sent' as const } : undefined);
    if (known) return known;
    throw uncertain('http-409');
  }
  throw isDoubtful(response) ? tryAgain(`http-${response.status}`) : failureOf(response);
};

/** The client on a clock (milliseconds) and a memory of spent tokens. */
export const createClient = (nowMs: () => number, spent: SpentTokens): ChannelClient<LineSettings> => ({
  send: async (part, context) => {
    const body = bodyOf(part);
    const messages = await objectsOf(body, context);
    if (context.signal.aborted) throw tryAgain('aborted');
    const token = body.reply && nowMs() < Date.parse(body.reply.until) ? body.reply.token : undefined;
    if (token !== undefined && spent.take(token)) {
      const receipt = await reply(token, messages, context, spent);
      if (receipt) return receipt;
    }
    return push(body, messages, context);
  },
  // What was pushed may be pushed again under its key. What may have gone by the reply token cannot be found out.
  reconcile: async (part, { triedAt }) => {
    const { reply: answered } = bodyOf(part);
    const byToken = answered && (triedAt === undefined || triedAt.getTime() < Date.parse(answered.until));
    return byToken ? undefined : 'not-sent';
  },
  fetchMedia,
  profile,
});

export const client: ChannelClient<LineSettings> = createClient(() => Date.now(), createSpentTokens());
