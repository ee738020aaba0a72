import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Agent } from '#server/domain/routing/escalation.ts';
import { createHttpApp } from '#server/http/app.ts';
import { type AgentAuth, createAgentAuth } from '#server/http/auth/agent-auth.ts';
import type { HttpDeps } from '#server/http/deps.ts';
import { createFileUrls } from '#server/http/files/signed-url.ts';
import { receiveWebhook } from '#server/http/routes/webhooks/receive.ts';
import { system } from '#server/ports/scope.ts';
import { createLoginStore } from '#server/store/login-store.ts';
import { createTestPorts, type TestPorts, type TestPortsOptions } from './ports.ts';

const SECRET_KEY = 'a secret key for tests only, long enough';
export const PASSWORD = 'umbrella-tango-417';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON, or the text where it is none. */
  body: unknown;
}

/** One who calls the API: by cookie (a signed-in agent), by token, or nobody. */
export interface Client {
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  cookie: string | undefined;
}

/** The HTTP side on a free port, over real stores. */
export interface TestHttp extends TestPorts {
  origin: string;
  auth: AgentAuth;
  deps: HttpDeps;
  /** Adds an agent who can sign in with PASSWORD. */
  addAgent(fields: Partial<Agent> & Pick<Agent, 'id' | 'role'>): Promise<Agent>;
  /** Signs in by e-mail and password and keeps the cookie. */
  signIn(email: string, password?: string): Promise<Client>;
  /** A caller with no sign-in, or with a token. */
  client(token?: string): Client;
  stopHttp(): Promise<void>;
}

const clientOf = (origin: string, authorization?: string): Client => {
  const client: Client = {
    cookie: undefined,
    request: async (method, to, body, headers = {}) => {
      const isRaw = body instanceof FormData || typeof body === 'string';
      const response = await fetch(origin + to, {
        method,
        redirect: 'manual',
        headers: {
          ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
          ...(client.cookie ? { cookie: client.cookie } : {}),
          ...(authorization ? { authorization } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      return {
        status: response.status,
        headers: response.headers,
        body: isJson && text ? JSON.parse(text) : text,
      };
    },
  };
  return client;
};

const pagesIn = async (): Promise<string> => {
  const dir = await mkdtemp(path.join(tmpdir(), 'madoguchi-pages-'));
  for (const name of ['inbox/assets', 'widget', 'demo'])
    await mkdir(path.join(dir, name), { recursive: true });
  await writeFile(path.join(dir, 'inbox/index.html'), '<!doctype html><title>inbox</title>');
  await writeFile(path.join(dir, 'inbox/assets/main-abcdef12.js'), 'export {}');
  await writeFile(path.join(dir, 'widget/widget.js'), '(()=>{})()');
  await writeFile(path.join(dir, 'widget/panel-abcdef12.js'), 'export {}');
  await writeFile(path.join(dir, 'demo/index.html'), '<!doctype html><title>shop</title>');
  return dir;
};

/** Starts the HTTP side. `await stopHttp()` at the end; the database is the caller's. */
export const startHttp = async (
  options: TestPortsOptions & { http_?: Partial<HttpDeps>; config?: Partial<HttpDeps['config']> },
): Promise<TestHttp> => {
  const kit = await createTestPorts(options);
  const { connection } = kit.open.database;
  const pages = await pagesIn();
  const publicUrl = 'http://127.0.0.1:3000';
  const auth = createAgentAuth({
    database: { db: connection.db as never, client: connection.getClient() as never },
    secretKey: SECRET_KEY,
    publicUrl,
    agents: kit.ports.stores.agents,
    store: createLoginStore(connection),
    clock: kit.clock,
  });
  const intake = {
    accept: (input: { items: Parameters<typeof kit.intake.accept>[0] }) => kit.intake.accept(input.items),
  };
  const deps: HttpDeps = {
    ports: kit.ports,
    auth,
    fileUrls: createFileUrls(SECRET_KEY, kit.clock),
    webhook: receiveWebhook({
      channels: kit.ports.channels,
      intake: intake as never,
      log: kit.ports.log,
      clock: kit.clock,
    }),
    visitorOf: async () => undefined,
    isStopping: () => false,
    readiness: async () => ({ mongo: true }),
    ...options.http_,
    config: {
      publicUrl,
      trustProxyHops: 0,
      inboxDir: path.join(pages, 'inbox'),
      widgetDir: path.join(pages, 'widget'),
      demoDir: path.join(pages, 'demo'),
      version: '0.0.0-test',
      ...options.config,
    },
  };
  const { listener } = createHttpApp(deps);
  const server = await new Promise<Server>((resolve) => {
    const started = createServer(listener).listen(0, '127.0.0.1', () => resolve(started));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const addAgent: TestHttp['addAgent'] = async (fields) => {
    const agent: Agent = {
      name: fields.id,
      email: `${fields.id}@shop.example`,
      language: 'ja',
      serves: ['ja', 'en'],
      skills: [],
      teamIds: [],
      capacity: 5,
      slotVersion: 0,
      disabled: false,
      preferences: { language: 'ja', theme: 'auto', sound: true, shortcuts: true },
      createdAt: kit.clock.now(),
      version: 1,
      ...fields,
    };
    await kit.ports.stores.agents.insert(system('test'), agent);
    await auth.createAgentLogin(agent, PASSWORD);
    return agent;
  };
  return {
    ...kit,
    origin,
    auth,
    deps,
    addAgent,
    client: (token) => clientOf(origin, token && `Bearer ${token}`),
    signIn: async (email, password = PASSWORD) => {
      const client = clientOf(origin);
      const answer = await client.request('POST', '/api/auth/sign-in/email', { email, password });
      if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${JSON.stringify(answer.body)}`);
      client.cookie = answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ');
      return client;
    },
    stopHttp: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await kit.close();
      await rm(pages, { recursive: true, force: true });
    },
  };
};
