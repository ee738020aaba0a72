import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { keywordOf } from './keywords.ts';
import { MAX_BODY } from './payload.ts';
import {
  type Books,
  createBooks,
  type Fields,
  type IncomingSms,
  type SimulatedTwilio,
  type TwilioMessage,
  type TwilioOptions,
} from './simulate-books.ts';
import { signatureOf } from './verify.ts';

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const refuse = (response: ServerResponse, status: number, code: number): void =>
  answer(response, status, {
    code,
    message: 'simulated',
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });

/** The Messages resource as the REST API prints it. */
const resource = (message: TwilioMessage, accountSid: string): object => ({
  sid: message.sid,
  account_sid: accountSid,
  from: message.from,
  to: message.to,
  body: message.body,
  direction: message.direction,
  status: message.status,
  num_media: String(message.media.length),
  num_segments: '1',
  error_code: message.errorCode ?? null,
  error_message: null,
  date_created: message.createdAt.toUTCString(),
  date_sent: null,
  date_updated: message.createdAt.toUTCString(),
  api_version: '2010-04-01',
  uri: `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}.json`,
});

/** What Twilio itself refuses of a send, as its error code. */
const refusalOf = (to: string, body: string, media: number, stopped: boolean): number | undefined => {
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return 21_211;
  if (stopped) return 21_610;
  if (body.length > MAX_BODY) return 21_617;
  return body === '' && media === 0 ? 21_602 : undefined;
};

/** Posts a signed form; 0 stands for no answer. */
const postSigned = async (url: string, fields: Fields, authToken: string): Promise<number> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'user-agent': 'TwilioProxy/1.1',
        'i-twilio-idempotency-token': randomUUID(),
        'x-twilio-signature': signatureOf(authToken, url, fields),
      },
      body: new URLSearchParams(fields).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

const deliverWebhook = async (books: Books, sid: string, url: string, fields: Fields): Promise<number[]> => {
  books.webhooks.set(sid, [...(books.webhooks.get(sid) ?? []), { url, fields }]);
  const statuses: number[] = [];
  for (let tries = 0; tries <= (books.options.retries ?? 1) && !books.closing.signal.aborted; tries += 1) {
    if (tries > 0) await sleep((books.options.retryMs ?? 100) * 2 ** Math.min(tries - 1, 6));
    const status = await postSigned(url, fields, books.options.authToken);
    statuses.push(status);
    if (status >= 200 && status < 300) break;
  }
  return statuses;
};

/** queued → sent → delivered or undelivered, each told to the callback in order. */
const report = async (books: Books, message: TwilioMessage, failure: number | undefined): Promise<void> => {
  for (const status of ['sent', failure === undefined ? 'delivered' : 'undelivered']) {
    await sleep(books.random() * (books.options.statusDelayMs ?? 50));
    message.status = status;
    const failed = status === 'undelivered' && failure !== undefined;
    if (failed) message.errorCode = failure;
    if (!message.statusCallback || books.closing.signal.aborted) continue;
    await deliverWebhook(books, message.sid, message.statusCallback, [
      ['SmsSid', message.sid],
      ['SmsStatus', status],
      ['MessageStatus', status],
      ['To', message.to],
      ['MessageSid', message.sid],
      ['AccountSid', books.options.accountSid],
      ['From', message.from],
      ['ApiVersion', '2010-04-01'],
      ...(failed ? ([['ErrorCode', String(failure)]] as Fields) : []),
    ]);
  }
};

const track = <T>(books: Books, work: Promise<T>): Promise<T> => {
  const noted = work.finally(() => books.work.delete(noted));
  books.work.add(noted);
  return noted;
};

/** Puts a send on the books and starts telling what becomes of it. */
const take = (books: Books, form: URLSearchParams, failure: number | undefined): TwilioMessage => {
  const media = form.getAll('MediaUrl');
  const statusCallback = form.get('StatusCallback');
  const message: TwilioMessage = {
    sid: books.nextSid(media.length > 0 ? 'MM' : 'SM'),
    direction: 'outbound-api',
    from: form.get('From') ?? books.options.number,
    to: form.get('To') ?? '',
    body: form.get('Body') ?? '',
    media,
    status: 'queued',
    createdAt: new Date(),
    ...(statusCallback ? { statusCallback } : {}),
  };
  books.messages.push(message);
  for (const listener of books.listeners) listener(message);
  track(books, report(books, message, failure)).catch(() => undefined);
  return message;
};

const HTML = '<!doctype html><html><body>Service temporarily unavailable</body></html>';

const send = (books: Books, form: URLSearchParams, response: ServerResponse): void => {
  const fault = books.faults.shift();
  const taken = (failure?: number): TwilioMessage => take(books, form, failure);
  if (typeof fault === 'string' && fault.endsWith('-taken')) taken();
  if (fault === 'throttled') {
    response.setHeader('retry-after', '1');
    refuse(response, 429, 20_429);
    return;
  }
  if (fault === 'server-error' || fault === 'server-error-taken') {
    refuse(response, 500, 20_500);
    return;
  }
  if (fault === 'html' || fault === 'html-taken') {
    response.writeHead(fault === 'html' ? 502 : 200, { 'content-type': 'text/html' }).end(HTML);
    return;
  }
  if (fault === 'reset' || fault === 'reset-taken') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === 'silent-taken') return;
  const to = form.get('To') ?? '';
  const refused =
    typeof fault === 'object' && 'refuse' in fault
      ? fault.refuse
      : refusalOf(to, form.get('Body') ?? '', form.getAll('MediaUrl').length, books.stopped.has(to));
  if (refused !== undefined) {
    refuse(response, 400, refused);
    return;
  }
  const message = taken(typeof fault === 'object' && 'undelivered' in fault ? fault.undelivered : undefined);
  answer(response, 201, resource(message, books.options.accountSid));
};

