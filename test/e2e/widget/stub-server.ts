import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Namespace, type Socket, Server as SocketServer } from 'socket.io';
import { publicConfig, WebChatSettings } from '#channels/web-chat/payload.ts';
import { issueVisitorToken, readVisitorToken } from '#channels/web-chat/verify.ts';
import type { MessageExtra } from '#contracts/message.ts';
import {
  SOCKET_PROTOCOL,
  type WidgetClientToServer,
  type WidgetConfig,
  type WidgetMessage,
  WidgetSend,
  type WidgetServerToClient,
  type WidgetState,
} from '#contracts/socket.ts';

type WidgetSocket = Socket<WidgetClientToServer, WidgetServerToClient>;
const KEY = 'stub';
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
const ARTICLE = `<h2>写真の撮り方</h2><p>破損箇所と箱の<strong>外側</strong>を1枚ずつお撮りください。</p><ul><li>明るい場所で</li><li>全体と近く</li></ul>
<script>window.hacked=1</script><p onclick="window.hacked=1"><a href="javascript:window.hacked=1">悪いリンク</a> <a href="/help/ja/box">箱の扱い</a></p><img src="x" onerror="window.hacked=1">`;

/** What one visitor's side of the server knows. */
interface Room {
  messages: WidgetMessage[];
  state: WidgetState;
  conversation: number;
  /** Of the present conversation. */
  seq: number;
}

/** An in-memory server that speaks contracts/socket.ts to the widget. For tests and looking only. */
export interface StubServer {
  url: string;
  account: string;
  config: WidgetConfig;
  /** Every event as it came in, in order. */
  heard: { event: string; data: Record<string, unknown>; visitor: string }[];
  /** Handshakes that came in. */
  handshakes: Record<string, unknown>[];
  /** How many HTTP requests were made, by path. */
  requests: string[];
  /** Says something to every visitor. `extra.silent`: it is stored and not pushed, as when a push gets lost. */
  say(
    from: WidgetMessage['from'],
    text: string,
    more?: Partial<WidgetMessage> & { silent?: boolean; extra?: MessageExtra },
  ): void;
  /** `silent`: not pushed, as what changes for those who do not wait. */
  setState(change: Partial<WidgetState>, how?: { silent: boolean }): void;
  /** Uses up a seq without showing anything, like an agent's note. */
  note(): void;
  newConversation(): void;
  /** Cuts every socket, as a restart does. */
  cut(): void;
  /** Refuses connections while true. */
  down(down: boolean): void;
  /** Acks the next `message.send` with this code. */
  failNext(...codes: string[]): void;
  /** Loses the next n messages and never acks them. */
  lose(count: number): void;
  /** Refuses WebSocket, as some networks do. */
  blockWebSocket(block: boolean): void;
  close(): Promise<void>;
}

const freshState = (): WidgetState => ({
  status: 'none',
  speaker: 'bot',
  hours: { open: true, someone: true, closesAt: closing().toISOString() },
  agentTyping: false,
  replyMs: 120_000,
  waitMs: 180_000,
  readSeq: 0,
  verified: false,
});

const closing = (): Date => {
  const at = new Date();
  at.setHours(19, 0, 0, 0);
  return at;
};

