import type { Page } from 'playwright-core';
import { api, createServerProcess, type ServerProcess } from '#test/kit/server-process.ts';
import { startStores } from '#test/kit/stores.ts';

/** The built program with the demo shop in it, over real stores that belong to one test file. */
export interface Desk {
  server: ServerProcess;
  /** The password that the first start printed for an address. */
  passwordOf(email: string): string;
  close(): Promise<void>;
}

export const AGENT = { id: 'demo-sato', email: 'sato@akariya.example', name: '佐藤 健' };
const OTHER_AGENT = 'demo-emma';

/** Open at every hour of every day, so that a test passes at night too. Minutes of the day. */
const ALWAYS = Object.fromEntries(
  ['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [{ from: 0, to: 24 * 60 }]]),
);

/**
 * Makes the shop ready for one customer: open around the clock, CSAT at once, nobody waiting before them, and room
 * for them with the one agent who will sign in.
 */
const makeReady = async (server: ServerProcess): Promise<void> => {
  const settings = await api<{ csat: object; hours: object }>(server, 'GET', '/settings');
  await api(server, 'PATCH', '/settings', {
    csat: { ...settings.csat, enabled: true, delayMs: 0 },
    hours: { ...settings.hours, week: ALWAYS, exceptions: {} },
  });
  await api(server, 'PATCH', `/agents/${AGENT.id}`, { capacity: 100 });
  const { items } = await api<{ items: { id: string }[] }>(
    server,
    'GET',
    '/conversations?status=queued&limit=100',
  );
  for (const { id } of items)
    await api(server, 'POST', `/conversations/${id}/assign`, { assigneeId: OTHER_AGENT });
};

export const openDesk = async (): Promise<Desk> => {
  const stores = await startStores();
  const server = await createServerProcess({
    mongoUri: stores.mongoUri,
    redisUrl: stores.redisUrl,
    args: [],
    readyTimeoutMs: 120_000,
  });
  await server.start();
  await makeReady(server);
  return {
    server,
    passwordOf: (email) => {
      const password = new RegExp(`${email.replaceAll('.', '\\.')}\\s+(\\S+)`).exec(server.output())?.[1];
      if (password === undefined) throw new Error(`no sign-in printed for ${email}:\n${server.output()}`);
      return password;
    },
    close: async () => {
      await server.dispose();
      await stores.stop();
    },
  };
};

const LOGIN = {
  ja: { email: 'メールアドレス', password: 'パスワード', submit: 'サインイン' },
  en: { email: 'E-mail address', password: 'Password', submit: 'Sign in' },
} as const;

/** Signs in through the page, as a person does, and is there to take conversations. `language` is the browser's. */
export const signIn = async (
  page: Page,
  desk: Desk,
  email: string,
  language: 'ja' | 'en' = 'ja',
): Promise<void> => {
  const words = LOGIN[language];
  await page.goto(`${desk.server.url}/`);
  await page.getByLabel(words.email).fill(email);
  await page.getByLabel(words.password, { exact: true }).fill(desk.passwordOf(email));
  await page.getByRole('button', { name: words.submit }).click();
  await page.getByRole('navigation', { name: /メイン|Main/ }).waitFor();
};
