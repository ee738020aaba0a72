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
  /** `messages`; `replies` with the comment it is under; `mentions`. */
  edge: 'messages' | 'replies' | 'mentions';
  on: string;
  fields: Record<string, unknown>;
  at: string;
}

/** What the Graph API knows. */
export interface GraphBooks {
  igUserId: string;
  username: string;
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

const REFUSED: Partial<Record<GraphFault, [number, number, number?]>> = {
  unavailable: [400, 551],
  blocked: [400, 10, 2_018_108],
  replied: [400, 10_900],
  token: [400, 190, 463],
  limit: [400, 613],
};

const take = (books: GraphBooks, sent: Omit<GraphSent, 'id' | 'at'>): GraphSent => {
  books.nextId += 1;
  const id = sent.edge === 'messages' ? `m_${books.nextId}` : `1790${books.nextId}`;
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
    return refuse(response, 400, 10, 2_534_022, 'This message is sent outside of allowed window.');
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

/** The account's own side of what was said, as the conversations and replies edges tell it. */
const spoken = (books: GraphBooks, edge: GraphSent['edge'], on?: string): object[] =>
  books.sent
    .filter((one) => one.edge === edge && (on === undefined || one.on === on))
    .map(({ id, fields, at }) => ({
      id,
      ...(edge === 'messages'
        ? { message: (fields.message as { text?: string }).text, created_time: at }
        : { text: fields.message, timestamp: at }),
      from: { id: books.igUserId },
    }));

const look = async (books: GraphBooks, parts: string[], response: ServerResponse): Promise<void> => {
  const [node = '', edge] = parts;
  if (edge === 'subscribed_apps')
    return answer(response, 200, { data: [{ subscribed_fields: books.subscribed }] });
  if (edge === 'conversations')
    return answer(response, 200, { data: [{ messages: { data: spoken(books, 'messages') } }] });
  if (edge === 'replies') return answer(response, 200, { data: spoken(books, 'replies', node) });
  const { igUserId, username } = books;
  if (node === 'me') return answer(response, 200, { id: '1', user_id: igUserId, username });
  if (node === igUserId) return answer(response, 200, { id: igUserId, username });
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
  if (request.headers.authorization !== `Bearer ${books.token}`)
    return refuse(response, 400, 190, undefined, 'Invalid OAuth access token.');
  if (request.method === 'GET') return look(books, parts, response);
  const [on = '', edge] = parts;
  if (edge !== 'messages' && edge !== 'replies' && edge !== 'mentions') return refuse(response, 400, 100, 33);
  const fields = JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>;
  await send(books, { edge, on, fields }, response);
};

/** Serves the Graph API of one account on a free port. */
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
