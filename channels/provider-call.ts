import { HttpFault, type HttpResponse, type SendContext } from './channel.ts';
import { DeliveryError, type DeliveryFailure } from './delivery-error.ts';
import { tryJson } from './raw-json.ts';

type Request = Parameters<SendContext<unknown>['http']['request']>[0];
type Caller = Pick<SendContext<unknown>, 'http' | 'signal'>;

const MAX_RETRY_AFTER_MS = 3_600_000;

/** Milliseconds of a Retry-After in seconds or as a date (against the answer's own Date; RFC 9110 §10.2.3). At most an hour. */
export const retryAfterMs = ({ headers }: HttpResponse): number | undefined => {
  const value = headers['retry-after']?.trim() ?? '';
  const ms = /^\d+$/.test(value)
    ? Number(value) * 1_000
    : Date.parse(value) - Date.parse(headers.date ?? 'unknown');
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : undefined;
};

/** The body as JSON; undefined when it is none. */
export const jsonOf = (response: HttpResponse): unknown => tryJson(response.body.toString('utf8'));

/** A refusal in the closed set. `retryable` only what was certainly not made. */
export const refusal = (
  code: DeliveryFailure,
  options: { providerCode?: string | undefined; retryable?: boolean; retryAfterMs?: number | undefined } = {},
): DeliveryError =>
  new DeliveryError(code, {
    retryable: options.retryable ?? false,
    ...(options.providerCode === undefined ? {} : { providerCode: options.providerCode }),
    ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
  });

/** The provider may have taken it. */
export const uncertain = (providerCode: string, cause?: unknown): DeliveryError =>
  new DeliveryError('delivery-uncertain', { retryable: false, providerCode, cause });

/** What a broken connection means for a send: never reached the peer, or nobody knows. */
export const ofFault = (error: unknown): unknown => {
  if (!(error instanceof HttpFault)) return error;
  if (error.sent) return uncertain(error.code, error);
  return new DeliveryError('delivery-unreachable', {
    retryable: error.code !== 'address-not-allowed',
    providerCode: error.code,
    cause: error,
  });
};

/**
 * Makes one sending request. Answers what the adapter has to read in its provider's own words: any 2xx and any 4xx but 429. A 429 is throttled for as long as
 * the provider says, and was not made; behind a 408 or 5xx a taken send may lie, so they are uncertain, unless the provider promises otherwise (`idempotent`:
 * the same key is taken once, and another try is safe).
 */
export const callProvider = async (
  context: Caller,
  request: Request,
  options: { idempotent?: boolean } = {},
): Promise<HttpResponse> => {
  if (context.signal.aborted)
    throw refusal('delivery-unreachable', { retryable: true, providerCode: 'aborted' });
  let response: HttpResponse;
  try {
    response = await context.http.request(request);
  } catch (error) {
    const fault = ofFault(error);
    if (options.idempotent && fault instanceof DeliveryError && fault.code === 'delivery-uncertain')
      throw refusal('delivery-unreachable', { retryable: true, providerCode: fault.providerCode });
    throw fault;
  }
  const { status } = response;
  const wait = retryAfterMs(response);
  if (status === 429)
    throw refusal('delivery-throttled', { retryable: true, providerCode: '429', retryAfterMs: wait });
  if (status === 408 || status >= 500) {
    if (!options.idempotent) throw uncertain(String(status));
    throw refusal('delivery-unreachable', {
      retryable: true,
      providerCode: String(status),
      retryAfterMs: wait,
    });
  }
  return response;
};
