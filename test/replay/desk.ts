import { z } from 'zod';
import { PATHS } from '#contracts/http.ts';
import { ChannelAccountView } from '#contracts/views.ts';

type AccountView = z.infer<typeof ChannelAccountView>;

/** Who the simulator is to the server: an API token, or an administrator's sign-in. */
export type Credentials = { token: string } | { email: string; password: string };

/** As much of the REST API as a run needs. */
export interface Desk {
  accounts(): Promise<AccountView[]>;
  connect(account: NewAccount): Promise<AccountView>;
  change(id: string, fields: Partial<NewAccount> & { paused?: boolean }): Promise<AccountView>;
}
export interface NewAccount {
  channel: string;
  name: string;
  settings: Record<string, unknown>;
  secrets?: Record<string, string>;
}

const TIMEOUT_MS = 15_000;

const signIn = async (url: string, credentials: Credentials): Promise<Record<string, string>> => {
  if ('token' in credentials) return { authorization: `Bearer ${credentials.token}` };
  const response = await fetch(`${url}${PATHS.auth}/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(credentials),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`sign-in was refused: ${response.status} ${await response.text()}`);
  const cookie = response.headers.getSetCookie().map((one) => one.split(';')[0]);
  return { cookie: cookie.join('; '), origin: url };
};

/** Signs in. @throws Error that says what the server said */
export const openDesk = async (url: string, credentials: Credentials): Promise<Desk> => {
  const identity = await signIn(url, credentials);
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${PATHS.api}${path}`, {
      method,
      headers: { ...identity, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    accounts: async () =>
      z.object({ items: z.array(ChannelAccountView) }).parse(await call('GET', '/channel-accounts')).items,
    connect: async (account) => ChannelAccountView.parse(await call('POST', '/channel-accounts', account)),
    change: async (id, fields) =>
      ChannelAccountView.parse(await call('PATCH', `/channel-accounts/${encodeURIComponent(id)}`, fields)),
  };
};
