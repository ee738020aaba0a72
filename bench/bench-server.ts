import { io, type Socket } from 'socket.io-client';
import { SOCKET_PROTOCOL } from '#contracts/socket.ts';
import { ADMIN, api, createServerProcess, type ServerProcess } from '#test/kit/server-process.ts';
import { sid } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

export const ACCOUNT_SID = sid('AC', 'bench');
export const AUTH_TOKEN = 'auth-token-for-bench-0123456789ab';
export const NUMBER = '+815012349999';

/** The built program over stores of its own, an SMS account without a bot, and a signed-in agent's socket. */
export interface BenchServer {
  stores: TestStores;
  server: ServerProcess;
  webhookUrl: string;
  agent: Socket;
  close(): Promise<void>;
}

/** Signs in as the administrator; answers the session cookie. */
export const signIn = async (server: Pick<ServerProcess, 'url'>): Promise<string> => {
  const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify(ADMIN),
  });
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');
};

export const agentSocket = async (server: Pick<ServerProcess, 'url'>): Promise<Socket> => {
  const cookie = await signIn(server);
  const socket = io(`${server.url}/inbox`, {
    transports: ['websocket'],
    auth: { protocol: SOCKET_PROTOCOL },
    extraHeaders: { cookie, origin: server.url },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', reject);
  });
  return socket;
};

export const startBenchServer = async (nodeArgs: readonly string[] = []): Promise<BenchServer> => {
  const stores = await startStores({ ownMongod: true, oplogSizeMb: 2_048 });
  const server = await createServerProcess({
    mongoUri: stores.mongoUri,
    redisUrl: stores.redisUrl,
    nodeArgs,
    env: { TRUST_PROXY: '1' },
  });
  await server.start();
  const account = await api<{ webhookPath: string }>(server, 'POST', '/channel-accounts', {
    channel: 'sms',
    adapter: 'sms',
    name: 'Bench',
    settings: { accountSid: ACCOUNT_SID, from: NUMBER, apiBase: 'http://127.0.0.1:9', botFirst: false },
    secrets: { authToken: AUTH_TOKEN },
  });
  const agent = await agentSocket(server);
  return {
    stores,
    server,
    agent,
    webhookUrl: `${server.url}${account.webhookPath}`,
    close: async () => {
      agent.disconnect();
      await server.stop();
      await server.dispose();
      await stores.stop();
    },
  };
};
