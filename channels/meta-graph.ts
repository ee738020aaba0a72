import { z } from 'zod';
import type { HttpResponse } from './channel.ts';
import type { DeliveryError, DeliveryFailure } from './delivery-error.ts';
import { jsonOf, refusal, uncertain } from './provider-call.ts';

/** An error of the Graph API (Graph API, "Handle errors"). */
const GraphError = z.object({
  error: z.object({
    message: z.string().default(''),
    code: z.number(),
    error_subcode: z.number().optional(),
  }),
});
export type GraphError = z.infer<typeof GraphError>['error'];

/** What the Graph API says is wrong, when it says so. */
export const errorOf = (response: HttpResponse): GraphError | undefined =>
  GraphError.safeParse(jsonOf(response)).data?.error;

/** Messages refused for the time that has passed: sent outside the allowed window. */
const WINDOW = [2_018_278, 2_018_065, 2_018_109, 2_534_022];
export const isWindowClosed = ({ error_subcode: subcode }: GraphError): boolean =>
  WINDOW.includes(subcode ?? 0);

/** By subcode (Messenger Platform and Instagram messaging, "Common error codes"), where it says more than the code. */
const BY_SUBCODE: Partial<Record<number, DeliveryFailure>> = {
  2018108: 'opted-out',
  2018001: 'delivery-invalid-recipient',
  2534014: 'delivery-invalid-recipient',
  1545041: 'delivery-invalid-recipient',
  2018005: 'file-not-accepted',
  2018007: 'file-not-accepted',
  2018008: 'file-not-accepted',
  2018047: 'file-not-accepted',
  2018294: 'file-not-accepted',
  33: 'delivery-invalid-recipient',
};
/** Limits of calls: of the app, the user, the page, messages (Graph API, "Rate limits"). */
const THROTTLED = [4, 17, 32, 613, 80_001, 80_006];
/** Tokens that are wrong or have ended, and rights the app does not have. */
const AUTH = [102, 190, 463, 467, 3, 10, 200, 210, 230];
/** A failure "to be tried again later" by Meta's own words. */
const TEMPORARY = [1_200];
/** Behind "an unknown error" a message may lie that was taken. */
const UNKNOWN = [1, 2];

/** Milliseconds until calls are taken again, from the usage header (minutes). */
const waitMs = ({ headers }: HttpResponse): number | undefined => {
  const minutes = /"estimated_time_to_regain_access"\s*:\s*(\d{1,4})/.exec(
    headers['x-business-use-case-usage'] ?? '',
  )?.[1];
  return minutes && Number(minutes) > 0 ? Math.min(Number(minutes), 60) * 60_000 : undefined;
};

/** A refusal in our words. `tooLong` tells by Meta's sentence that the text was: there is no code for it. */
export const failureOf = (error: GraphError, response: HttpResponse, tooLong: RegExp): DeliveryError => {
  const { code, error_subcode: subcode, message } = error;
  const providerCode = subcode === undefined ? String(code) : `${code}/${subcode}`;
  if (isWindowClosed(error)) return refusal('reply-window-closed', { providerCode });
  const known = BY_SUBCODE[subcode ?? 0];
  if (known) return refusal(known, { providerCode });
  if (code === 551) return refusal('delivery-invalid-recipient', { providerCode });
  if (THROTTLED.includes(code))
    return refusal('delivery-throttled', { providerCode, retryable: true, retryAfterMs: waitMs(response) });
  if (TEMPORARY.includes(code)) return refusal('delivery-unreachable', { providerCode, retryable: true });
  if (UNKNOWN.includes(code)) return uncertain(providerCode);
  if (AUTH.includes(code)) return refusal('delivery-auth', { providerCode });
  return refusal(tooLong.test(message) ? 'text-too-long' : 'delivery-rejected', { providerCode });
};
