import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { Account } from '#channels/channel.ts';
import { CHANNELS } from '#channels/registry.ts';
import { WebChatSettings } from '#channels/web-chat/payload.ts';
import { itemsOf } from '#channels/web-chat/split.ts';
import { openSession, readVisitorToken, siteAllowed, threadKeyOfClaim } from '#channels/web-chat/verify.ts';
import { AppError } from '#contracts/errors.ts';
import { SECOND } from '#contracts/time.ts';
import { createChannelRuntime } from './channels/channel-runtime.ts';
import { createBotGround } from './compose/bot-ground.ts';
import type { Config } from './config.ts';
import { findEncoder } from './embedded/fetch-encoder.ts';
import { createHttpApp } from './http/app.ts';
import { type AgentAuth, createAgentAuth } from './http/auth/agent-auth.ts';
import { clientIpOf } from './http/client-ip.ts';
import { createFileUrls } from './http/files/signed-url.ts';
import { receiveWebhook } from './http/routes/webhooks/receive.ts';
import { createIdMaker } from './ids.ts';
import { createDrain } from './intake/drain.ts';
import { createIntake, type Intake } from './intake/intake.ts';
import { createAddressGuard } from './outbound/address-guard.ts';
import { createGuardedHttp } from './outbound/guarded-http.ts';
import { createGuardedResolve } from './outbound/guarded-resolve.ts';
import { createHttpActions } from './outbound/http-actions.ts';
import { createLanguageModel } from './outbound/language-model.ts';
import { system } from './ports/scope.ts';
import type { Log, Ports } from './ports.ts';
import { producerRedis, workerRedis } from './queues/connection.ts';
import { createLaneNudge } from './queues/lane-nudge.ts';
import { createProducer } from './queues/producer.ts';
import { createDispatcher, type Dispatcher } from './reactions/dispatcher.ts';
import { createReactions } from './reactions/index.ts';
import { createOnRightsChanged } from './reactions/on-rights-changed.ts';
import { createGateway, type Gateway } from './realtime/gateway.ts';
import { createLoginStore } from './store/login-store.ts';
import { type OpenStores, openStores } from './store/open-stores.ts';
import { createSecretBox } from './store/secret-box.ts';
import { startBackground } from './wiring/background.ts';
import { createSpans, inboxDeps } from './wiring/inbox-deps.ts';
import { closeServer, listenOn } from './wiring/listening.ts';
import { presenceDeps } from './wiring/presence-deps.ts';
import { signUserToken } from './wiring/sign-user-token.ts';
import { widgetDeps } from './wiring/widget-deps.ts';

/** A heartbeat (5 s) and a little. */
const NOTICE_MS = 6 * SECOND;
/** Who sends a request slower than this only holds a connection: head, and all of it (a large file over a phone). */
const HEADERS_MS = 15 * SECOND;
const REQUEST_MS = 150 * SECOND;

/** A whole process: web, worker or both. */
export interface App {
  ports: Ports;
  auth: AgentAuth;
  intake: Intake;
  dispatcher: Dispatcher;
  gateway: Gateway;
  open: OpenStores;
  /** Takes traffic. Answers the port it listens on. */
  listen(): Promise<number>;
  /** Trains the bot now rather than in the first customer's turn. */
  warm(): Promise<void>;
  /** Drains in the stated order: no new traffic, running requests, sockets, ledger, jobs, stores. ≤ 30 s. */
  stop(): Promise<void>;
}

export interface ComposeOptions {
  config: Config;
  mongoUri: string;
  redisUrl: string;
  log: Log;
  version: string;
  /** Where dist/ and channels/ lie. */
  rootDir: string;
  clock?: { now(): Date };
  /** Redis prefix; tests give their own. */
  prefix?: string;
  /** The demo shop signs its customers in. */
  demo?: boolean;
}

type Built = Awaited<ReturnType<typeof build>>;
type Ground = Awaited<ReturnType<typeof openGround>>;

/** What everything else stands on: stores, keys, channels, sign-in. */
const openGround = async (options: ComposeOptions) => {
  const { config, log, mongoUri, redisUrl } = options;
  const prefix = options.prefix ?? '{mg}';
  const clock = options.clock ?? { now: () => new Date() };
  const open = await openStores(mongoUri, { drains: config.roles.worker });
  const { connection } = open.database;
  const redis = {
    producer: producerRedis(redisUrl, log),
    worker: workerRedis(redisUrl, log),
    stream: workerRedis(redisUrl, log),
  };
  const fileUrls = createFileUrls(config.secretKey, clock);
  const box = createSecretBox(config.secretKey);
  const outbound = createGuardedHttp({ allowPrivateNetworks: config.allowPrivateNetworks });
  const channels = createChannelRuntime({
    registry: CHANNELS,
    accounts: open.stores.accounts,
    secretBox: box,
    clock,
    log,
    publicUrl: config.http.publicUrl,
    fileUrl: (id) => `${config.http.publicUrl}${fileUrls.sign(id)}`,
    http: outbound,
    resolve: createGuardedResolve(createAddressGuard(config.allowPrivateNetworks)),
    files: open.stores.files,
    ledger: open.stores.ledger,
  });
  const files = config.encoder ? () => findEncoder(config.dataDir, log) : undefined;
  const bot = createBotGround({ log, clock, stores: open.stores, outbound, box, files });
  const auth = createAgentAuth({
    database: { db: connection.db as never, client: connection.getClient() as never },
    secretKey: config.secretKey,
    publicUrl: config.http.publicUrl,
    agents: open.stores.agents,
    store: createLoginStore(connection),
    clock,
  });
  const producer = createProducer({ redis: redis.producer, prefix, log });
  return {
    config,
    log,
    clock,
    prefix,
    open,
    redis,
    fileUrls,
    box,
    outbound,
    channels,
    bot,
    auth,
    producer,
  };
};

