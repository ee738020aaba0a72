import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { expect } from 'vitest';
import type { SplitItem } from '#channels/channel.ts';
import { WebChatSettings } from '#channels/web-chat/payload.ts';
import { itemsOf } from '#channels/web-chat/split.ts';
import { openSession } from '#channels/web-chat/verify.ts';
import type { ConversationView } from '#contracts/conversation.ts';
import { AppError } from '#contracts/errors.ts';
import type { MessageView } from '#contracts/message.ts';
import { SOCKET_PROTOCOL, type WidgetMessage, type WidgetState } from '#contracts/socket.ts';
import { silentLog } from '#server/embedded/embedded-error.ts';
import { producerRedis, workerRedis } from '#server/queues/connection.ts';
import type { AgentCaller, RealtimeDeps } from '#server/realtime/deps.ts';
import { createGateway, type Gateway, type GatewayOptions } from '#server/realtime/gateway.ts';

export const OWN_ORIGIN = 'https://desk.example';
export const SHOP = 'https://shop.example';
const KEY = 'test-key-of-the-server';
/** 40 bytes: HS256 wants 32. */
export const IDENTITY_SECRET = 'identity-secret-identity-secret-identity';

/** The rest of the server as the gateway sees it; shared by all desks of a test. */
export interface World {
  /** Signed-in agents by cookie. */
  sessions: Map<string, AgentCaller>;
  /** Conversations an agent may not read: `agentId conversationId`. */
  hidden: Set<string>;
  /** Messages by conversation. */
  messages: Map<string, MessageView[]>;
  sent: { agentId: string; text: string }[];
  presence: string[];
  lost: string[];
  onLost: (agentId: string) => void;
  working: string[];
  beats: (string | undefined)[];
  allowedSites: string[];
  kept: SplitItem[];
  /** Resolves when the ledger has the items. */
  accept: (items: readonly SplitItem[]) => Promise<void>;
  state: (threadId: string) => WidgetState;
  history: (threadId: string) => WidgetMessage[];
  conversationOf: Map<string, string>;
  delivered: { threadId: string; ids: readonly string[] }[];
  read: string[];
  pages: string[];
  /** Threads no longer welcome. */
  banned: Set<string>;
}

export const makeWorld = (): World => ({
  sessions: new Map(),
  hidden: new Set(),
  messages: new Map(),
  sent: [],
  presence: [],
  lost: [],
  onLost: () => undefined,
  working: [],
  beats: [],
  allowedSites: [],
  kept: [],
  accept: async () => undefined,
  state: (threadId) => widgetState({ conversationId: `c-${threadId}` }),
  history: () => [],
  conversationOf: new Map(),
  delivered: [],
  read: [],
  pages: [],
  banned: new Set(),
});

export const agent = (
  agentId: string,
  teamIds: string[] = [],
  role: AgentCaller['scope']['role'] = 'agent',
): AgentCaller => ({
  scope: { kind: 'agent', agentId, role, teamIds },
  name: agentId,
});

export const widgetState = (more: Partial<WidgetState>): WidgetState => ({
  status: 'open',
  speaker: 'human',
  hours: { open: true, someone: true },
  agentTyping: false,
  readSeq: 0,
  verified: false,
  ...more,
});

export const widgetMessage = (id: string, more: Partial<WidgetMessage> = {}): WidgetMessage => ({
  id,
  conversationId: 'c1',
  seq: 1,
  from: 'agent',
  text: 'お待たせしました。',
  attachments: [],
  extra: {},
  at: '2026-11-23T01:00:00.000Z',
  ...more,
});

export const messageView = (conversationId: string, seq: number): MessageView =>
  ({
    id: `${conversationId}-${seq}`,
    conversationId,
    seq,
    direction: 'inbound',
    author: { kind: 'customer' },
    text: `message ${seq}`,
    attachments: [],
    extra: {},
    at: '2026-11-23T01:00:00.000Z',
    counter: 0,
    late: false,
    version: 1,
  }) as unknown as MessageView;

const inboxDeps = (world: World): RealtimeDeps['inbox'] => {
  const mayRead = async (scope: { agentId: string }, id: string): Promise<boolean> =>
    !world.hidden.has(`${scope.agentId} ${id}`);
  const all = (id: string): MessageView[] => world.messages.get(id) ?? [];
  return {
    sessionOf: async (cookie) => (cookie === undefined ? undefined : world.sessions.get(cookie)),
    mayRead,
    mayReply: mayRead,
    conversationView: async (_scope, id) =>
      ({ id, seq: all(id).length, version: 1 }) as unknown as ConversationView,
    messages: async (_scope, id, { afterSeq, limit }) =>
      afterSeq === undefined
        ? all(id).slice(-limit)
        : all(id)
            .filter(({ seq }) => seq > afterSeq)
            .slice(0, limit),
    sendMessage: async (scope, input) => {
      if (input.text === 'conflict') throw new AppError('version-conflict');
      if (input.text === 'break') throw new Error('secret detail');
      world.sent.push({ agentId: scope.agentId, text: input.text });
      return messageView(input.conversationId, 1);
    },
    setRead: async () => undefined,
    beat: async (_scope, conversationId) => void world.beats.push(conversationId),
  };
};

