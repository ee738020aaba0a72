import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';

/** What the next send meets. A number refuses with that code; `{ later }` takes it and rejects it with that code in a status. */
export type VonageFault =
  | number
  | { later: number }
  | 'throttled'
  | 'server-error'
  | 'reset'
  | 'reset-taken'
  | 'slow';

export interface VonageOptions {
  applicationId: string;
  apiKey?: string;
  signatureSecret: string;
  /** The application's number, without plus. */
  number: string;
  webhookUrl: string;
  /** Where states go; default: the URL named with the message. */
  statusUrl?: string;
  /** Tries after the first of a webhook that was not answered 2xx. Default 1. */
  retries?: number;
  retryMs?: number;
  slowMs?: number;
  now?(): Date;
}

export interface SentSms {
  uuid: string;
  to: string;
  from: string;
  text: string;
  /** The whole request. */
  body: Record<string, unknown>;
}

/** Vonage's side of one application: the Messages API over HTTP, and signed webhooks. */
export interface SimulatedVonage {
  readonly url: string;
  readonly sent: SentSms[];
  /** Media served under `<url>/v3/media/<name>` to who has the application's token. */
  readonly media: Map<string, Buffer>;
  fault(...faults: VonageFault[]): void;
  /** Sends one webhook, `times` over; answers the statuses of its tries. */
  post(event: Record<string, unknown>, options?: { secret?: string; times?: number }): Promise<number[]>;
  /** An SMS of a customer's, joined from its segments; fields may be added. */
  receive(from: string, text: string, more?: Record<string, unknown>): Promise<number[]>;
  /** Resolves when the states of all that was sent are told. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Books {
  options: VonageOptions;
  sent: SentSms[];
  media: Map<string, Buffer>;
  faults: VonageFault[];
  work: Set<Promise<unknown>>;
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token of a signed webhook. */
export const webhookToken = (
  secret: string,
  body: string,
  claims: { applicationId: string; apiKey?: string; now?: Date },
): string => {
  const payload = {
    iat: Math.floor((claims.now ?? new Date()).getTime() / 1_000),
    jti: randomUUID(),
    iss: 'Vonage',
    payload_hash: createHash('sha256').update(body).digest('hex'),
    api_key: claims.apiKey ?? 'abcd1234',
    application_id: claims.applicationId,
  };
  const signed = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
const answer = (response: ServerResponse, status: number, body: object, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const problem = (code: number | string): object => ({
  type: `https://developer.vonage.com/api-errors/messages#${code}`,
  title: 'Simulated',
  detail: 'simulated',
  instance: randomUUID(),
});

const post = async (
  { options }: Books,
  url: string,
  event: object,
  secret = options.signatureSecret,
): Promise<number[]> => {
  const body = JSON.stringify(event);
  const statuses: number[] = [];
  for (let tries = 0; tries <= (options.retries ?? 1); tries += 1) {
    if (tries > 0) await sleep(options.retryMs ?? 50);
    const { applicationId, apiKey } = options;
    const now = options.now?.() ?? new Date();
    const token = webhookToken(secret, body, { applicationId, now, ...(apiKey ? { apiKey } : {}) });
    const status = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
      signal: AbortSignal.timeout(15_000),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    statuses.push(status);
    if (status >= 200 && status < 300) break;
  }
  return statuses;
};

/** submitted, then delivered or rejected, each told to the message's own URL. */
const report = async (books: Books, sms: SentSms, failure: number | undefined): Promise<void> => {
  const url = books.options.statusUrl ?? String(sms.body.webhook_url);
  for (const status of ['submitted', failure === undefined ? 'delivered' : 'rejected']) {
    const failed = status === 'rejected' && failure !== undefined;
    await post(books, url, {
      message_uuid: sms.uuid,
      to: sms.to,
      from: sms.from,
      timestamp: (books.options.now?.() ?? new Date()).toISOString(),
      status,
      channel: 'sms',
      client_ref: sms.body.client_ref,
      ...(failed ? { error: problem(failure) } : {}),
      ...(status === 'submitted' ? { sms: { count_total: '1' } } : {}),
    });
  }
};

const take = (books: Books, body: Record<string, unknown>, failure?: number): SentSms => {
  const sms: SentSms = {
    uuid: randomUUID(),
    to: String(body.to),
    from: String(body.from),
    text: String(body.text),
    body,
  };
  books.sent.push(sms);
  const work = report(books, sms, failure).finally(() => books.work.delete(work));
  books.work.add(work);
  return sms;
};

const send = async (books: Books, body: Record<string, unknown>, response: ServerResponse): Promise<void> => {
  if (!/^[1-9]\d{6,14}$/.test(String(body.to))) return answer(response, 422, problem(1_170));
  const fault = books.faults.shift();
  if (fault === 'throttled') return answer(response, 429, problem(1_000), { 'retry-after': '1' });
  if (typeof fault === 'number') return answer(response, 422, problem(fault));
  if (fault === 'server-error') return answer(response, 500, problem('internal'));
  if (fault === 'reset-taken') take(books, body);
  if (fault === 'reset' || fault === 'reset-taken') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === 'slow') await sleep(books.options.slowMs ?? 200);
  const sms = take(books, body, typeof fault === 'object' ? fault.later : undefined);
  answer(response, 202, { message_uuid: sms.uuid });
};

/** Whether the request bears a token of the application; its key is not checked here. */
const isKnown = ({ options }: Books, request: IncomingMessage): boolean => {
  try {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    return decodeJwt(token).application_id === options.applicationId;
  } catch {
    return false;
  }
};

const handle = async (books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await readAll(request);
  if (!isKnown(books, request)) return answer(response, 401, problem('unauthorized'));
  const name = /^\/v3\/media\/(.+)$/.exec(request.url ?? '')?.[1];
  if (!name) return send(books, JSON.parse(body || '{}') as Record<string, unknown>, response);
  const data = books.media.get(name);
  if (!data) return answer(response, 404, problem('not-found'));
  response.writeHead(200, { 'content-type': 'image/jpeg' }).end(data);
};

/** Starts Vonage on a free port. */
export const startVonage = async (options: VonageOptions): Promise<SimulatedVonage> => {
  const books: Books = { options, sent: [], media: new Map(), faults: [], work: new Set() };
  const server = createServer((request, response) => {
    handle(books, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const webhook: SimulatedVonage['post'] = async (event, { secret, times = 1 } = {}) => {
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1)
      statuses.push(...(await post(books, options.webhookUrl, event, secret)));
    return statuses;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: books.sent,
    media: books.media,
    fault: (...faults) => {
      books.faults.push(...faults);
    },
    post: webhook,
    receive: (from, text, more = {}) =>
      webhook({
        message_uuid: randomUUID(),
        to: options.number,
        from,
        timestamp: (options.now?.() ?? new Date()).toISOString(),
        channel: 'sms',
        message_type: 'text',
        text,
        sms: { num_messages: String(Math.ceil(Math.max(1, text.length) / 67)) },
        ...more,
      }),
    settled: async () => {
      while (books.work.size > 0) await Promise.allSettled(books.work);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};
