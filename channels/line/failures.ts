import { z } from 'zod';
import type { HttpResponse } from '#channels/channel.ts';
import { HttpFault } from '#channels/channel.ts';
import { DeliveryError, type DeliveryFailure } from '#channels/delivery-error.ts';
import { jsonOf } from '#channels/provider-call.ts';

const MAX_RETRY_AFTER_MS = 3_600_000;

/** LINE's error (reference "Error responses"). */
const Refusal = z.object({
  message: z.string().max(2_000),
  details: z
    .array(z.object({ message: z.string().optional(), property: z.string().optional() }))
    .optional()
    .catch(undefined),
});
type Refusal = z.infer<typeof Refusal>;

/** What LINE says is wrong, when it says so. */
export const refusalOf = (response: HttpResponse): Refusal | undefined =>
  Refusal.safeParse(jsonOf(response)).data;

/** Milliseconds of a Retry-After in seconds. */
const retryAfterMs = ({ headers }: HttpResponse): number | undefined => {
  const value = headers['retry-after']?.trim() ?? '';
  return /^\d+$/.test(value) ? Math.min(Number(value) * 1_000, MAX_RETRY_AFTER_MS) : undefined;
};

/** The token is unknown, used, or too old: nothing was sent by it. */
export const isInvalidToken = (response: HttpResponse): boolean =>
  response.status === 400 && /reply token/i.test(refusalOf(response)?.message ?? '');

const ofBadRequest = (refusal: Refusal | undefined): DeliveryFailure => {
  const told = [refusal?.message, ...(refusal?.details ?? []).flatMap((d) => [d.property, d.message])].join(
    '\n',
  );
  const properties = (refusal?.details ?? []).map((d) => d.property ?? '');
  if (/property, 'to'|failed to send messages/i.test(told) || properties.includes('to'))
    return 'delivery-invalid-recipient';
  if (properties.some((p) => /(originalContent|previewImage)Url$/.test(p))) return 'file-not-accepted';
  if (properties.some((p) => /text$/i.test(p)) && /length/i.test(told)) return 'text-too-long';
  return 'delivery-rejected';
};

const CODES: Partial<Record<number, DeliveryFailure>> = {
  401: 'delivery-auth',
  403: 'delivery-auth',
  410: 'delivery-rejected',
  413: 'delivery-rejected',
};

/** A refusal in our words: LINE has answered and sent nothing. A 429 is either a rate, which passes, or the plan's messages of the month, which do not. */
export const failureOf = (response: HttpResponse): DeliveryError => {
  const { status } = response;
  const refusal = refusalOf(response);
  if (status === 429) {
    if (/monthly limit|additional messages/i.test(refusal?.message ?? ''))
      return new DeliveryError('delivery-quota', { retryable: false, providerCode: 'monthly-limit' });
    const wait = retryAfterMs(response);
    return new DeliveryError('delivery-throttled', {
      retryable: true,
      providerCode: 'http-429',
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  const code = CODES[status] ?? (status === 400 ? ofBadRequest(refusal) : 'delivery-rejected');
  return new DeliveryError(code, { retryable: false, providerCode: `http-${status}` });
};

/** Certainly not sent, or certainly sent at most once whatever we do: to be tried again. */
export const tryAgain = (providerCode: string, cause?: unknown): DeliveryError =>
  new DeliveryError('delivery-unreachable', { retryable: true, providerCode, cause });

/** What could not be reached at all; `undefined` when the request may have arrived. */
export const unsent = (error: unknown): DeliveryError | undefined => {
  if (!(error instanceof HttpFault) || error.sent) return undefined;
  return new DeliveryError('delivery-unreachable', {
    retryable: error.code !== 'address-not-allowed',
    providerCode: error.code,
    cause: error,
  });
};

/** Faults of a question that changes nothing. */
export const ofQuestion = (error: unknown): unknown =>
  error instanceof HttpFault ? (unsent(error) ?? tryAgain(error.code, error)) : error;
