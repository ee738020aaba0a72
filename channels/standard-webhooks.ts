import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { HttpResponse, RawRequest, SendContext, SendReceipt, Verified } from './channel.ts';
import type { DeliveryError, DeliveryFailure } from './delivery-error.ts';
import { callProvider, jsonOf, refusal, retryAfterMs } from './provider-call.ts';

/** How far a request's own time may be from ours, in seconds (Standard Webhooks, "Verifying webhook authenticity"). */
const TOLERANCE_SECONDS = 300;
/** Signatures read of one header: a sender signs under each secret it is changing between. */
const MAX_SIGNATURES = 16;
const PREFIX = 'whsec_';
/** Bytes a secret decodes to: 24 to 64 by the specification. */
const SECRET_BYTES = { min: 24, max: 64 };
const ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;
const SIGNATURES = /^v\d+[a-z]?,[\w+/=-]+(?: v\d+[a-z]?,[\w+/=-]+)*$/;

/** Bytes of a secret `whsec_<base64>`; undefined when it is none. */
const keyOf = (secret: string | undefined): Buffer | undefined => {
  if (!secret?.startsWith(PREFIX)) return undefined;
  const text = secret.slice(PREFIX.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length >= SECRET_BYTES.min && key.length <= SECRET_BYTES.max ? key : undefined;
};

interface Signed {
  id: string;
  /** Unix seconds. */
  timestamp: string;
  body: string | Buffer;
}

const signatureOf = (key: Buffer, { id, timestamp, body }: Signed): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

/**
 * Headers of a signed request (https://github.com/standard-webhooks/standard-webhooks, specification 1.0.0). Undefined when the secret is not
 * `whsec_` with 24–64 bytes in base64.
 */
export const signedHeaders = (
  secret: string | undefined,
  { id, at, body }: { id: string; at: Date; body: string },
): Record<string, string> | undefined => {
  const key = keyOf(secret);
  if (!key) return undefined;
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatureOf(key, { id, timestamp, body }),
  };
};

/** The sender's id of a request, the same on each redelivery. Undefined when it has none that may be signed. */
export const webhookIdOf = ({ headers }: Pick<RawRequest, 'headers'>): string | undefined => {
  const id = headers['webhook-id'];
  return id && ID.test(id) ? id : undefined;
};

/**
 * Whether one of the signatures is ours under one of the secrets, over `id.timestamp.body` as the bytes came, and the request's time is within five minutes
 * of its arrival. Signatures of other versions are passed over. Every pair is compared, so time tells nothing.
 */
export const verifySigned = (request: RawRequest, secrets: readonly (string | undefined)[]): Verified => {
  const [first] = secrets;
  const keys = secrets.map(keyOf).filter((key) => key !== undefined);
  if (!keyOf(first)) return { ok: false, code: 'secret-missing' };
  const id = webhookIdOf(request);
  const timestamp = request.headers['webhook-timestamp'] ?? '';
  const header = request.headers['webhook-signature'] ?? '';
  if (!id || !/^\d{1,11}$/.test(timestamp) || !SIGNATURES.test(header))
    return { ok: false, code: 'bad-signature' };
  const given = header.split(' ').slice(0, MAX_SIGNATURES).map(Buffer.from);
  let matches = 0;
  for (const key of keys) {
    const own = Buffer.from(signatureOf(key, { id, timestamp, body: request.body }));
    for (const one of given) if (one.length === own.length && timingSafeEqual(one, own)) matches += 1;
  }
  const away = Math.abs(request.receivedAt.getTime() / 1_000 - Number(timestamp));
  return matches > 0 && away <= TOLERANCE_SECONDS ? { ok: true } : { ok: false, code: 'bad-signature' };
};

/** Words the receiver may refuse with: `{"error":{"code":"…"}}`. */
const REFUSALS: Readonly<Record<string, DeliveryFailure>> = {
  'invalid-recipient': 'delivery-invalid-recipient',
  'opted-out': 'opted-out',
  'window-closed': 'reply-window-closed',
  'text-too-long': 'text-too-long',
  'file-not-accepted': 'file-not-accepted',
  throttled: 'delivery-throttled',
  unauthorised: 'delivery-auth',
  rejected: 'delivery-rejected',
};

/** What a refusal or a failed status means in our words. */
export const failureOf = (code: string | undefined): DeliveryFailure =>
  (Object.hasOwn(REFUSALS, code ?? '') ? REFUSALS[code ?? ''] : undefined) ?? 'delivery-rejected';

const Answer = z.object({
  id: z.string().min(1).max(256).optional(),
  state: z.enum(['sent', 'delivered']).optional(),
  error: z.object({ code: z.string().max(64) }).optional(),
});

const refused = (response: HttpResponse, code: string): DeliveryError => {
  const failure = failureOf(code);
  const retryable = failure === 'delivery-throttled';
  return refusal(failure, {
    retryable,
    providerCode: code,
    ...(retryable ? { retryAfterMs: retryAfterMs(response) } : {}),
  });
};

/**
 * The answer to a signed request: 204, or a JSON object, which may name its own `id` for the message (default: the webhook id) or an `error`. A page or an
 * empty 200 comes from something that does not know these requests; it is tried again under the same id, which a receiver takes once.
 */
const receiptOf = (response: HttpResponse, id: string): SendReceipt => {
  const { status } = response;
  const answer = Answer.safeParse(jsonOf(response));
  if (answer.data?.error) throw refused(response, answer.data.error.code);
  if (status === 204) return { providerId: id, state: 'sent' };
  if (status >= 200 && status < 300) {
    if (!answer.success)
      throw refusal('delivery-unreachable', { retryable: true, providerCode: 'unreadable' });
    return { providerId: answer.data.id ?? id, state: answer.data.state ?? 'sent' };
  }
  if (status === 401 || status === 403) throw refusal('delivery-auth', { providerCode: `http-${status}` });
  throw refusal('delivery-rejected', { providerCode: `http-${status}` });
};

/**
 * Posts JSON, signed, under an id that stays the same over all tries. Whatever ends unclear may be tried again: the receiver takes an id once.
 * Throws DeliveryError.
 */
export const postSigned = async (
  context: Pick<SendContext<unknown>, 'http' | 'signal'>,
  request: { url: string; secret: string | undefined; id: string; body: unknown },
): Promise<SendReceipt> => {
  const { url, secret, id } = request;
  const body = JSON.stringify(request.body);
  const headers = signedHeaders(secret, { id, at: new Date(), body });
  if (!headers) throw refusal('delivery-auth', { providerCode: 'no-secret' });
  const response = await callProvider(context, { method: 'POST', url, headers, body }, { idempotent: true });
  return receiptOf(response, id);
};