const widgetDeps = (world: World): RealtimeDeps['widget'] => ({
  openSession: async ({ accountId, ...request }) => {
    if (accountId !== 'chat1' && accountId !== 'chat2') throw new AppError('unknown-account');
    const settings = WebChatSettings.parse({ allowedSites: world.allowedSites });
    const secrets = { identitySecret: IDENTITY_SECRET };
    return openSession(
      request,
      { id: accountId, channel: 'web-chat', name: accountId, settings, secrets, publicUrl: OWN_ORIGIN },
      KEY,
    );
  },
  mayStay: async (_accountId, _origin, threadId) => !world.banned.has(threadId),
  items: async (caller, fact, at) => itemsOf(caller, fact, at),
  accept: async ({ items }) => {
    await world.accept(items);
    world.kept.push(...items);
  },
  state: async (threadId) => world.state(threadId),
  messagesAfter: async (threadId) => world.history(threadId),
  conversationOf: async (threadId) => world.conversationOf.get(threadId),
  threadsOf: async (conversationId) =>
    [...world.conversationOf].filter(([, id]) => id === conversationId).map(([threadId]) => threadId),
  attachments: async () => {
    throw new AppError('file-not-accepted');
  },
  markRead: async (threadId, conversationId, seq) =>
    void world.read.push(`${threadId} ${conversationId} ${seq}`),
  trackPage: async (_threadId, page) => void world.pages.push(page.url),
  voteAnswer: async () => undefined,
  delivered: async (threadId, ids) => void world.delivered.push({ threadId, ids }),
});

const depsOf = (world: World): RealtimeDeps => ({
  publicUrl: OWN_ORIGIN,
  log: silentLog,
  clock: { now: () => new Date() },
  inbox: inboxDeps(world),
  widget: widgetDeps(world),
  presence: {
    onPresenceChanged: async (agentId, state) => void world.presence.push(`${agentId} ${state}`),
    onPresenceLost: async (agentId) => {
      world.onLost(agentId);
      world.lost.push(agentId);
    },
    workingAgents: async () => world.working,
  },
});

/** One process' gateway on a port of its own. */
export interface Desk {
  gateway: Gateway;
  url: string;
  close(): Promise<void>;
}

export const openDesk = async (
  redisUrl: string,
  world: World,
  options: Pick<GatewayOptions, 'limits' | 'times' | 'prefix'> = {},
): Promise<Desk> => {
  const redis = producerRedis(redisUrl, silentLog);
  const stream = workerRedis(redisUrl, silentLog);
  const gateway = createGateway({ redis, stream, deps: depsOf(world), ...options });
  const server = createServer();
  gateway.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await gateway.ready();
  return {
    gateway,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await gateway.close();
      redis.disconnect();
      stream.disconnect();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const sockets: Socket[] = [];
/** Closes every client a test opened. */
export const closeClients = (): void => {
  for (const socket of sockets.splice(0)) socket.close();
};

export interface ClientOptions {
  origin?: string | undefined;
  protocol?: number;
  auth?: Record<string, unknown>;
  reconnection?: boolean;
}

const open = (url: string, headers: Record<string, string>, options: ClientOptions): Socket => {
  const origin = options.origin;
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: options.reconnection ?? false,
    reconnectionDelay: 50,
    extraHeaders: { ...headers, ...(origin ? { origin } : {}) },
    auth: { protocol: options.protocol ?? SOCKET_PROTOCOL, ...options.auth },
  });
  sockets.push(socket);
  return socket;
};

/** Resolves when connected, rejects with the refusal's code. */
const arrived = (socket: Socket): Promise<Socket> =>
  new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', (error) => reject(error));
  });

export const agentClient = (
  desk: Desk,
  cookie: string | undefined,
  options: ClientOptions = {},
): Promise<Socket> =>
  arrived(open(`${desk.url}/inbox`, cookie ? { cookie } : {}, { origin: OWN_ORIGIN, ...options }));

export const visitorClient = (desk: Desk, options: ClientOptions = {}): Promise<Socket> =>
  arrived(
    open(
      `${desk.url}/widget`,
      {},
      {
        origin: SHOP,
        ...options,
        auth: { accountId: 'chat1', language: 'ja', ...options.auth },
      },
    ),
  );

export interface AckOf {
  ok: boolean;
  code?: string;
  [key: string]: unknown;
}
export const ask = (socket: Socket, event: string, data: unknown): Promise<AckOf> =>
  socket.timeout(5_000).emitWithAck(event, data);

/** Everything a socket is pushed under a name. */
export const collect = <T>(socket: Socket, event: string): T[] => {
  const seen: T[] = [];
  socket.on(event, (data: T, ack?: () => void) => {
    seen.push(data);
    ack?.();
  });
  return seen;
};

/** A fact that comes true in a while; the machine may be busy. */
export const eventually = <T>(
  read: () => T | Promise<T>,
  options: { timeout?: number; interval?: number } = {},
) => expect.poll(read, { timeout: 10_000, interval: 20, ...options });
