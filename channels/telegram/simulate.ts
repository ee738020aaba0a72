import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECRET_HEADER } from './verify.ts';

/** What the next call of the API meets. `slow` answers after `slowMs`; `…-taken` takes the message first. */
export type TelegramFault = 'throttled' | 'server-error' | 'reset' | 'reset-taken' | 'blocked' | 'slow';

export interface TelegramOptions {
  botToken: string;
  webhookSecret: string;
  webhookUrl: string;
  /** Redeliveries after a webhook that was not answered 2xx. Default 1. */
  retries?: number;
  retryMs?: number;
  slowMs?: number;
}

export interface SentByBot {
  method: string;
  chatId: string;
  messageId: number;
  /** Fields of the call; a file as `[file name]`. */
  fields: Record<string, unknown>;
}

/** Telegram's side of one bot: the Bot API over HTTP, and updates to its webhook. */
export interface SimulatedTelegram {
  readonly url: string;
  readonly sent: SentByBot[];
  /** Files `getFile` knows, by id. */
  readonly files: Map<string, Buffer>;
  fault(...faults: TelegramFault[]): void;
  /** Sends one update, as it is or with `update_id`; answers the statuses of its tries. */
  update(event: Record<string, unknown>, options?: { secret?: string; times?: number }): Promise<number[]>;
  /** A private text message by a person; answers its message id. */
  says(person: { id: number; first_name: string; language_code?: string }, text: string): Promise<number>;
  close(): Promise<void>;
}

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const refuse = (response: ServerResponse, code: number, description: string, parameters?: object): void =>
  answer(response, code, { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) });

/** Fields of a JSON or multipart call. */
const fieldsOf = (type: string, body: Buffer): Record<string, unknown> => {
  if (!type.startsWith('multipart/'))
    return JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>;
  const fields: Record<string, unknown> = {};
  for (const part of body.toString('latin1').split(/--madoguchi-[\da-f]+(?:--)?\r?\n?/)) {
    const [, name, file] = /name="([^"]+)"(?:; filename="([^"]*)")?/.exec(part) ?? [];
    if (name)
      fields[name] = file
        ? `[${Buffer.from(file, 'latin1').toString('utf8')}]`
        : part.split('\r\n\r\n')[1]?.trim();
  }
  return fields;
};

interface Books {
  options: TelegramOptions;
  sent: SentByBot[];
  files: Map<string, Buffer>;
  faults: TelegramFault[];
  nextMessage: number;
  nextUpdate: number;
}

const take = (books: Books, method: string, fields: Record<string, unknown>): SentByBot => {
  books.nextMessage += 1;
  const sent = { method, chatId: String(fields.chat_id), messageId: books.nextMessage, fields };
  books.sent.push(sent);
  return sent;
};

const send = async (
  books: Books,
  method: string,
  fields: Record<string, unknown>,
  response: ServerResponse,
): Promise<void> => {
  const fault = books.faults.shift();
  if (fault === 'throttled')
    return refuse(response, 429, 'Too Many Requests: retry after 1', { retry_after: 1 });
  if (fault === 'server-error') return refuse(response, 502, 'Bad Gateway');
  if (fault === 'blocked') return refuse(response, 403, 'Forbidden: bot was blocked by the user');
  if (fault === 'reset-taken') take(books, method, fields);
  if (fault === 'reset' || fault === 'reset-taken') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === 'slow') await sleep(books.options.slowMs ?? 200);
  const { chatId, messageId } = take(books, method, fields);
  answer(response, 200, {
    ok: true,
    result: {
      message_id: messageId,
      date: Math.floor(Date.now() / 1_000),
      chat: { id: Number(chatId), type: 'private' },
    },
  });
};

const handle = async (books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await readAll(request);
  const url = new URL(request.url ?? '/', 'http://telegram');
  const { botToken, webhookUrl } = books.options;
  const file = url.pathname.startsWith(`/file/bot${botToken}/`)
    ? decodeURIComponent(url.pathname.slice(`/file/bot${botToken}/`.length))
    : undefined;
  if (file !== undefined) {
    const data = books.files.get(file);
    if (!data) return refuse(response, 404, 'Not Found');
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(data);
    return;
  }
  if (!url.pathname.startsWith(`/bot${botToken}/`)) return refuse(response, 401, 'Unauthorized');
  const method = url.pathname.split('/').at(-1) ?? '';
  if (method === 'getMe')
    return answer(response, 200, { ok: true, result: { id: 1, is_bot: true, username: 'shop_bot' } });
  if (method === 'getWebhookInfo')
    return answer(response, 200, { ok: true, result: { url: webhookUrl, pending_update_count: 0 } });
  if (method === 'getFile') {
    const id = url.searchParams.get('file_id') ?? '';
    if (!books.files.has(id)) return refuse(response, 400, 'Bad Request: invalid file_id');
    return answer(response, 200, { ok: true, result: { file_id: id, file_path: id } });
  }
  await send(books, method, fieldsOf(request.headers['content-type'] ?? '', body), response);
};

const post = async (url: string, secret: string, body: string): Promise<number> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SECRET_HEADER]: secret },
      body,
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

/** Starts Telegram on a free port. */
export const startTelegram = async (options: TelegramOptions): Promise<SimulatedTelegram> => {
  const books: Books = { options, sent: [], files: new Map(), faults: [], nextMessage: 1_000, nextUpdate: 1 };
  const server = createServer((request, response) => {
    handle(books, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const update: SimulatedTelegram['update'] = async (event, { secret, times = 1 } = {}) => {
    const body = JSON.stringify({ update_id: books.nextUpdate++, ...event });
    const statuses: number[] = [];
    for (let n = 0; n < times; n++) {
      for (let tries = 0; tries <= (options.retries ?? 1); tries++) {
        if (tries > 0) await sleep(options.retryMs ?? 50);
        const status = await post(options.webhookUrl, secret ?? options.webhookSecret, body);
        statuses.push(status);
        if (status >= 200 && status < 300) break;
      }
    }
    return statuses;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: books.sent,
    files: books.files,
    fault: (...faults) => {
      books.faults.push(...faults);
    },
    update,
    says: async (person, text) => {
      const messageId = ++books.nextMessage;
      await update({
        message: {
          message_id: messageId,
          date: Math.floor(Date.now() / 1_000),
          from: { is_bot: false, ...person },
          chat: { id: person.id, type: 'private', first_name: person.first_name },
          text,
        },
      });
      return messageId;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};