const list = (books: Books, query: URLSearchParams, response: ServerResponse): void => {
  const [to, from] = [query.get('To'), query.get('From')];
  const found = books.messages
    .filter((message) => (to === null || message.to === to) && (from === null || message.from === from))
    .reverse()
    .slice(0, Number(query.get('PageSize') ?? 50));
  answer(response, 200, { messages: found.map((message) => resource(message, books.options.accountSid)) });
};

const serve = async (books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { accountSid, authToken, mediaRedirect } = books.options;
  const url = new URL(request.url ?? '/', 'http://twilio.test');
  const body = await readAll(request);
  books.requests.push({ path: url.pathname, authorization: request.headers.authorization });
  const stored = /^\/store\/(\w+)$/.exec(url.pathname)?.[1];
  const medium = books.media.get(stored ?? '');
  if (medium) {
    response.writeHead(200, { 'content-type': medium.mime }).end(medium.data);
    return;
  }
  const wanted = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  if (request.headers.authorization !== wanted) {
    refuse(response, 401, 20_003);
    return;
  }
  const base = `/2010-04-01/Accounts/${accountSid}`;
  if (url.pathname === `${base}/Messages.json`) {
    if (request.method === 'POST') send(books, new URLSearchParams(body), response);
    else list(books, url.searchParams, response);
    return;
  }
  const mediaId = /\/Media\/(\w+)$/.exec(url.pathname)?.[1];
  if (mediaId === undefined || !books.media.has(mediaId)) {
    refuse(response, 404, 20_404);
    return;
  }
  response.writeHead(307, { location: `${mediaRedirect ?? '/store'}/${mediaId}` }).end();
};

const OPT_OUT_TYPES = { 'opt-out': 'STOP', 'opt-in': 'START', help: 'HELP' } as const;

const receive = (books: Books, base: string, incoming: IncomingSms): { sid: string; fields: Fields } => {
  const media = incoming.media ?? [];
  const sid = incoming.sid ?? books.nextSid(media.length > 0 ? 'MM' : 'SM');
  const { accountSid, number } = books.options;
  const consent = books.options.optOut ? keywordOf(incoming.body)?.consent : undefined;
  if (consent === 'opt-out') books.stopped.add(incoming.from);
  if (consent === 'opt-in') books.stopped.delete(incoming.from);
  const mediaFields = media.flatMap(({ mime, data }, at): Fields => {
    const id = books.nextSid('ME');
    books.media.set(id, { mime, data });
    return [
      [`MediaContentType${at}`, mime],
      [`MediaUrl${at}`, `${base}/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media/${id}`],
    ];
  });
  books.messages.push({
    sid,
    direction: 'inbound',
    from: incoming.from,
    to: number,
    body: incoming.body,
    media: [],
    status: 'received',
    createdAt: new Date(),
  });
  const fields: Fields = [
    ['ToCountry', 'JP'],
    ['SmsMessageSid', sid],
    ['NumMedia', String(media.length)],
    ['SmsSid', sid],
    ['SmsStatus', 'received'],
    ['Body', incoming.body],
    ['FromCountry', 'JP'],
    ['To', number],
    ['NumSegments', '1'],
    ['MessageSid', sid],
    ['AccountSid', accountSid],
    ['From', incoming.from],
    ['ApiVersion', '2010-04-01'],
    ...(consent ? ([['OptOutType', OPT_OUT_TYPES[consent]]] as Fields) : []),
    ...mediaFields,
  ];
  return { sid, fields };
};

/** Starts the simulator on a free port of 127.0.0.1. */
export const startTwilio = async (options: TwilioOptions): Promise<SimulatedTwilio> => {
  const books = createBooks(options);
  const server = createServer((request, response) => {
    serve(books, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    messages: books.messages,
    requests: books.requests,
    fail: (...faults) => {
      books.faults.push(...faults);
    },
    onSend: (listener) => {
      books.listeners.push(listener);
    },
    receive: async (incoming) => {
      const { sid, fields } = receive(books, url, incoming);
      return { sid, statuses: await track(books, deliverWebhook(books, sid, options.webhookUrl, fields)) };
    },
    redeliver: async (sid) => {
      const statuses: number[] = [];
      for (const webhook of [...(books.webhooks.get(sid) ?? [])]) {
        statuses.push(await postSigned(webhook.url, webhook.fields, options.authToken));
      }
      return statuses;
    },
    webhookFields: (sid) => Object.fromEntries(books.webhooks.get(sid)?.at(-1)?.fields ?? []),
    settled: async () => {
      while (books.work.size > 0) await Promise.allSettled([...books.work]);
    },
    close: () => {
      books.closing.abort();
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};
