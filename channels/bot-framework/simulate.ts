import { createSign, generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ISSUER } from './token.ts';

/** What the next post to a conversation meets. `reset-taken` takes the activity first; `expired` refuses the token once. */
export type ConnectorFault =
  | 'throttled'
  | 'server-error'
  | 'reset'
  | 'reset-taken'
  | 'removed'
  | 'slow'
  | 'expired';

export interface ConnectorOptions {
  appId: string;
  appPassword: string;
  webhookUrl: string;
  /** Redeliveries of a webhook that was not answered 2xx. Default 0: the Connector makes none. */
  retries?: number;
  slowMs?: number;
}

export interface PostedActivity {
  conversationId: string;
  id: string;
  activity: Record<string, unknown>;
}

/** What a signature may be made of instead of what is right. */
export interface TokenChanges {
  issuer?: string;
  audience?: string;
  serviceUrl?: string;
  /** Seconds from now to the token's end; default 3,600. */
  expiresIn?: number;
  kid?: string;
  /** Signed by a key nobody published. */
  forged?: boolean;
}

/** The Bot Connector's side of one bot: login, signing keys, conversations; and signed activities to its endpoint. */
export interface SimulatedConnector {
  /** Login, metadata and service URL in one. */
  readonly url: string;
  readonly posted: PostedActivity[];
  /** How often a token was asked for, and how often the keys. */
  readonly asked: { tokens: number; keys: number };
  /** Media by path, served to whoever brings our token. */
  readonly files: Map<string, Buffer>;
  /** Channels the signing key is endorsed for. */
  readonly endorsements: string[];
  fault(...faults: ConnectorFault[]): void;
  /** An Authorization header for an activity of this service. */
  authorization(changes?: TokenChanges): string;
  /** Sends one activity, with `serviceUrl` put in; answers the statuses of its tries. */
  activity(activity: Record<string, unknown>, changes?: TokenChanges): Promise<number[]>;
  close(): Promise<void>;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const KID = 'simulated-key-1';

/** A token as the Connector makes them. `now` in milliseconds. */
export const signToken = (
  key: KeyObject,
  audience: string,
  serviceUrl: string,
  now: number,
  changes: TokenChanges = {},
): string => {
  const seconds = Math.floor(now / 1_000);
  const header = encode({ alg: 'RS256', kid: changes.kid ?? KID, typ: 'JWT', x5t: changes.kid ?? KID });
  const claims = encode({
    serviceurl: changes.serviceUrl ?? serviceUrl,
    nbf: seconds - 300,
    exp: seconds + (changes.expiresIn ?? 3_600),
    iss: changes.issuer ?? ISSUER,
    aud: changes.audience ?? audience,
  });
  const signature = createSign('RSA-SHA256').update(`${header}.${claims}`).sign(key).toString('base64url');
  return `Bearer ${header}.${claims}.${signature}`;
};

/** The public half as the metadata tells it. */
export const jwksOf = (publicKey: KeyObject, endorsements: readonly string[]): object => ({
  keys: [
    {
      ...publicKey.export({ format: 'jwk' }),
      use: 'sig',
      kid: KID,
      x5t: KID,
      endorsements: [...endorsements],
    },
  ],
});

interface Books {
  options: ConnectorOptions;
  url: string;
  publicKey: KeyObject;
  posted: PostedActivity[];
  asked: { tokens: number; keys: number };
  files: Map<string, Buffer>;
  endorsements: string[];
  faults: ConnectorFault[];
  next: number;
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
const answer = (response: ServerResponse, status: number, body: object, headers: object = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const refuse = (response: ServerResponse, status: number, code: string, headers: object = {}): void =>
  answer(response, status, { error: { code, message: code } }, headers);

const login = ({ options, asked }: Books, body: string, response: ServerResponse): void => {
  asked.tokens += 1;
  const form = new URLSearchParams(body);
  if (form.get('client_id') !== options.appId || form.get('client_secret') !== options.appPassword)
    answer(response, 401, { error: 'invalid_client' });
  else
    answer(response, 200, {
      token_type: 'Bearer',
      expires_in: 3_600,
      access_token: `token-${asked.tokens}`,
    });
};

const take = (books: Books, conversationId: string, body: string): PostedActivity => {
  books.next += 1;
  const activity = JSON.parse(body) as Record<string, unknown>;
  const posted = { conversationId, id: String(books.next), activity };
  books.posted.push(posted);
  return posted;
};

const converse = async (
  books: Books,
  conversationId: string,
  body: string,
  response: ServerResponse,
): Promise<void> => {
  const fault = books.faults.shift();
  if (fault === 'expired') return refuse(response, 401, 'ExpiredToken');
  if (fault === 'throttled') return refuse(response, 429, 'TooManyRequests', { 'retry-after': '1' });
  if (fault === 'server-error') return refuse(response, 502, 'ServiceError');
  if (fault === 'removed') return refuse(response, 403, 'BotNotInConversationRoster');
  if (fault === 'reset-taken') take(books, conversationId, body);
  if (fault === 'reset' || fault === 'reset-taken') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === 'slow') await sleep(books.options.slowMs ?? 200);
  answer(response, 201, { id: take(books, conversationId, body).id });
};

const handle = async (books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await readAll(request);
  const { pathname } = new URL(request.url ?? '/', books.url);
  if (pathname.endsWith('/oauth2/v2.0/token')) return login(books, body, response);
  if (pathname === '/v1/.well-known/openidconfiguration')
    return answer(response, 200, { issuer: ISSUER, jwks_uri: `${books.url}/v1/.well-known/keys` });
  if (pathname === '/v1/.well-known/keys') {
    books.asked.keys += 1;
    return answer(response, 200, jwksOf(books.publicKey, books.endorsements));
  }
  if (!request.headers.authorization?.startsWith('Bearer token-'))
    return refuse(response, 401, 'Unauthorized');
  const file = books.files.get(pathname);
  if (file) {
    response.writeHead(200, { 'content-type': 'image/png' }).end(file);
    return;
  }
  const [, conversation] = /^\/v3\/conversations\/([^/]+)\/activities$/.exec(pathname) ?? [];
  if (!conversation) return refuse(response, 404, 'ConversationNotFound');
  await converse(books, decodeURIComponent(conversation), body, response);
};

const post = async (url: string, authorization: string, body: string): Promise<number> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body,
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

type Pair = KeyPairKeyObjectResult;
let made: { own: Pair; other: Pair } | undefined;
/** Two key pairs, made once: making one takes long. */
const pairs = (): { own: Pair; other: Pair } => {
  made ??= {
    own: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
    other: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  };
  return made;
};

/** Starts the Connector on a free port. `now` in milliseconds, for tokens; default the clock's. */
export const startConnector = async (
  options: ConnectorOptions,
  now: () => number = Date.now,
): Promise<SimulatedConnector> => {
  const { own, other } = pairs();
  const books: Books = {
    options,
    url: '',
    publicKey: own.publicKey,
    posted: [],
    asked: { tokens: 0, keys: 0 },
    files: new Map(),
    endorsements: ['msteams', 'webchat', 'directline'],
    faults: [],
    next: 1_000,
  };
  const server = createServer((request, response) => {
    handle(books, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  books.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const authorization = (changes: TokenChanges = {}): string => {
    const key = changes.forged ? other.privateKey : own.privateKey;
    return signToken(key, options.appId, books.url, now(), changes);
  };
  return {
    url: books.url,
    posted: books.posted,
    asked: books.asked,
    files: books.files,
    endorsements: books.endorsements,
    fault: (...faults) => {
      books.faults.push(...faults);
    },
    authorization,
    activity: async (activity, changes) => {
      const body = JSON.stringify({ serviceUrl: books.url, ...activity });
      const statuses: number[] = [];
      for (let tries = 0; tries <= (options.retries ?? 0); tries++) {
        const status = await post(options.webhookUrl, authorization(changes), body);
        statuses.push(status);
        if (status >= 200 && status < 300) break;
      }
      return statuses;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
    },
  };
};
