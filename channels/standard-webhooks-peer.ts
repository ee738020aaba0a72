import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { signedHeaders, verifySigned } from './standard-webhooks.ts';

/** What the next request to the callback meets. `slow` answers after `slowMs`; `reset-taken` takes the message first. */
export type PeerFault = 'throttled' | 'server-error' | 'reset' | 'reset-taken' | 'slow' | { error: string };

export interface PeerOptions {
  signingSecret: string;
  webhookUrl: string;
  /** Tries of a webhook that was not answered 2xx, after the first. Default 1. */
  retries?: number;
  retryMs?: number;
  /** Its ids are this and a number. */
  idPrefix: string;
  slowMs?: number;
  /** Its clock. Default: the machine's. */
  now?(): Date;
}

/** A message the peer took, once for each webhook id. */
export interface TakenByPeer {
  webhookId: string;
  body: Record<string, unknown>;
}

/** Somebody who speaks Standard Webhooks, as simulators play them: posts signed events, and takes what is said at its callback URL. */
export interface SimulatedPeer {
  /** Its callback URL. */
  readonly url: string;
  readonly taken: TakenByPeer[];
  /** Requests to the callback whose signature was wrong. */
  readonly refused: string[];
  /** Files it serves under `<url>/files/<name>`. */
  readonly files: Map<string, { mime: string; data: Buffer }>;
  fault(...faults: PeerFault[]): void;
  /** Posts one event, several as a batch, or a text as CSV; answers the statuses of its tries. `secret` signs with another one. */
  post(
    events: string | object | object[],
    options?: { secret?: string; times?: number; webhookId?: string; at?: Date },
  ): Promise<number[]>;
  close(): Promise<void>;
}

interface Books {
  options: PeerOptions;
  now: () => Date;
  taken: TakenByPeer[];
  refused: string[];
  files: Map<string, { mime: string; data: Buffer }>;
  faults: PeerFault[];
}

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
const answer = (
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const isOurs = ({ options }: Books, request: IncomingMessage, body: Buffer): boolean => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const raw = { method: 'POST', url: '', query: {}, headers, body, contentType: '' } as const;
  return verifySigned({ ...raw, receivedAt: new Date() }, [options.signingSecret]).ok;
};

const take = (books: Books, webhookId: string, body: Record<string, unknown>): string => {
  if (!books.taken.some((one) => one.webhookId === webhookId)) books.taken.push({ webhookId, body });
  return `${books.options.idPrefix}-${books.taken.findIndex((one) => one.webhookId === webhookId) + 1}`;
};

const callback = async (books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await readAll(request);
  const webhookId = String(request.headers['webhook-id'] ?? '');
  if (!isOurs(books, request, body)) {
    books.refused.push(webhookId);
    return answer(response, 401, { error: { code: 'unauthorised' } });
  }
  const said = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  if (said.type === 'ping') return answer(response, 200, {});
  const fault = books.faults.shift();
  if (fault === 'throttled')
    return answer(response, 429, { error: { code: 'throttled' } }, { 'retry-after': '1' });
  if (fault === 'server-error') return answer(response, 500, {});
  if (typeof fault === 'object') return answer(response, 422, { error: { code: fault.error } });
  if (fault === 'reset-taken') take(books, webhookId, said);
  if (fault === 'reset' || fault === 'reset-taken') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === 'slow') await sleep(books.options.slowMs ?? 200);
  answer(response, 200, { id: take(books, webhookId, said) });
};

const handle = async (books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const name = /^\/files\/(.+)$/.exec(request.url ?? '')?.[1];
  if (!name) return callback(books, request, response);
  const file = books.files.get(decodeURIComponent(name));
  if (!file) return answer(response, 404, {});
  response.writeHead(200, { 'content-type': file.mime }).end(file.data);
};

const postOnce = async (url: string, headers: Record<string, string>, body: string): Promise<number> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

const poster =
  ({ options, now }: Books): SimulatedPeer['post'] =>
  async (events, { secret, times = 1, webhookId, at } = {}) => {
    const isCsv = typeof events === 'string';
    const body = isCsv ? events : JSON.stringify(Array.isArray(events) ? { events } : events);
    const id = webhookId ?? `evt_${randomBytes(12).toString('base64url')}`;
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) {
      for (let tries = 0; tries <= (options.retries ?? 1); tries += 1) {
        if (tries > 0) await sleep(options.retryMs ?? 50);
        // Signed anew for each try: the time is that of the try, the id that of the event.
        const headers = signedHeaders(secret ?? options.signingSecret, { id, at: at ?? now(), body });
        if (!headers) throw new Error('the secret is not whsec_…');
        const type = isCsv ? { 'content-type': 'text/csv; charset=utf-8' } : {};
        const status = await postOnce(options.webhookUrl, { ...headers, ...type }, body);
        statuses.push(status);
        if (status >= 200 && status < 300) break;
      }
    }
    return statuses;
  };

/** Starts one on a free port. */
export const startSignedPeer = async (options: PeerOptions): Promise<SimulatedPeer> => {
  const books: Books = {
    options,
    now: options.now ?? (() => new Date()),
    taken: [],
    refused: [],
    files: new Map(),
    faults: [],
  };
  const server = createServer((request, response) => {
    handle(books, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: books.taken,
    refused: books.refused,
    files: books.files,
    fault: (...faults) => {
      books.faults.push(...faults);
    },
    post: poster(books),
    close: () => {
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};
