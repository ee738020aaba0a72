import { io, type Socket } from 'socket.io-client';
import { PATHS } from '#contracts/http.ts';
import { type InboxClientToServer, type InboxServerToClient, SOCKET_PROTOCOL } from '#contracts/socket.ts';

type InboxSocket = Socket<InboxServerToClient, InboxClientToServer>;

/** A signed-in agent without a browser: the REST API by session cookie, and the inbox's socket. */
export interface AgentLine {
  socket: InboxSocket;
  post<T>(route: string, body?: unknown): Promise<T>;
  /** The first offer since the line was opened. */
  offered: Promise<Parameters<InboxServerToClient['offer.made']>[0]>;
  close(): void;
}

const TIMEOUT_MS = 15_000;

const signIn = async (url: string, email: string, password: string): Promise<string> => {
  const response = await fetch(`${url}${PATHS.auth}/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
};

/** Opens the line and is available. */
export const openAgentLine = async (url: string, email: string, password: string): Promise<AgentLine> => {
  const cookie = await signIn(url, email, password);
  const socket: InboxSocket = io(`${url}/inbox`, {
    transports: ['websocket'],
    auth: { protocol: SOCKET_PROTOCOL },
    extraHeaders: { cookie, origin: url },
  });
  const offered: AgentLine['offered'] = new Promise((resolve) => socket.once('offer.made', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const set = await socket.timeout(TIMEOUT_MS).emitWithAck('presence.set', { state: 'available' });
  if (!set.ok) throw new Error(`presence.set: ${set.code}`);
  return {
    socket,
    offered,
    post: async <T>(route: string, body: unknown = {}): Promise<T> => {
      const response = await fetch(`${url}${PATHS.api}${route}`, {
        method: 'POST',
        headers: { cookie, origin: url, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`POST ${route}: ${response.status} ${text}`);
      return JSON.parse(text) as T;
    },
    close: () => socket.disconnect(),
  };
};
