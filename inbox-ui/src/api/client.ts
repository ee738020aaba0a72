import { routes } from 'virtual:contract';
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { ERRORS, isErrorCode } from '#contracts/errors.ts';
import type { Contract } from '#contracts/http.ts';

/** Longest wait for one answer of the server. Milliseconds. */
const ANSWER_TIMEOUT_MS = 20_000;
/** Where the bot's tests are played, which may wait for others' and for publishing that plays them. */
const PLAYED = /\/(?:bot-tests\/(?:run|preview)|bot-test|publish)$|\/articles(?:\/[^/]+)?$/;
const PLAY_TIMEOUT_MS = 90_000;

/** Names of the fields an `invalid-input` is about, e.g. `phone` or `hours.timeZone`. */
const issuesOf = (error: object): string[] => {
  const data = 'data' in error && typeof error.data === 'object' && error.data !== null ? error.data : {};
  if (!('issues' in data) || !Array.isArray(data.issues)) return [];
  return data.issues.flatMap((issue: unknown) =>
    typeof issue === 'object' && issue !== null && 'path' in issue ? [String(issue.path)] : [],
  );
};

const codeOf = (body: unknown): { code: string; issues: string[]; requestId?: string } | undefined => {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string')
    return undefined;
  const issues = issuesOf(error);
  return 'requestId' in error && typeof error.requestId === 'string'
    ? { code: error.code, issues, requestId: error.requestId }
    : { code: error.code, issues };
};

const limitOf = (url: string): number =>
  PLAYED.test(new URL(url).pathname) ? PLAY_TIMEOUT_MS : ANSWER_TIMEOUT_MS;

const link = new OpenAPILink(routes, {
  url: () => `${window.location.origin}/api/v1`,
  fetch: (request, init) => {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limitOf(request.url))]);
    return globalThis.fetch(new Request(request, { signal, credentials: 'same-origin' }), init);
  },
  customErrorResponseBodyDecoder: (body, response) => {
    const found = codeOf(body);
    return found === undefined
      ? undefined
      : new ORPCError(found.code, {
          status: response.status,
          data: { requestId: found.requestId, issues: found.issues },
        });
  },
});

/** The typed client of contracts/http.ts. Rejects with ORPCError whose `code` is of the error catalogue. */
export const api: JsonifiedClient<ContractRouterClient<Contract>> = createORPCClient(link);

/** TanStack Query options and keys for every endpoint. */
export const q = createTanstackQueryUtils(api);

/** The catalogue's code of any failure; `unreachable` when no answer came at all. */
export const errorCode = (error: unknown): string => {
  if (error instanceof ORPCError) return isErrorCode(error.code) ? error.code : 'internal';
  return 'unreachable';
};

/** Whether the same request may succeed later; a refusal of rights or of input will not. */
export const mayPass = (error: unknown): boolean => {
  const code = errorCode(error);
  return !isErrorCode(code) || ERRORS[code].retryable;
};

/** The fields a refused input names; empty for any other failure. */
export const errorFields = (error: unknown): readonly string[] => {
  const data: unknown = error instanceof ORPCError ? error.data : undefined;
  return typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues)
    ? data.issues.map(String)
    : [];
};
