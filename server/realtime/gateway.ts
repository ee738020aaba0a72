import { type EventEmitter, once } from 'node:events';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { QUEUE_DEFAULTS } from '#contracts/jobs.ts';
import { SECOND } from '#contracts/time.ts';
import type { RealtimePort } from '../ports/realtime-port.ts';
import { AttentionHub } from './attention.ts';
import type { RealtimeDeps } from './deps.ts';
import { InboxSide } from './inbox-namespace.ts';
import { DEFAULT_LIMITS, type SocketLimits } from './limits.ts';
import { Presence, type PresenceTimes } from './presence.ts';
import { PresenceWatch } from './presence-watch.ts';
import { createPush, type Packet } from './push.ts';
import { cutSlowReaders } from './slow-readers.ts';
import type { InboxNamespace, WidgetNamespace } from './sockets.ts';
import { KeyedBuckets } from './token-bucket.ts';
import { Watching, type WatchingTimes } from './watching.ts';
import { WidgetSide } from './widget-namespace.ts';

/** Path of the socket server. */
export const SOCKET_PATH = '/socket.io';

export interface GatewayOptions {
  /** Made by `producerRedis`: presence, viewers, typing. Closed by its owner. */
  redis: Redis;
  /** Made by `workerRedis`: the stream between processes. Closed by its owner, after `close()`. */
  stream: Redis;
  deps: RealtimeDeps;
  /** Default `{mg}`; one per deployment, so that deployments on one Redis do not hear each other. */
  prefix?: string;
  limits?: Partial<SocketLimits>;
  times?: Partial<PresenceTimes & WatchingTimes>;
  /** No other process of this deployment lives: what is pushed need not go round by Redis. Default never. */
  alone?: () => boolean;
}

export interface Gateway {
  realtime: RealtimePort;
  presence: Presence;
  /** Takes sockets on this HTTP server and begins to renew leases. Without it a process can push but takes none (workers). */
  attach(server: HttpServer): void;
  /** Role, teams or sign-in of an agent changed: every socket of theirs is moved or cut, on every process. */
  rightsChanged(agentId: string): void;
  /** A conversation changed team, assignee or mentions: who may no longer read it stops watching. */
  accessChanged(conversationId: string): void;
  /** A channel account was paused or its allowed sites changed: visitors who may not stay are cut. */
  accountChanged(accountId: string): void;
  /** Open sockets on this process. */
  counts(): { inbox: number; widget: number };
  /** Resolves when Redis is there and pushes of other processes are heard. */
  ready(): Promise<void>;
  /** Drops the sockets, which come back elsewhere by themselves, and takes their leases back. The HTTP server stays open. */
  close(): Promise<void>;
}

/**
 * The adapter reads with a duplicate of its client and polls again at once when a read fails: on a client that fails fast it would spin.
 * It also drops the promise of `publish`: a failed hint must not end the process.
 */
const prepareStream = (stream: Redis): { readers: Redis[] } => {
  const readers: Redis[] = [];
  const duplicate = stream.duplicate.bind(stream);
  stream.duplicate = (override) => {
    const reader = duplicate({ ...override, enableOfflineQueue: true, maxRetriesPerRequest: null });
    readers.push(reader);
    return reader;
  };
  const publish = stream.publish.bind(stream);
  stream.publish = ((channel: string, message: string) => {
    const sent = publish(channel, message);
    sent.catch(() => undefined);
    return sent;
  }) as typeof stream.publish;
  return { readers };
};

const createServer = (
  stream: Redis,
  prefix: string,
  limits: SocketLimits,
  admits: (request: IncomingMessage) => string | undefined,
): Server =>
  new Server({
    path: SOCKET_PATH,
    serveClient: false,
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: limits.maxPacketBytes,
    pingInterval: 15 * SECOND,
    pingTimeout: 10 * SECOND,
    connectTimeout: 10 * SECOND,
    allowRequest: (request, answer) => {
      const refusal = admits(request);
      answer(refusal ?? null, refusal === undefined);
    },
    // Another upgrade handler on the same server (development) is none of our business.
    destroyUpgrade: false,
    // Widgets live on other origins and carry no cookie; which sites may, the handshake decides. The inbox is refused there.
    cors: { origin: '*', credentials: false },
    adapter: createAdapter(stream, {
      streamName: `${prefix}:socket.io`,
      channelPrefix: `${prefix}:socket.io`,
      maxLen: 10_000,
    }),
  });

