import { randomBytes } from 'node:crypto';
import { HttpFault, type HttpPort } from '#channels/channel.ts';
import { signedHeaders } from '#channels/standard-webhooks.ts';
import type { HttpActionDoc } from '../ports/dialog-stores.ts';
import type { ActionRequest, CallTry, HttpActionsPort } from '../ports/http-actions-port.ts';

interface Sealer {
  seal(plain: string, place: { accountId: string; field: string }): string;
  open(sealed: string, place: { accountId: string; field: string }): string;
}

const SECRET_BYTES = 32;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_FIELDS = 30;
const MAX_VALUE = 500;
const placeOf = (actionId: string) => ({ accountId: actionId, field: 'http-action' });

/** Strings, numbers and truth values of an object's first level; nothing else of an answer is read. */
const fieldsOf = (body: Buffer): Record<string, string> => {
  let read: unknown;
  try {
    read = JSON.parse(body.toString('utf8'));
  } catch {
    return {};
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return {};
  const flat = Object.entries(read).filter(
    ([name, value]) => /^[\w-]{1,64}$/.test(name) && ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(
    flat.slice(0, MAX_FIELDS).map(([name, value]) => [name, String(value).slice(0, MAX_VALUE)]),
  );
};

/** Busy or broken for now, or never reached: the same key may try again. */
const again = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

const queryOf = (url: string, fields: Record<string, string>): string => {
  const target = new URL(url);
  for (const [name, value] of Object.entries(fields)) target.searchParams.set(name, value);
  return target.href;
};

/** Over the guarded way out. `http` refuses private addresses unless they are allowed. */
export const createHttpActions = ({ http, box }: { http: HttpPort; box: Sealer }): HttpActionsPort => ({
  newSecret: () => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`,
  seal: (actionId, secret) => {
    const usable = signedHeaders(secret, { id: 'check', at: new Date(0), body: '' });
    return usable && box.seal(secret, placeOf(actionId));
  },
  request: (action, { id, input, customerId, conversationId }, at) => {
    const secret = box.open(action.secret, placeOf(action.id));
    const reads = action.method === 'GET';
    const data = { ...input, customerId, conversationId };
    const body = reads
      ? ''
      : JSON.stringify({ type: 'dialog.action', action: action.name, timestamp: at.toISOString(), data });
    return {
      method: action.method,
      url: reads ? queryOf(action.url, data) : action.url,
      headers: {
        accept: 'application/json',
        'idempotency-key': id,
        ...signedHeaders(secret, { id, at, body }),
      },
      ...(reads ? {} : { body }),
    };
  },
  send: async (action: HttpActionDoc, request: ActionRequest): Promise<CallTry> => {
    const startedAt = performance.now();
    const ms = (): number => Math.round(performance.now() - startedAt);
    try {
      const { status, body } = await http.request({
        ...request,
        method: request.method as 'GET',
        timeoutMs: action.timeoutMs,
        maxBytes: MAX_ANSWER_BYTES,
      });
      const ok = status >= 200 && status < 300;
      return {
        ok,
        status,
        answer: fieldsOf(body),
        retry: again(status),
        ms: ms(),
        ...(ok ? {} : { problem: `http-${status}` }),
      };
    } catch (error) {
      const code = error instanceof HttpFault ? error.code : 'unreachable';
      return { ok: false, answer: {}, problem: code, retry: code !== 'address-not-allowed', ms: ms() };
    }
  },
});
