import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { launchBrowser } from '#test/kit/browser.ts';
import { ADMIN, api, createServerProcess, type ServerProcess } from '#test/kit/server-process.ts';
import { startStores } from '#test/kit/stores.ts';

export const PASSWORD = 'a fair paper lantern';

/** The built program with an empty shop, and a browser: the place where a shop is set up. */
export interface Office {
  server: ServerProcess;
  mongoUri: string;
  /** A page of somebody who is signed in, 1440 × 900 or 375 × 800. */
  open(
    who: { email: string; password: string },
    how?: { phone?: boolean; dark?: boolean; language?: 'ja' | 'en' },
  ): Promise<Page>;
  /** A page of nobody. */
  blank(): Promise<Page>;
  /** Makes a member with a role, who signs in with PASSWORD. */
  member(name: string, role: 'manager' | 'agent' | 'light'): Promise<{ email: string; password: string }>;
  close(): Promise<void>;
}

const context = (browser: Browser, how: { phone?: boolean; dark?: boolean }): Promise<BrowserContext> =>
  browser.newContext({
    viewport: how.phone === true ? { width: 375, height: 800 } : { width: 1440, height: 900 },
    colorScheme: how.dark === true ? 'dark' : 'light',
    locale: 'en-GB',
    timezoneId: 'Asia/Tokyo',
  });

export const openOffice = async (): Promise<Office> => {
  const stores = await startStores();
  const server = await createServerProcess({
    mongoUri: stores.mongoUri,
    redisUrl: stores.redisUrl,
    args: ['--no-demo'],
    readyTimeoutMs: 120_000,
  });
  await server.start();
  const browser = await launchBrowser();
  const member: Office['member'] = async (name, role) => {
    const email = `${name}@shop.example`;
    const { link } = await api<{ link: string }>(server, 'POST', '/agents', {
      name,
      email,
      role,
      language: 'en',
    });
    const token = new URL(link).searchParams.get('token');
    await api(server, 'POST', '/session/redeem', { token, password: PASSWORD });
    return { email, password: PASSWORD };
  };
  return {
    server,
    mongoUri: stores.mongoUri,
    member,
    blank: async () => (await context(browser, {})).newPage(),
    open: async (who, how = {}) => {
      const own = await context(browser, how);
      const headers = { origin: server.url };
      const answer = await own.request.post(`${server.url}/api/auth/sign-in/email`, { data: who, headers });
      expect(answer.status()).toBe(200);
      await own.request.patch(`${server.url}/api/v1/session/preferences`, {
        data: { language: how.language ?? 'en', theme: 'auto' },
        headers,
      });
      const page = await own.newPage();
      page.setDefaultTimeout(20_000);
      return page;
    },
    close: async () => {
      await browser.close();
      await server.dispose();
      await stores.stop();
    },
  };
};

export { ADMIN };

/** Nothing axe objects to, and nothing that scrolls sideways. */
export const isSound = async (page: Page, name: string): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('section, main, body, [role=dialog]')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1)
      .map((one) => `${one.tagName} ${one.scrollWidth} > ${one.clientWidth}`),
  );
  expect(wide, name).toEqual([]);
};
