import { lookup as dnsLookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import { HttpFault, type HttpPort, type HttpResponse } from '#channels/channel.ts';
import { createAddressGuard } from './address-guard.ts';
import { exchange } from './exchange.ts';

/** All addresses of a name, in the order to try; rejects when there are none. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>;

/** `allowPrivateNetworks`: CIDRs that may be called although they are private (none). `timeoutMs` of one request with its redirects, `maxBytes` of an answer. */
export interface GuardedHttpOptions {
  allowPrivateNetworks?: readonly string[];
  resolve?: Resolve;
  timeoutMs?: number;
  maxBytes?: number;
}

/** A request whose answer may be read while it comes. */
type RequestInput = Parameters<HttpPort['request']>[0] & {
  onChunk?: (chunk: Buffer, status: number) => void;
};

/** HttpPort whose answers may be read while they come. */
export interface GuardedHttp extends HttpPort {
  request(input: RequestInput): Promise<HttpResponse>;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What may travel to another host: nothing that names or proves who we are. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

const resolveAll: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    dnsLookup(hostname, { all: true, order: 'ipv4first' }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    );
  });

/** Resolves with the promise or fails with a fault once the time is over. */
const within = async <T>(work: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HttpFault('timeout', false)), Math.max(0, ms));
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
};

/** Host as it was written: `new URL` already reads `0x7f.1`, `017700000001` or `１２７.0.0.1` as 127.0.0.1. */
const writtenHost = (url: string): string => {
  const authority = /^[a-z][a-z\d+.-]*:[/\\]{2}([^/?#\\]*)/i.exec(url.trim())?.[1] ?? '';
  return authority.replace(/^.*@/, '').replace(/:\d*$/, '');
};

/** Throws HttpFault('address-not-allowed') for other schemes, credentials, odd numeric hosts and unsafe ports; answers host and port. */
const checkUrl = (text: string): { url: URL; host: string; port: number } => {
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw new HttpFault('address-not-allowed', false, error);
  }
  const scheme = url.protocol;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const oddNumber = isIP(host) === 4 && writtenHost(text) !== host;
  const refused =
    (scheme !== 'https:' && scheme !== 'http:') || url.username !== '' || url.password !== '' || oddNumber;
  if (refused || host === '') throw new HttpFault('address-not-allowed', false);
  return { url, host, port: Number(url.port || (scheme === 'https:' ? 443 : 80)) };
};

/** Mail, shells and other services below 1024 are never HTTP. */
const isWebPort = (port: number): boolean => port === 80 || port === 443 || port >= 1_024;

/**
 * The one way out of the program. Every address of a name is checked, one is pinned and called, so a name that changes its answer in between gains
 * nothing. Redirects are off unless asked for (at most 3), checked like the first address, and lose all but harmless headers on another origin.
 * Sockets are not kept: a pooled one that the peer has just closed would make a send uncertain for no reason.
 */
export const createGuardedHttp = (options: GuardedHttpOptions = {}): GuardedHttp => {
  const guard = createAddressGuard(options.allowPrivateNetworks);
  const resolve = options.resolve ?? resolveAll;
  const agents = {
    'http:': new HttpAgent({ maxSockets: 256 }),
    'https:': new HttpsAgent({ maxSockets: 256 }),
  };

  const pin = async (host: string, port: number, msLeft: number): Promise<string> => {
    let addresses: { address: string }[];
    if (isIP(host) !== 0) addresses = [{ address: host }];
    else {
      try {
        addresses = await within(resolve(host), msLeft);
      } catch (error) {
        throw error instanceof HttpFault ? error : new HttpFault('unreachable', false, error);
      }
    }
    const [first] = addresses;
    if (!first) throw new HttpFault('unreachable', false);
    const allowed = addresses.every(
      ({ address }) => guard.allows(address) && (isWebPort(port) || guard.isExempt(address)),
    );
    if (!allowed) throw new HttpFault('address-not-allowed', false);
    return first.address;
  };

  const once = async (input: RequestInput, deadline: number): Promise<HttpResponse> => {
    const { url, host, port } = checkUrl(input.url);
    const address = await pin(host, port, deadline - performance.now());
    return exchange({
      url,
      address,
      agent: url.protocol === 'https:' ? agents['https:'] : agents['http:'],
      method: input.method,
      headers: input.headers ?? {},
      ...(input.body === undefined ? {} : { body: input.body }),
      ...(input.onChunk === undefined ? {} : { onChunk: input.onChunk }),
      timeoutMs: Math.max(1, deadline - performance.now()),
      maxBytes: input.maxBytes ?? options.maxBytes ?? MAX_BYTES,
    });
  };

  return {
    request: async (input) => {
      const deadline = performance.now() + (input.timeoutMs ?? options.timeoutMs ?? TIMEOUT_MS);
      let step = input;
      let response = await once(step, deadline);
      for (let left = Math.min(input.redirects ?? 0, MAX_REDIRECTS); left > 0; left -= 1) {
        const location = response.headers.location;
        if (!REDIRECTS.has(response.status) || location === undefined) break;
        step = follow(step, response.status, location);
        try {
          response = await once(step, deadline);
        } catch (error) {
          // The first peer has had the request, whatever became of the second.
          throw error instanceof HttpFault ? new HttpFault(error.code, true, error) : error;
        }
      }
      return response;
    },
  };
};

const follow = (from: RequestInput, status: number, location: string): RequestInput => {
  let target: URL;
  try {
    target = new URL(location, from.url);
  } catch (error) {
    throw new HttpFault('address-not-allowed', true, error);
  }
  // A written odd host must stay visible to the check, so an absolute location is passed on as it came.
  const url = /^[a-z][a-z\d+.-]*:/i.test(location) ? location : target.href;
  const sameOrigin = target.origin === new URL(from.url).origin;
  const headers = Object.fromEntries(
    Object.entries(from.headers ?? {}).filter(
      ([name]) => sameOrigin || HARMLESS_HEADERS.has(name.toLowerCase()),
    ),
  );
  const becomesGet = status === 303 || (from.method === 'POST' && (status === 301 || status === 302));
  const { body, ...rest } = from;
  if (becomesGet) return { ...rest, url, headers, method: 'GET' };
  return { ...rest, url, headers, ...(body === undefined ? {} : { body }) };
};