/** The sockets of one process. */
export const createGateway = (options: GatewayOptions): Gateway => {
  const { redis, stream, deps } = options;
  const prefix = options.prefix ?? QUEUE_DEFAULTS.prefix;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const times = options.times ?? {};
  const { readers } = prepareStream(stream);
  let closing = false;
  const handshakes = new KeyedBuckets(limits.handshakes);
  const io = createServer(stream, prefix, limits, ({ headers, socket }) => {
    // Who comes back while we close must find another process, or the next one.
    if (closing) return 'closing';
    const remoteAddress = socket.remoteAddress ?? '';
    const address = deps.clientIp?.({ headers, remoteAddress }) ?? remoteAddress;
    return handshakes.take(address) ? undefined : 'rate-limited';
  });
  const inboxNsp = io.of('/inbox') as unknown as InboxNamespace;
  const widgetNsp = io.of('/widget') as unknown as WidgetNamespace;
  const connected = (): boolean => stream.status === 'ready';
  const alone = options.alone ?? (() => false);

  const presence = new Presence(redis, deps.log, { prefix, times });
  const push = createPush({
    // While Redis is away the adapter would hold an emit back until it returns: this process' own sockets get it now. Alone, they are all there are.
    toAgents: ({ room, name, data }: Packet) => {
      if (connected() && !alone()) inboxNsp.to(room).emit(name, data as never);
      else if (inboxNsp.adapter.rooms.has(room)) inboxNsp.local.to(room).emit(name, data as never);
    },
    toVisitor: (threadId, visitorPush) => widget.push(threadId, visitorPush),
  });
  const attention = new AttentionHub({
    watching: new Watching(redis, { prefix, times }),
    push,
    log: deps.log,
    threadsOf: (conversationId) => deps.widget.threadsOf(conversationId),
    stateOf: (threadId) => deps.widget.state(threadId),
  });
  const shared = { deps, presence, attention, limits, connected, alone };
  const inbox = new InboxSide({ ...shared, nsp: inboxNsp });
  const widget = new WidgetSide({ ...shared, nsp: widgetNsp });
  const watch = new PresenceWatch({
    presence,
    deps: deps.presence,
    log: deps.log,
    localSockets: () =>
      inbox.sockets().map((socket) => ({ agentId: socket.data.caller.scope.agentId, socketId: socket.id })),
  });
  const renew = async (): Promise<void> => {
    await inbox.renew();
    await widget.renew();
    await attention.refresh(inbox.watched());
    cutSlowReaders(io, limits.maxBufferedBytes);
  };
  const renewing = repeat(renew, presence.times.renewMs, (error) =>
    deps.log.debug({ error: String(error) }, 'gateway: leases not renewed, trying again'),
  );
  let attached = false;

  return {
    realtime: push,
    presence,
    attach(server) {
      io.attach(server);
      io.engine.on('connection', (connection: EngineConnection) => holdJoins(connection, limits.joins));
      attached = true;
      watch.start();
      renewing.start();
    },
    rightsChanged: (agentId) => inbox.rightsChanged(agentId),
    accessChanged: (conversationId) => inbox.accessChanged(conversationId),
    accountChanged: (accountId) => widget.accountChanged(accountId),
    counts: () => ({ inbox: inboxNsp.sockets.size, widget: widgetNsp.sockets.size }),
    async ready() {
      await Promise.all([redis, stream, ...readers].map(whenReady));
    },
    async close() {
      closing = true;
      if (attached) await Promise.all([watch.stop(), renewing.stop()]);
      push.flush();
      attention.stop();
      await closeServer(io);
      await inbox.farewells();
      for (const reader of readers) reader.disconnect();
    },
  };
};

/** As much of an engine connection as is looked at before it belongs to a namespace. */
interface EngineConnection {
  on(event: 'packet', listener: (packet: { type: string; data?: unknown }) => void): void;
  close(discard?: boolean): void;
}
const JOIN = '0';

/** A handshake to a namespace costs a look into the store; refused ones could be repeated on one connection without end. */
const holdJoins = (connection: EngineConnection, max: number): void => {
  let joins = 0;
  connection.on('packet', ({ type, data }) => {
    if (type !== 'message' || typeof data !== 'string' || !data.startsWith(JOIN)) return;
    joins += 1;
    if (joins > max) connection.close(true);
  });
};

/** A peer that has not closed its end by then is cut: an open connection would keep the HTTP server from closing. */
const CLOSE_MS = SECOND;

interface EngineClient {
  transport: { name: string; socket?: EventEmitter & { readyState: number; terminate(): void } };
}
const WS_CLOSED = 3;

/** Closes transports without a word, so that clients come back by themselves, with jitter; the HTTP server is its owner's. */
const closeServer = async (io: Server): Promise<void> => {
  const engine = io.engine as (Server['engine'] & { clients?: Record<string, EngineClient> }) | undefined;
  const connections = Object.values(engine?.clients ?? {}).flatMap(({ transport }) =>
    transport.name === 'websocket' && transport.socket ? [transport.socket] : [],
  );
  engine?.close();
  for (const name of ['/', '/inbox', '/widget']) await io.of(name).adapter.close();
  const cut = setTimeout(() => {
    for (const connection of connections) connection.terminate();
  }, CLOSE_MS);
  await Promise.all(
    connections
      .filter(({ readyState }) => readyState !== WS_CLOSED)
      .map((connection) => once(connection, 'close')),
  );
  clearTimeout(cut);
};

const whenReady = async (redis: Redis): Promise<void> => {
  if (redis.status !== 'ready') await new Promise<void>((resolve) => redis.once('ready', () => resolve()));
};

/** Runs `work` every `everyMs`, one at a time. */
const repeat = (
  work: () => Promise<void>,
  everyMs: number,
  failed: (error: unknown) => void,
): { start(): void; stop(): Promise<void> } => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const start = (): void => {
    timer = setTimeout(() => {
      running = work()
        .catch(failed)
        .finally(() => {
          if (!stopped) start();
        });
    }, everyMs);
  };
  return {
    start,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
