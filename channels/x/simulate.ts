import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashOf, SIGNATURE_HEADER } from './verify.ts';

/** What the next send meets. `…-taken` takes the message first; `no-dm` refuses as X does whom one may not write to. */
export type XFault =
  | 'throttled'
  | 'server-error'
  | 'reset'
  | 'reset-taken'
  | 'no-dm'
  | 'duplicate'
  | 'expired'
  | 'slow';

export interface XOptions {
  consumerKey: string;
  consumerSecret: string;
  accessToken: string;
  /** The account's user id and name. */
  userId: string;
  username: string;
  webhookUrl: string;
  /** Tries after the first of a webhook that was not answered 2xx. Default 1. */
  retries?: number;
  retryMs?: number;
  slowMs?: number;
  now?(): Date;
}

export interface SentToX {
  id: string;
  /** User written to, or post answered. */
  to: string;
  way: 'dm' | 'reply';
  text: string;
}

/** X's side of one account: the API v2 over HTTP, and signed webhooks. */
export interface SimulatedX {
  readonly url: string;
  readonly sent: SentToX[];
  /** Media served under `<url>/media/<name>` to who signs. */
  readonly media: Map<string, Buffer>;
  fault(...faults: XFault[]): void;
  /** Registers the webhook: asks the challenge and tells whether the answer was right. */
  register(): Promise<boolean>;
  /** Sends one webhook, with `for_user_id`; answers the statuses of its tries. */
  post(events: Record<string, unknown>, options?: { secret?: string; times?: number }): Promise<number[]>;
  close(): Promise<void>;
}

interface Books {
  options: XOptions;
  sent: SentToX[];
  media: Map<string, Buffer>;
  faults: XFault[];
  nextId: number;
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
const answer = (response: ServerResponse, status: number, body: object, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const problem = (status: number, title: string, detail: string): object => ({
  title,
  detail,
  type: 'about:blank',
  status,
});

const DUPLICATE = 'You are not allowed to create a Tweet with duplicate content.';
const NO_DM = 'You do not have permission to DM one or more participants.';

interface Said {
  way: SentToX['way'];
  to: string;
  text: string;
}

const take = (books: Books, said: Said): SentToX => {
  books.nextId += 1;
  const sent = { id: String(books.nextId), ...said };
  books.sent.push(sent);
  return sent;
};

const send = async (books: Books, said: Said, response: ServerResponse): Promise<void> => {
  const fault = books.faults.shift();
  const soon = Math.ceil((books.options.now?.() ?? new Date()).getTime() / 1_000) + 60;
  if (fault === 'throttled')
    return answer(response, 429, problem(429, 'Too Many Requests', 'limit'), {
      'x-rate-limit-reset': String(soon),
      date: new Date((soon - 60) * 1_000).toUTCString(),
    });
  if (fault === 'server-error') return answer(response, 503, problem(503, 'Service Unavailable', 'x'));
  if (fault === 'no-dm') return answer(response, 403, problem(403, 'Forbidden', NO_DM));
  if (fault === 'duplicate') return answer(response, 403, problem(403, 'Forbidden', DUPLICATE));
  if (fault === 'expired') return answer(response, 401, problem(401, 'Unauthorized', 'Unauthorized'));
  if (fault === 'reset-taken') take(books, said);
  if (fault === 'reset' || fault === 'reset-taken') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === 'slow') await sleep(books.options.slowMs ?? 200);
  const { id, way, text } = take(books, said);
  answer(response, 201, {
    data: way === 'dm' ? { dm_conversation_id: `1-${said.to}`, dm_event_id: id } : { id, text },
  });
};

const handle = async (books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await readAll(request);
  const { consumerKey, accessToken, userId, username } = books.options;
  const signed = request.headers.authorization ?? '';
  const isKnown = [`oauth_consumer_key="${consumerKey}"`, `oauth_token="${accessToken}"`].every((part) =>
    signed.includes(part),
  );
  if (!isKnown) return answer(response, 401, problem(401, 'Unauthorized', 'Unauthorized'));
  const path = request.url ?? '';
  if (path === '/2/users/me') return answer(response, 200, { data: { id: userId, name: 'Shop', username } });
  const medium = books.media.get(/^\/media\/(.+)$/.exec(path)?.[1] ?? '');
  if (medium) {
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(medium);
    return;
  }
  if (request.method !== 'POST') return answer(response, 404, problem(404, 'Not Found', 'gone'));
  const json = JSON.parse(body) as { text: string; reply?: { in_reply_to_tweet_id: string } };
  const recipient = /^\/2\/dm_conversations\/with\/([^/]+)\/messages$/.exec(path)?.[1];
  if (recipient) return send(books, { way: 'dm', to: recipient, text: json.text }, response);
  await send(books, { way: 'reply', to: json.reply?.in_reply_to_tweet_id ?? '', text: json.text }, response);
};

const postOnce = async (url: string, secret: string, body: string): Promise<number> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: hashOf(secret, body) },
      body,
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

/** Starts X on a free port. */
export const startX = async (options: XOptions): Promise<SimulatedX> => {
  const books: Books = { options, sent: [], media: new Map(), faults: [], nextId: 9_000 };
  const server = createServer((request, response) => {
    handle(books, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: books.sent,
    media: books.media,
    fault: (...faults) => {
      books.faults.push(...faults);
    },
    register: async () => {
      const token = `crc-${books.nextId}`;
      const response = await fetch(`${options.webhookUrl}?crc_token=${token}&nonce=x`);
      const told = (await response.json()) as { response_token?: string };
      return response.status === 200 && told.response_token === hashOf(options.consumerSecret, token);
    },
    post: async (events, { secret = options.consumerSecret, times = 1 } = {}) => {
      const body = JSON.stringify({ for_user_id: options.userId, ...events });
      const statuses: number[] = [];
      for (let n = 0; n < times; n += 1) {
        for (let tries = 0; tries <= (options.retries ?? 1); tries += 1) {
          if (tries > 0) await sleep(options.retryMs ?? 50);
          const status = await postOnce(options.webhookUrl, secret, body);
          statuses.push(status);
          if (status >= 200 && status < 300) break;
        }
      }
      return statuses;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};
