import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { HttpFault, type HttpResponse } from '#channels/channel.ts';

/** One request to one pinned address. */
export interface Exchange {
  url: URL;
  /** The checked address to connect to; the name is only said, never looked up again. */
  address: string;
  agent: Agent;
  method: string;
  headers: Record<string, string>;
  body?: string | Buffer;
  /** From the start to the last byte of the answer. */
  timeoutMs: number;
  maxBytes: number;
  /** Each part of the answer's body as it comes, with the status. */
  onChunk?: (chunk: Buffer, status: number) => void;
}

const headersOf = (response: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
};

const start = (input: Exchange): ClientRequest => {
  const family = isIP(input.address);
  const secure = input.url.protocol === 'https:';
  const host = input.url.hostname.replace(/^\[|\]$/g, '');
  return (secure ? httpsRequest : httpRequest)({
    agent: input.agent,
    method: input.method,
    host,
    port: input.url.port || (secure ? 443 : 80),
    path: `${input.url.pathname}${input.url.search}`,
    headers: { 'accept-encoding': 'identity', ...input.headers },
    setHost: true,
    lookup: (_name, options, done) => {
      const all = typeof options === 'object' && options.all === true;
      if (all) done(null, [{ address: input.address, family }]);
      else done(null, input.address, family);
    },
    ...(secure && isIP(host) === 0 ? { servername: host } : {}),
  });
};

/**
 * Throws HttpFault. `sent` turns true when the connection (with TLS: the handshake) stands, for from then on bytes may have arrived; a fault before is
 * certainly unsent.
 */
export const exchange = (input: Exchange): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    let connected = false;
    let request: ClientRequest;
    const fail = (code: HttpFault['code'], cause?: unknown): void => {
      clearTimeout(timer);
      request?.destroy();
      reject(new HttpFault(code, connected, cause));
    };
    const timer = setTimeout(() => fail('timeout'), input.timeoutMs);
    try {
      request = start(input);
    } catch (error) {
      // A header or path that cannot be written: nothing left this machine.
      return fail('unreachable', error);
    }
    request.on('socket', (socket) => {
      const stands = (): void => {
        connected = true;
      };
      socket.once(input.url.protocol === 'https:' ? 'secureConnect' : 'connect', stands);
    });
    request.on('error', (error) => fail(connected ? 'reset' : 'unreachable', error));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > input.maxBytes) fail('too-large');
        else {
          chunks.push(chunk);
          input.onChunk?.(chunk, response.statusCode ?? 0);
        }
      });
      response.on('end', () => {
        clearTimeout(timer);
        if (!response.complete) return fail('reset');
        resolve({
          status: response.statusCode ?? 0,
          headers: headersOf(response),
          body: Buffer.concat(chunks, size),
        });
      });
      response.on('error', (error) => fail('reset', error));
      response.on('close', () => {
        if (!response.complete) fail('reset');
      });
    });
    request.end(input.body);
  });