/** The ports of commands and queries. `gatewayOf` is asked once there is traffic: sockets need ports, and ports sockets. */
const createPorts = (ground: Ground, gatewayOf: () => Gateway) => {
  const { config, log, clock, open, fileUrls, channels, bot, producer } = ground;
  const reactions = [...createReactions(), createOnRightsChanged(gatewayOf)];
  const dispatcher = createDispatcher(() => ports, reactions);
  const ports: Ports = {
    stores: open.stores,
    queue: producer,
    channels,
    httpActions: createHttpActions({ http: ground.outbound, box: ground.box }),
    dispatch: dispatcher.dispatch,
    clock,
    newId: createIdMaker(),
    log,
    publicUrl: config.http.publicUrl,
    fileUrl: (id) => fileUrls.sign(id),
    bot: bot.port,
    realtime: {
      toAgents: (...args) => gatewayOf().realtime.toAgents(...args),
      toVisitor: (...args) => gatewayOf().realtime.toVisitor(...args),
    },
    model: createLanguageModel({ http: ground.outbound, box: ground.box }),
    presence: undefined as never,
  };
  return { ports, dispatcher };
};

/** Makes every part and ties them together; nothing takes traffic yet. */
const build = async (options: ComposeOptions) => {
  const ground = await openGround(options);
  const { config, log, clock, prefix, open, redis, auth } = ground;
  const { ports, dispatcher } = createPorts(ground, () => gateway);
  const spans = createSpans(ports);
  const webChat = webChatSessions(open, ground.box, config, clock);
  const gateway: Gateway = createGateway({
    redis: redis.producer,
    stream: redis.stream,
    prefix,
    alone: open.sessions.alone,
    deps: {
      inbox: inboxDeps(ports, spans, async (cookie) => (cookie ? auth.sessionOf({ cookie }) : undefined)),
      widget: widgetDeps(ports, () => intake, webChat),
      presence: presenceDeps(ports),
      clientIp: (request) => clientIpOf(request, config.http.trustProxyHops),
      publicUrl: config.http.publicUrl,
      log,
      clock,
    },
  });
  ports.presence = gateway.presence;
  auth.onSessionEnded((agentId) => gateway.rightsChanged(agentId));
  const nudge = await createLaneNudge({
    publish: redis.producer,
    subscribe: redis.worker,
    prefix,
    log,
    told: (lanes) => intake.told(lanes),
  });
  const intake: Intake = createIntake(ports, {
    processId: open.sessions.processId,
    peers: open.sessions.drainers,
    alone: open.sessions.alone,
    drain: config.roles.worker ? createDrain(ports) : undefined,
    tell: nudge.tell,
  });
  return { ...ground, dispatcher, ports, spans, webChat, gateway, intake, nudge };
};

