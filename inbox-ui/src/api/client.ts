import { routes } from 'virtual:contract';
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { isErrorCode } from '#contracts/errors.ts';
import type { Contract } from '#contracts/http.ts';

/** Longest wait for one answer of the server. Milliseconds. */
const ANSWER_TIMEOUT_MS = 20_000;

const codeOf = (body: unknown): { code: string; requestId?: string } | undefined => {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string')
    return undefined;
  return 'requestId' in error && typeof error.requestId === 'string'
    ? { code: error.code, requestId: error.requestId }
    : { code: error.code };
};

const link = new OpenAPILink(routes, {
  url: () => `${window.location.origin}/api/v1`,
  fetch: (request, init) => {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    return globalThis.fetch(new Request(request, { signal, credentials: 'same-origin' }), init);
  },
  customErrorResponseBodyDecoder: (body, response) => {
    const found = codeOf(body);
    return found === undefined
      ? undefined
      : new ORPCError(found.code, { status: response.status, data: { requestId: found.requestId } });
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
