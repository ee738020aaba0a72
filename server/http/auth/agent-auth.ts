import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { DAY, HOUR } from '#contracts/time.ts';
import type { Agent } from '../../domain/routing/escalation.ts';
import type { AgentStore } from '../../ports/core-stores.ts';
import type { LoginStore, LoginsPort } from '../../ports/logins-port.ts';
import { type Scope, system } from '../../ports/scope.ts';
import { type BetterAuth, type BetterAuthOptions, createBetterAuth } from './better-auth.ts';
import { checkPassword, hashPassword } from './password.ts';

const LINK_MS = 72 * HOUR;
/** However much a session is used, it ends after this. */
const ABSOLUTE_MS = 30 * DAY;
const TOKEN_BYTES = 32;
const auth = system('auth');

/** A signed-in agent, read anew. */
export interface AgentCaller {
  scope: Extract<Scope, { kind: 'agent' }>;
  name: string;
  agent: Agent;
  /** How they proved it: only a cookie needs the Origin check. */
  by: 'cookie' | 'token';
  /** Cookies that prolong the session; to be passed on to the browser. */
  setCookie: string[];
}

export interface AgentAuth {
  betterAuth: BetterAuth;
  logins: LoginsPort;
  /** Who is asking, by `authorization: Bearer` or the session cookie. Undefined: nobody, ended, or disabled. */
  sessionOf(headers: IncomingHttpHeaders): Promise<AgentCaller | undefined>;
  /** Lets an agent sign in with this password; replaces the one before. */
  createAgentLogin(agent: { id: string; email: string; name: string }, password: string): Promise<void>;
  /** Keeps a token (by hash) that acts as the agent. Adding it again changes nothing. */
  addApiToken(token: string, agentId: string, name: string): Promise<void>;
  /** From now on `listener` is told of each session that ends: what hangs on it (sockets) is looked at again. */
  onSessionEnded(listener: (agentId: string) => void): void;
}

export interface AgentAuthDeps extends Omit<BetterAuthOptions, 'isDisabled' | 'sessionEnded'> {
  agents: Pick<AgentStore, 'get'>;
  store: LoginStore;
  clock: { now(): Date };
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

const bearerOf = (headers: IncomingHttpHeaders): string | undefined =>
  /^Bearer ([\w.~+/=-]{16,512})$/i.exec(headers.authorization ?? '')?.[1];

const callerOf = (agent: Agent, by: AgentCaller['by'], setCookie: string[]): AgentCaller => ({
  scope: { kind: 'agent', agentId: agent.id, role: agent.role, teamIds: agent.teamIds },
  name: agent.name,
  agent,
  by,
  setCookie,
});

type SessionReader = (headers: IncomingHttpHeaders) => Promise<AgentCaller | undefined>;

const createSessionReader = (deps: AgentAuthDeps, betterAuth: BetterAuth): SessionReader => {
  const active = async (agentId: string | undefined): Promise<Agent | undefined> => {
    const agent = agentId === undefined ? undefined : await deps.agents.get(auth, agentId);
    return agent && !agent.disabled ? agent : undefined;
  };
  return async (headers) => {
    const bearer = bearerOf(headers);
    if (headers.authorization !== undefined) {
      const agent = bearer ? await active(await deps.store.agentOfToken(hashToken(bearer))) : undefined;
      return agent ? callerOf(agent, 'token', []) : undefined;
    }
    if (!headers.cookie?.includes('madoguchi.session_token')) return undefined;
    const answer = await betterAuth.api.getSession({
      headers: new Headers({ cookie: headers.cookie }),
      returnHeaders: true,
    });
    const session = answer.response;
    if (!session || session.session.createdAt.getTime() + ABSOLUTE_MS < deps.clock.now().getTime()) {
      return undefined;
    }
    const agent = await active(session.user.id);
    return agent ? callerOf(agent, 'cookie', answer.headers.getSetCookie()) : undefined;
  };
};

const createLogins = (deps: AgentAuthDeps, betterAuth: BetterAuth): LoginsPort => {
  const internal = async () => (await betterAuth.$context).internalAdapter;
  const upsertUser = async (agent: { id: string; email: string; name: string }): Promise<void> => {
    const adapter = await internal();
    const fields = { email: agent.email.toLowerCase(), name: agent.name };
    if (await adapter.findUserById(agent.id)) await adapter.updateUser(agent.id, fields);
    else await adapter.createUser({ id: agent.id, ...fields, emailVerified: true }, undefined as never);
  };
  return {
    issueLink: async (agentId, purpose) => {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const expiresAt = new Date(deps.clock.now().getTime() + LINK_MS);
      await deps.store.addLink({ hash: hashToken(token), agentId, purpose, expiresAt });
      return new URL(`/redeem?token=${token}`, deps.publicUrl).toString();
    },
    redeemLink: (token) => deps.store.takeLink(hashToken(token), deps.clock.now()),
    peekLink: (token) => deps.store.peekLink(hashToken(token), deps.clock.now()),
    checkPassword,
    setPassword: async (agent, password) => {
      await upsertUser(agent);
      const adapter = await internal();
      const hash = await hashPassword(password);
      const accounts = await adapter.findAccounts(agent.id);
      if (accounts.some((account) => account.providerId === 'credential')) {
        await adapter.updatePassword(agent.id, hash);
      } else {
        await adapter.linkAccount({
          userId: agent.id,
          providerId: 'credential',
          accountId: agent.id,
          password: hash,
        });
      }
      await adapter.deleteUserSessions(agent.id);
    },
    rename: async (agent) => {
      const adapter = await internal();
      if (await adapter.findUserById(agent.id)) await upsertUser(agent);
    },
    endSessions: async (agentId) => (await internal()).deleteUserSessions(agentId),
    dropSecondStep: async (agentId) => {
      const { adapter, internalAdapter } = await betterAuth.$context;
      if (!(await internalAdapter.findUserById(agentId))) return;
      await internalAdapter.updateUser(agentId, { twoFactorEnabled: false });
      await adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: agentId }] });
    },
  };
};

/** Everything about who is asking: sessions, API tokens, one-time links, passwords. */
export const createAgentAuth = (deps: AgentAuthDeps): AgentAuth => {
  let told: (agentId: string) => void = () => undefined;
  const betterAuth = createBetterAuth({
    ...deps,
    sessionEnded: (agentId) => told(agentId),
    isDisabled: async (agentId) => (await deps.agents.get(auth, agentId))?.disabled ?? true,
  });
  const logins = createLogins(deps, betterAuth);
  return {
    betterAuth,
    logins,
    sessionOf: createSessionReader(deps, betterAuth),
    createAgentLogin: logins.setPassword,
    addApiToken: (token, agentId, name) =>
      deps.store.addToken({ hash: hashToken(token), agentId, name, createdAt: deps.clock.now() }),
    onSessionEnded: (listener) => {
      told = listener;
    },
  };
};
