import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from './simulate-api.ts';
import {
  createBooks,
  type LineBooks,
  type LineOptions,
  type LineSend,
  type LineUser,
  type SendFault,
} from './simulate-books.ts';
import { signatureOf } from './verify.ts';

type Json = Record<string, unknown>;

/** LINE, played on loopback: takes replies and pushes, tells profiles, holds media, and brings events, all signed. */
export interface SimulatedLine {
  /** To be the account's `apiBase` and `dataBase`. */
  readonly url: string;
  /** What people got, in order. What the product says it sent is checked against these. */
  readonly sends: LineSend[];
  readonly requests: LineBooks['requests'];
  /** The webhook as LINE has it on its books. */
  readonly webhook: LineBooks['webhook'];
  /** What happens to the next sends, one each. */
  fail(...faults: SendFault[]): void;
  /** A person of LINE, or a group by its name. Answers the id. */
  addUser(user: LineUser, id?: string): string;
  addGroup(name: string, id?: string): string;
  /** A medium a person sends; `notReadyFor` asks it is still being made ready. Answers its message id. */
  addMedia(medium: { mime: string; data: Buffer; notReadyFor?: number; failed?: boolean }): string;
  /** An event of any kind by a person (or in a group), with all an event has. */
  event(type: string, from: { userId?: string; groupId?: string; roomId?: string }, more?: Json): Json;
  /** An event of a message; the content's id is made where none is given. */
  message(from: { userId?: string; groupId?: string; roomId?: string }, content: Json, more?: Json): Json;
  /** Sends events in one webhook, again while no 2xx comes. Answers the statuses. */
  deliver(events: readonly Json[], how?: { secret?: string; destination?: string }): Promise<number[]>;
  /** Sends events as LINE redelivers them. */
  redeliver(events: readonly Json[]): Promise<number>;
  close(): Promise<void>;
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** Posts a webhook under a signature; 0 stands for no answer. */
const postSigned = async (url: string, body: string, secret: string): Promise<number> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'LineBotWebhook/2.0',
        'x-line-signature': signatureOf(secret, Buffer.from(body)),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

const sourceOf = (from: { userId?: string; groupId?: string; roomId?: string }): Json => ({
  type: from.groupId ? 'group' : from.roomId ? 'room' : 'user',
  ...from,
});

const makeEvent = (books: LineBooks, type: string, source: Json, more: Json): Json => {
  const event: Json = {
    type,
    mode: 'active',
    timestamp: Date.now(),
    webhookEventId: `01${books.nextId('event').slice(0, 24).toUpperCase()}`,
    deliveryContext: { isRedelivery: false },
    source,
    ...more,
  };
  const isAnswerable =
    !['unsend', 'unfollow', 'leave', 'memberLeft'].includes(type) && event.mode === 'active';
  if (isAnswerable && event.replyToken === undefined) event.replyToken = books.nextId('token');
  if (typeof event.replyToken === 'string') {
    const to = String(source.groupId ?? source.roomId ?? source.userId ?? '');
    books.tokens.set(event.replyToken, { to, until: Date.now() + (books.options.tokenLifeMs ?? 60_000) });
  }
  return event;
};

const webhookBody = (books: LineBooks, events: readonly Json[], destination?: string): string =>
  JSON.stringify({ destination: destination ?? books.options.botUserId ?? `U${'0'.repeat(32)}`, events });

const deliver = async (
  books: LineBooks,
  events: readonly Json[],
  how: { secret?: string; destination?: string } = {},
): Promise<number[]> => {
  const { webhookUrl, channelSecret, retries = 2, retryMs = 100 } = books.options;
  const statuses: number[] = [];
  for (let tries = 0; tries <= retries; tries += 1) {
    if (tries > 0) await sleep(retryMs * 2 ** (tries - 1));
    const sent =
      tries === 0 ? events : events.map((event) => ({ ...event, deliveryContext: { isRedelivery: true } }));
    const status = await postSigned(
      webhookUrl,
      webhookBody(books, sent, how.destination),
      how.secret ?? channelSecret,
    );
    statuses.push(status);
    if (status >= 200 && status < 300) break;
  }
  return statuses;
};

const actors = (
  books: LineBooks,
): Pick<SimulatedLine, 'addUser' | 'addGroup' | 'addMedia' | 'event' | 'message'> => ({
  addUser: (user, id = `U${books.nextId('user')}`) => {
    books.users.set(id, user);
    return id;
  },
  addGroup: (name, id = `C${books.nextId('group')}`) => {
    books.groups.set(id, name);
    return id;
  },
  addMedia: ({ mime, data, notReadyFor = 0, failed = false }) => {
    const id = BigInt(`0x${books.nextId('media').slice(0, 15)}`).toString();
    books.media.set(id, { mime, data, notReadyFor, failed });
    return id;
  },
  event: (type, from, more = {}) => makeEvent(books, type, sourceOf(from), more),
  message: (from, content, more = {}) => {
    const id = content.id ?? BigInt(`0x${books.nextId('message').slice(0, 15)}`).toString();
    return makeEvent(books, 'message', sourceOf(from), { message: { ...content, id }, ...more });
  },
});

/** Starts the simulator on a free port of 127.0.0.1. */
export const startLine = async (options: LineOptions): Promise<SimulatedLine> => {
  const books = createBooks({ botUserId: `U${'b'.repeat(32)}`, ...options });
  const test = (): Promise<number> =>
    postSigned(books.options.webhookUrl, webhookBody(books, []), books.options.channelSecret);
  const server = createServer((request, response) => {
    readAll(request)
      .then((body) => serve(books, request, body, response, test))
      .catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sends: books.sends,
    requests: books.requests,
    webhook: books.webhook,
    fail: (...faults) => {
      books.faults.push(...faults);
    },
    ...actors(books),
    deliver: (events, how) => deliver(books, events, how),
    redeliver: (events) => {
      const again = events.map((event) => ({ ...event, deliveryContext: { isRedelivery: true } }));
      return postSigned(books.options.webhookUrl, webhookBody(books, again), books.options.channelSecret);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};
