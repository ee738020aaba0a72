import { AppError, ERRORS, type ErrorBody, type ErrorCode } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';

/** An error as a catalogue code with what may be told about it. */
export interface KnownError {
  code: ErrorCode;
  data?: Record<string, unknown> | undefined;
  /** Not foreseen: belongs into the log. */
  unforeseen: boolean;
}

interface Loose {
  name?: unknown;
  type?: unknown;
  code?: unknown;
  status?: unknown;
  message?: unknown;
}

/** The driver's ways to say that MongoDB cannot be reached or has no primary. */
const STORE_AWAY =
  /^Mongo(Network|ServerSelection|NotConnected|PoolCleared|WaitQueueTimeout|TopologyClosed|ExpiredSession)/;

/** Errors of the body parser and of multer, by their own codes. */
const OF_LIBRARY: Record<string, ErrorCode> = {
  'entity.too.large': 'too-large',
  'entity.parse.failed': 'invalid-input',
  'encoding.unsupported': 'invalid-input',
  'charset.unsupported': 'invalid-input',
  'request.aborted': 'invalid-input',
  'request.size.invalid': 'invalid-input',
  LIMIT_FILE_SIZE: 'too-large',
  LIMIT_FILE_COUNT: 'file-not-accepted',
  LIMIT_UNEXPECTED_FILE: 'file-not-accepted',
  LIMIT_PART_COUNT: 'file-not-accepted',
  LIMIT_FIELD_COUNT: 'file-not-accepted',
  LIMIT_FIELD_KEY: 'file-not-accepted',
  LIMIT_FIELD_VALUE: 'file-not-accepted',
};

/** Finds the catalogue code of anything thrown. */
export const knownError = (error: unknown): KnownError => {
  if (error instanceof AppError) {
    return { code: error.code, data: error.data, unforeseen: error.code === 'internal' };
  }
  const loose: Loose = typeof error === 'object' && error !== null ? error : {};
  const byLibrary = OF_LIBRARY[String(loose.type)] ?? OF_LIBRARY[String(loose.code)];
  if (byLibrary) return { code: byLibrary, unforeseen: false };
  // A sender who hangs up in the middle of a body is no fault of ours.
  const hungUp = loose.code === 'ECONNRESET' && loose.message === 'aborted';
  if (hungUp || loose.name === 'URIError' || loose.message === 'Malformed part header') {
    return { code: 'invalid-input', unforeseen: false };
  }
  if (STORE_AWAY.test(String(loose.name))) return { code: 'store-unavailable', unforeseen: false };
  return { code: 'internal', unforeseen: true };
};

/** The answer's body. A 500 tells only its code and the request's id. */
export const errorBody = (
  known: KnownError,
  language: Language,
  requestId: string | undefined,
): ErrorBody => ({
  error: {
    code: known.code,
    message: ERRORS[known.code][language],
    ...(requestId === undefined ? {} : { requestId }),
    ...(known.data === undefined || known.code === 'internal' ? {} : { data: known.data }),
  },
});
