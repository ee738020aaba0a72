import { z } from 'zod';
import type { HttpResponse } from '#channels/channel.ts';
import type { DeliveryError, DeliveryFailure } from '#channels/delivery-error.ts';
import { jsonOf, refusal, retryAfterMs } from '#channels/provider-call.ts';

const MINUTE = 60_000;

/** An error of the Graph API (Cloud API, "Error codes"). */
const GraphError = z.object({
  error: z.object({
    code: z.number(),
    message: z.string().default(''),
    error_data: z.object({ details: z.string().optional() }).optional().catch(undefined),
  }),
});
export type GraphError = z.infer<typeof GraphError>['error'];

/** What the API says is wrong, when it says so. */
export const graphErrorOf = (response: HttpResponse): GraphError | undefined =>
  GraphError.safeParse(jsonOf(response)).data?.error;

interface Meaning {
  code: DeliveryFailure;
  retryable?: boolean;
  waitMs?: number;
}

const CODES: Readonly<Record<number, Meaning>> = {
  // The token, its permissions, the number's registration, a locked account.
  0: { code: 'delivery-auth' },
  3: { code: 'delivery-auth' },
  10: { code: 'delivery-auth' },
  33: { code: 'delivery-auth' },
  190: { code: 'delivery-auth' },
  368: { code: 'delivery-auth' },
  131005: { code: 'delivery-auth' },
  131031: { code: 'delivery-auth' },
  131045: { code: 'delivery-auth' },
  133010: { code: 'delivery-auth' },
  // Too fast: the app, the account, the number, one pair of numbers, or marked as spam.
  4: { code: 'delivery-throttled', retryable: true, waitMs: MINUTE },
  80007: { code: 'delivery-throttled', retryable: true, waitMs: MINUTE },
  130429: { code: 'delivery-throttled', retryable: true },
  131048: { code: 'delivery-throttled', retryable: true, waitMs: 10 * MINUTE },
  131056: { code: 'delivery-throttled', retryable: true, waitMs: 6_000 },
  133016: { code: 'delivery-throttled', retryable: true, waitMs: 10 * MINUTE },
  // Nothing to do with this message.
  131057: { code: 'delivery-unreachable', retryable: true, waitMs: MINUTE },
  131064: { code: 'delivery-quota' },
  131047: { code: 'reply-window-closed' },
  131050: { code: 'opted-out' },
  131021: { code: 'delivery-invalid-recipient' },
  131026: { code: 'delivery-invalid-recipient' },
  131030: { code: 'delivery-invalid-recipient' },
  131052: { code: 'file-not-accepted' },
  131053: { code: 'file-not-accepted' },
  132005: { code: 'text-too-long' },
};

/** A bad parameter tells which one in words alone. */
const ofParameter = (words: string): DeliveryFailure => {
  if (/missing permissions|does not support this operation/i.test(words)) return 'delivery-auth';
  if (/too long|at most \d+ char|length (should|must)|max(imum)? length|character limit/i.test(words))
    return 'text-too-long';
  if (/\b(recipient|phone number|param(eter)? to|'to')\b/i.test(words)) return 'delivery-invalid-recipient';
  if (/\b(param(eter)? file|mime|media (type|id)|file type|unsupported file)\b/i.test(words))
    return 'file-not-accepted';
  return 'delivery-rejected';
};

const meaningOf = ({ code, message, error_data }: GraphError): Meaning => {
  const known = CODES[code];
  if (known) return known;
  if (code >= 200 && code < 300) return { code: 'delivery-auth' };
  if (code === 100 || code === 131008 || code === 131009)
    return { code: ofParameter(`${message} ${error_data?.details ?? ''}`) };
  return { code: 'delivery-rejected' };
};

/** Why a send failed, for a status that tells it later. */
export const reasonOf = (error: GraphError | undefined): DeliveryFailure =>
  error ? meaningOf(error).code : 'delivery-rejected';

/** Codes that leave open whether the message was made (unknown, service down); anything else the API says is a refusal. */
const OPEN = new Set([1, 2, 131000, 131016]);
export const isRefusal = (error: GraphError): boolean => !OPEN.has(error.code);

/** A refusal in our words: the API has answered, and made nothing. */
export const failureOf = (response: HttpResponse): DeliveryError => {
  const error = graphErrorOf(response);
  if (!error) {
    const { status } = response;
    return refusal(status === 401 || status === 403 ? 'delivery-auth' : 'delivery-rejected', {
      providerCode: `http-${status}`,
    });
  }
  const { code, retryable = false, waitMs } = meaningOf(error);
  return refusal(code, {
    providerCode: String(error.code),
    retryable,
    retryAfterMs: retryable ? (retryAfterMs(response) ?? waitMs) : undefined,
  });
};
