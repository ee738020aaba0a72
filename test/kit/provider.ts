import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request the provider got, whole. Header names in lower case. */
export interface ProviderRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * How the provider behaves for one request: an answer; `silent` takes it and never answers; `reset` takes it whole, then resets the connection;
 * `half` answers and breaks off in the middle.
 */
export type Reply =
  | { status: number; headers?: Record<string, string>; body?: string | Buffer }
  | 'silent'
  | 'reset'
  | 'half';

/** A provider played on loopback. */
export interface Provider {
  readonly url: string;
  /** Every request that arrived whole, in order. */
  readonly requests: ProviderRequest[];
  /** What comes next, one each; afterwards `otherwise` again. */
  next(...replies: Reply[]): void;
  close(): Promise<void>;
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const give = (reply: Reply, response: ServerResponse): void => {
  if (reply === 'silent') return;
  if (reply === 'reset') response.socket?.resetAndDestroy();
  else if (reply === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"sid":', () => response.socket?.destroy());
  } else response.writeHead(reply.status, reply.headers).end(reply.body);
};

/** Starts one on a free port; `otherwise` answers what is not scripted. */
export const startProvider = async (otherwise: (request: ProviderRequest) => Reply): Promise<Provider> => {
  const requests: ProviderRequest[] = [];
  const script: Reply[] = [];
  const server = createServer((request, response) => {
    readAll(request).then(
      (body) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        const seen = { method: request.method ?? '', url: request.url ?? '', headers, body };
        requests.push(seen);
        give(script.shift() ?? otherwise(seen), response);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    next: (...replies) => {
      script.push(...replies);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};
