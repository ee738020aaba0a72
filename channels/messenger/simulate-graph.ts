import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the next sending call meets. `…-taken` takes the message first; `window` refuses what is no tagged message. */
export type GraphFault =
  | 'window'
  | 'unavailable'
  | 'blocked'
  | 'replied'
  | 'token'
  | 'limit'
  | 'throttled'
  | 'server-error'
  | 'reset'
  | 'reset-taken'
  | 'slow';

/** One call that was taken. */
export interface GraphSent {
  id: string;
  /** `messages`, or `comments` with what it is under. */
  edge: 'messages' | 'comments';
  on: string;
  fields: Record<string, unknown>;
  /** Name and bytes of an uploaded file. */
  upload?: { name: string; data: string };
  at: string;
}

/** What the Graph API knows. */
export interface GraphBooks {
  pageId: string;
  token: string;
  subscribed: string[];
  names: Map<string, string>;
  media: Map<string, Buffer>;
  sent: GraphSent[];
  faults: GraphFault[];
  slowMs: number;
  nextId: number;
}

const answer = (
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const refuse = (
  response: ServerResponse,
  status: number,
  code: number,
  subcode?: number,
  message = 'refused',
): void =>
  answer(response, status, {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: 'trace',
    },
  });

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const readForm = (type: string, body: Buffer): Pick<GraphSent, 'fields' | 'upload'> => {
  const boundary = /boundary=([\w-]+)/.exec(type)?.[1];
  if (!boundary) return { fields: JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown> };
  const fields: Record<string, unknown> = {};
  let upload: GraphSent['upload'];
  for (const part of body.toString('latin1').split(`--${boundary}`)) {
    const [head = '', data = ''] = part.split('\r\n\r\n');
    const [, name, file] = /name="([^"]+)"(?:; filename="([^"]*)")?/.exec(head) ?? [];
    const text = Buffer.from(data.replace(/\r\n$/, ''), 'latin1').toString('utf8');
    if (file !== undefined) upload = { name: Buffer.from(file, 'latin1').toString('utf8'), data: text };
    else if (name) fields[name] = /^[{[]/.test(text) ? JSON.parse(text) : text;
  }
  return { fields, ...(upload ? { upload } : {}) };
};

const REFUSED: Partial<Record<GraphFault, [number, number, number?]>> = {
  unavailable: [400, 551],
  blocked: [400, 10, 2_018_108],
  replied: [400, 10_900],
  token: [400, 190, 463],
  limit: [400, 613],
};

const take = (books: GraphBooks, sent: Omit<GraphSent, 'id' | 'at'>): GraphSent => {
  books.nextId += 1;
  const id = sent.edge === 'messages' ? `m_${books.nextId}` : `900_${books.nextId}`;
  const one = { id, ...sent, at: new Date().toISOString() };
  books.sent.push(one);
  return one;
};

const send = async (
  books: GraphBooks,
  sent: Omit<GraphSent, 'id' | 'at'>,
  response: ServerResponse,
): Promise<void> => {
  const fault = books.faults[0];
  const isTagged = sent.fields.tag === 'HUMAN_AGENT';
  if (fault === 'window' && !isTagged) {
    books.faults.shift();
    return refuse(response, 400, 10, 2_018_278, 'This message is sent outside of allowed window.');
  }
  if (fault !== 'window') books.faults.shift();
  const refused = fault && REFUSED[fault];
  if (refused) return refuse(response, refused[0], refused[1], refused[2]);
  if (fault === 'throttled') return answer(response, 429, {}, { 'retry-after': '1' });
  if (fault === 'server-error') return answer(response, 502, { error: 'Bad gateway' });
  if (fault === 'reset-taken') take(books, sent);
  if (fault === 'reset' || fault === 'reset-taken') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === 'slow') await sleep(books.slowMs);
  const { id } = take(books, sent);
  const recipient = sent.fields.recipient as { id?: string } | undefined;
  answer(
    response,
    200,
    sent.edge === 'messages' ? { recipient_id: recipient?.id ?? '0', message_id: id } : { id },
  );
};

/** The page's own side of what was said, as the conversations and comments edges tell it. */
const spoken = (books: GraphBooks, edge: GraphSent['edge'], on?: string): object[] =>
  books.sent
    .filter((one) => one.edge === edge && (on === undefined || one.on === on))
    .map(({ id, fields, at }) => ({
      id,
      message: edge === 'messages' ? (fields.message as { text?: string }).text : fields.message,
      created_time: at.replace(/\.\d+Z$/, '+0000'),
      from: { id: books.pageId },
    }));

const look = async (books: GraphBooks, parts: string[], response: ServerResponse): Promise<void> => {
  const [node = '', edge] = parts;
  if (node === 'debug_token')
    return answer(response, 200, { data: { is_valid: true, expires_at: 1_800_000_000, app_id: '777777' } });
  if (edge === 'subscribed_apps')
    return answer(response, 200, { data: [{ id: '777777', subscribed_fields: books.subscribed }] });
  if (edge === 'conversations')
    return answer(response, 200, { data: [{ messages: { data: spoken(books, 'messages') } }] });
  if (edge === 'comments') return answer(response, 200, { data: spoken(books, 'comments', node) });
  if (node === books.pageId) return answer(response, 200, { id: books.pageId, name: 'まどぐち商店' });
  const name = books.names.get(node);
  return name ? answer(response, 200, { id: node, name }) : refuse(response, 400, 100, 33);
};

const handle = async (
  books: GraphBooks,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await readAll(request);
  const url = new URL(request.url ?? '/', 'http://graph');
  const [first = '', ...parts] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (first === 'media') {
    const data = books.media.get(parts[0] ?? '');
    response.writeHead(data ? 200 : 404, { 'content-type': 'image/png' }).end(data);
    return;
  }
  const isDebug = parts[0] === 'debug_token';
  if (!isDebug && request.headers.authorization !== `Bearer ${books.token}`)
    return refuse(response, 400, 190, undefined, 'Invalid OAuth access token.');
  if (!isDebug && !/^[0-9a-f]{64}$/.test(url.searchParams.get('appsecret_proof') ?? ''))
    return refuse(response, 400, 100, undefined, 'API calls from the server require an appsecret_proof.');
  if (request.method === 'GET') return look(books, parts, response);
  const [on = '', edge] = parts;
  if (edge !== 'messages' && edge !== 'comments') return refuse(response, 400, 100, 33);
  await send(books, { edge, on, ...readForm(request.headers['content-type'] ?? '', body) }, response);
};

/** Serves the Graph API of one page on a free port. */
export const serveGraph = async (books: GraphBooks): Promise<{ url: string; close(): Promise<void> }> => {
  const server = createServer((request, response) => {
    handle(books, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};