/** The web chat's own checks over the account's opened secrets. Only here, because only compose knows a channel. */
const webChatSessions = (
  open: OpenStores,
  box: ReturnType<typeof createSecretBox>,
  config: Config,
  clock: { now(): Date },
) => {
  const key = `visitor:${config.secretKey}`;
  const accountOf = async (id: string): Promise<Account<WebChatSettings>> => {
    const doc = await open.stores.accounts.get(system('widget-session'), id);
    if (doc?.adapter !== 'web-chat' || doc.paused) throw new AppError('unknown-account');
    const sealed = doc.secrets.identitySecret;
    return {
      id: doc.id,
      channel: 'web-chat',
      name: doc.name,
      settings: WebChatSettings.parse(doc.settings),
      publicUrl: config.http.publicUrl,
      secrets: sealed
        ? { identitySecret: box.open(sealed, { accountId: doc.id, field: 'identitySecret' }) }
        : {},
    };
  };
  return {
    openSession: async ({
      accountId,
      ...request
    }: {
      accountId: string;
      visitorToken?: string | undefined;
      userToken?: string | undefined;
      origin?: string | undefined;
    }) => openSession(request, await accountOf(accountId), key, clock.now()),
    mayStay: async (accountId: string, origin: string | undefined) => {
      const account = await accountOf(accountId).catch(() => undefined);
      return account !== undefined && siteAllowed(origin, account.settings.allowedSites);
    },
    items: async (caller: Parameters<typeof itemsOf>[0], fact: Parameters<typeof itemsOf>[1], at: Date) =>
      itemsOf(caller, fact, at),
    visitorOf: async (ask: { accountId: string; visitorToken: string; origin?: string | undefined }) => {
      const claim = readVisitorToken(ask.visitorToken, key);
      if (claim?.accountId !== ask.accountId) return undefined;
      const account = await accountOf(ask.accountId).catch((error: unknown) => {
        if (error instanceof AppError) return undefined;
        throw error;
      });
      if (!account || !siteAllowed(ask.origin, account.settings.allowedSites)) return undefined;
      const { maxFileBytes } = account.settings;
      const threadId = `${ask.accountId}|${threadKeyOfClaim(claim)}`;
      const thread = await open.stores.customers.thread(system('widget-session'), threadId);
      return { threadId, maxFileBytes, ...(thread ? { customerId: thread.customerId } : {}) };
    },
    /** A signed identity of a demo customer, as the shop's own server would make it. */
    demoToken: async (customerId: string) => {
      const account = await accountOf('web').catch(() => undefined);
      const secret = account?.secrets.identitySecret;
      const customer = await open.stores.customers.get(system('demo'), customerId);
      const identities = customer
        ? await open.stores.customers.identities(system('demo'), [customer.id])
        : [];
      const sub = identities.find((i) => i.kind === 'external')?.value;
      if (!account || !secret || !customer || !sub) return undefined;
      const addressOf = (kind: string) => identities.find((i) => i.kind === kind)?.value;
      const [email, phone] = [addressOf('email'), addressOf('phone')];
      return signUserToken(
        {
          sub,
          name: customer.name,
          language: customer.language,
          ...(email ? { email } : {}),
          ...(phone ? { phone } : {}),
        },
        { id: account.id, secret },
        clock.now(),
      );
    },
  };
};

const createWeb = (built: Built, options: ComposeOptions, state: { stopping: boolean }): Server => {
  const { ports, auth, fileUrls, intake, channels, log, clock, config, open, redis } = built;
  const { listener } = createHttpApp({
    ports,
    auth,
    fileUrls,
    outbound: built.outbound,
    visitorOf: built.webChat.visitorOf,
    redis: redis.producer,
    isStopping: () => state.stopping,
    webhook: receiveWebhook({ channels, intake, log, clock }),
    ...(options.demo ? { demoToken: built.webChat.demoToken } : {}),
    readiness: async () => ({
      mongodb:
        (await open.database.connection.db
          ?.admin()
          .ping()
          .then(
            () => true,
            () => false,
          )) ?? false,
      redis: redis.producer.status === 'ready',
    }),
    config: {
      publicUrl: config.http.publicUrl,
      trustProxyHops: config.http.trustProxyHops,
      version: options.version,
      inboxDir: path.join(options.rootDir, 'dist/inbox'),
      widgetDir: path.join(options.rootDir, 'dist/widget'),
      demoDir: path.join(options.rootDir, 'channels/web-chat/demo'),
    },
  });
  const server = createServer(listener);
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  return server;
};

/** Composes a process from its configuration. Throws what the stores threw when they cannot be reached. */
export const compose = async (options: ComposeOptions): Promise<App> => {
  const built = await build(options);
  const { ports, config, gateway, intake, dispatcher, open, redis } = built;
  const state = { stopping: false };
  const server = createWeb(built, options, state);
  const background = await startBackground({
    ...built,
    isWorker: config.roles.worker,
    channelNames: [...new Set(CHANNELS.map((c) => c.channel))],
  });
  // Only a worker reads mailboxes: what comes in is drained here.
  const receivers = config.roles.worker
    ? built.channels.receivers({
        leases: open.stores.leases,
        processId: open.sessions.processId,
        accept: (input) => intake.accept(input),
      })
    : undefined;
  return {
    ports,
    auth: built.auth,
    intake,
    dispatcher,
    gateway,
    open,
    listen: async () => {
      // Others notice us with their next heartbeat and stop taking the short way into the ledger; only then may we take items of their lanes.
      if (!open.sessions.alone()) await new Promise((resolve) => setTimeout(resolve, NOTICE_MS));
      if (config.roles.web) gateway.attach(server);
      receivers?.start();
      return listenOn(server, config.http.host, config.http.port);
    },
    warm: async () => {
      await built.bot.warm();
    },
    stop: async () => {
      state.stopping = true;
      await receivers?.stop();
      await gateway.close();
      await closeServer(server, 10 * SECOND);
      await intake.stop();
      await background.stop();
      await dispatcher.settled();
      await built.nudge.close();
      await built.producer.close();
      for (const client of Object.values(redis)) client.disconnect();
      await open.close();
    },
  };
};