/** `files`: folder of the built widget; `demo`: folder of the demo page; `csp`: header of the demo page. */
export const startStubServer = async (options: {
  files: string;
  demo?: string;
  settings?: object;
  port?: number;
}): Promise<StubServer> => {
  const settings = WebChatSettings.parse({
    name: { ja: '灯屋サポート', en: 'Akariya support' },
    greeting: {
      ja: 'こんにちは。ご注文や商品のことなら、ここでお答えします。',
      en: 'Hello. Ask here about your order or our lights.',
    },
    color: '#7a3e1d',
    mark: '灯',
    ...options.settings,
  });
  const account = 'web';
  const rooms = new Map<string, Room>();
  const seen = new Map<string, Set<string>>();
  const files = new Map<string, { name: string; mime: string; data: Buffer }>();
  let failures: string[] = [];
  let lost = 0;
  let refusing = false;
  let noWebSocket = false;

  const roomOf = (visitor: string): Room => {
    const room = rooms.get(visitor) ?? { messages: [], state: freshState(), conversation: 1, seq: 0 };
    rooms.set(visitor, room);
    return room;
  };

  const http: Server = createServer((request, response) => {
    stub.requests.push(new URL(request.url ?? '/', 'http://x').pathname);
    answer(request, response).catch(() => response.writeHead(500).end());
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'x-visitor-token, x-account-id, x-user-token');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    if (pathname === '/api/v1/widget/config') return json(response, stub.config);
    if (pathname === '/api/v1/files') return upload(request, response);
    if (pathname === '/demo/token')
      return json(response, { token: searchParams.get('token'), name: '山田 花子' });
    if (pathname.startsWith('/help/')) {
      if (pathname.includes('missing')) return void response.writeHead(404).end();
      return void response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(ARTICLE);
    }
    const file = files.get(pathname.slice('/files/'.length));
    if (file) return void response.writeHead(200, { 'Content-Type': file.mime }).end(file.data);
    const local =
      pathname === '/widget.js'
        ? path.join(options.files, 'widget.js')
        : pathname.startsWith('/widget/')
          ? path.join(options.files, path.basename(pathname))
          : path.join(
              options.demo ?? '/nowhere',
              path.basename(pathname === '/demo/' ? 'index.html' : pathname),
            );
    const data = await readFile(local).catch(() => undefined);
    if (!data) return void response.writeHead(404).end();
    if (local.endsWith('.html')) response.setHeader('Content-Security-Policy', demoPolicy(stub.url));
    response
      .writeHead(200, { 'Content-Type': TYPES[path.extname(local)] ?? 'application/octet-stream' })
      .end(data);
  };

  const json = (response: ServerResponse, body: unknown, status = 200): void =>
    void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

  const upload = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const token = readVisitorToken(String(request.headers['x-visitor-token']), KEY);
    if (!token) return json(response, { error: { code: 'bad-signature' } }, 401);
    const form = await new Response(Buffer.concat(chunks), {
      headers: { 'content-type': String(request.headers['content-type']) },
    }).formData();
    const file = form.get('file') as File;
    if (file.name.endsWith('.exe')) return json(response, { error: { code: 'file-not-accepted' } }, 400);
    const fileId = randomUUID();
    files.set(fileId, { name: file.name, mime: file.type, data: Buffer.from(await file.arrayBuffer()) });
    json(response, stored(fileId));
  };

  const stored = (fileId: string): WidgetMessage['attachments'][number] => {
    const file = files.get(fileId);
    const [kind] = (file?.mime ?? '').split('/');
    return {
      fileId: fileId as never,
      name: file?.name ?? '',
      mime: file?.mime ?? '',
      size: file?.data.length ?? 0,
      kind: kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file',
      status: 'stored',
      url: `/files/${fileId}`,
    };
  };

  const io = new SocketServer(http, { cors: { origin: '*' }, pingInterval: 2_000, pingTimeout: 2_000 });
  io.engine.use(
    (request: { _query?: { transport?: string } }, response: ServerResponse, next: (e?: Error) => void) => {
      const websocket = request._query?.transport === 'websocket';
      if (refusing || (noWebSocket && websocket)) response.writeHead?.(503).end();
      else next();
    },
  );
  const space = io.of('/widget') as Namespace<WidgetClientToServer, WidgetServerToClient>;

  space.use((socket, next) => {
    const { auth } = socket.handshake;
    stub.handshakes.push(auth);
    if (auth.userToken === 'expired.e30.x')
      return next(Object.assign(new Error('bad-signature'), { data: { code: 'bad-signature' } }));
    if (auth.protocol !== SOCKET_PROTOCOL) return next(new Error('protocol'));
    const held = auth.visitorToken ? readVisitorToken(String(auth.visitorToken), KEY) : undefined;
    socket.data.visitor = held?.visitor ?? randomUUID().replaceAll('-', '');
    next();
  });

  const place = (
    visitor: string,
    from: WidgetMessage['from'],
    text: string,
    more: Partial<WidgetMessage> = {},
  ): WidgetMessage => {
    const room = roomOf(visitor);
    const conversationId = `c${room.conversation}-${visitor}`;
    room.state.conversationId = conversationId;
    room.seq += 1;
    const message: WidgetMessage = {
      id: randomUUID(),
      conversationId,
      seq: room.seq,
      from,
      text,
      attachments: [],
      extra: {},
      at: new Date().toISOString(),
      ...more,
    };
    room.messages.push(message);
    return message;
  };

  const listen = (socket: WidgetSocket): void => {
    const { visitor } = socket.data as { visitor: string };
    const room = roomOf(visitor);
    const known = seen.get(visitor) ?? new Set<string>();
    seen.set(visitor, known);
    void socket.join(visitor);
    socket.onAny((event: string, data: unknown, ack: (a: object) => void) => {
      const read = WidgetSend[event as keyof typeof WidgetSend]?.safeParse(data);
      if (!read?.success) return ack({ ok: false, code: 'invalid-input' });
      const body = read.data as Record<string, unknown> & { clientId?: string };
      stub.heard.push({ event, data: body, visitor });
      if (event === 'message.send' && lost > 0) {
        lost -= 1;
        return;
      }
      if (event === 'session.start') {
        const after = body.cursor as { conversationId: string; seq: number } | undefined;
        const held = room.messages.findLastIndex(
          (m) => m.conversationId === after?.conversationId && m.seq <= after.seq,
        );
        const messages = after ? room.messages.slice(held + 1) : room.messages.slice(-50);
        return ack({
          ok: true,
          visitorToken: issueVisitorToken({ accountId: account, visitor }, KEY),
          state: room.state,
          messages,
        });
      }
      const code = event === 'message.send' ? failures.shift() : undefined;
      if (code) return ack({ ok: false, code });
      ack({ ok: true, clientId: body.clientId });
      if (!body.clientId || known.has(body.clientId)) return;
      known.add(body.clientId);
      if (event === 'message.send') {
        const attachments = ((body.fileIds as string[]) ?? []).map(stored);
        if (room.state.status === 'none') room.state.status = 'bot';
        const message = place(visitor, 'customer', String(body.text), {
          clientId: body.clientId,
          attachments,
        });
        space.to(visitor).emit('messages.changed', { messages: [message] }, () => {});
        space.to(visitor).emit('state.changed', room.state);
      }
    });
  };
  space.on('connection', listen);

  /** Breaks the connections themselves, as a fault of the network does. */
  const cut = (): void => {
    const { clients } = io.engine as unknown as {
      clients: Record<string, { close(discard: boolean): void }>;
    };
    for (const client of Object.values(clients)) client.close(true);
  };

  const each = (work: (visitor: string, room: Room) => void): void => {
    for (const [visitor, room] of rooms) work(visitor, room);
  };
  const stub: StubServer = {
    url: '',
    account,
    config: publicConfig(account, settings),
    heard: [],
    handshakes: [],
    requests: [],
    say: (from, text, { silent, ...more } = {}) =>
      each((visitor) => {
        const message = place(visitor, from, text, more);
        if (!silent) space.to(visitor).emit('messages.changed', { messages: [message] }, () => {});
      }),
    setState: (change, { silent } = { silent: false }) =>
      each((visitor, room) => {
        Object.assign(room.state, change);
        if (!silent) space.to(visitor).emit('state.changed', room.state);
      }),
    note: () =>
      each((_visitor, room) => {
        room.seq += 1;
      }),
    newConversation: () =>
      each((_visitor, room) => {
        room.conversation += 1;
        room.seq = 0;
      }),
    cut: () => cut(),
    down: (down) => {
      refusing = down;
      if (down) cut();
    },
    failNext: (...codes) => {
      failures = codes;
    },
    lose: (count) => {
      lost = count;
    },
    blockWebSocket: (block) => {
      noWebSocket = block;
    },
    close: async () => {
      await io.close();
      http.closeAllConnections();
    },
  };
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
  stub.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return stub;
};

/** The policy of the demo page: no inline script, no inline style. */
export const demoPolicy = (origin: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${origin}`,
    "style-src 'self'",
    `connect-src 'self' ${origin} ${origin.replace('http', 'ws')}`,
    `img-src 'self' ${origin}`,
    `media-src ${origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
