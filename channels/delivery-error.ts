import type { ErrorCode } from '#contracts/errors.ts';

/** The closed set of ways a send can fail. The queue decides on retries from `retryable` and `retryAfterMs` alone. */
export type DeliveryFailure = Extract<
  ErrorCode,
  `delivery-${string}` | 'reply-window-closed' | 'opted-out' | 'text-too-long' | 'file-not-accepted'
>;

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: DeliveryFailure;
  /** The same send may succeed later and has certainly not been made. */
  readonly retryable: boolean;
  /** Milliseconds the provider asks us to wait. */
  readonly retryAfterMs: number | undefined;
  /** The provider's own code, for the log and the agent. */
  readonly providerCode: string | undefined;
  constructor(
    code: DeliveryFailure,
    options: { retryable: boolean; retryAfterMs?: number; providerCode?: string; cause?: unknown },
  ) {
    super(code, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
    this.providerCode = options.providerCode;
  }
}
