import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '#test/kit/server-process.ts';
import { ADMIN, isSound, type Office, openOffice } from './office.ts';

let office: Office;
let customerId: string;
let articleId: string;
let accountId: string;

beforeAll(async () => {
  office = await openOffice();
  const { server } = office;
  const idOf = async (path: string, body: object): Promise<string> =>
    (await api<{ id: string }>(server, 'POST', path, body)).id;
  customerId = await idOf('/customers', { name: '長谷川 さくら子', language: 'ja', phone: '+819012345678' });
  articleId = await idOf('/articles', {
    slug: 'warranty',
    language: 'ja',
    title: '保証について',
    body: '## 期間\n\nお届けから **2年間** です。',
    category: '修理',
    status: 'published',
    questions: ['保証はありますか'],
  });
  accountId = await idOf('/channel-accounts', { channel: 'web-chat', name: 'Web chat', settings: {} });
  await idOf('/canned-responses', {
    shortcut: 'hi',
    title: 'Greeting',
    text: 'Hello. '.repeat(40),
    language: 'en',
  });
  const team = await idOf('/teams', { name: '返品' });
  await idOf('/queues', { name: '返品・交換', skills: ['returns', 'exchange', 'refunds'], teamId: team });
  const { agent } = await api<{ agent: { id: string } }>(server, 'POST', '/agents', {
    name: 'Konstantinos Papadopoulos',
    email: 'kp@shop.example',
    role: 'agent',
  });
  await api(server, 'PATCH', `/agents/${agent.id}`, {
    skills: ['returns', 'exchange', 'refunds', 'billing', 'technical'],
    teamIds: [team],
  });
});
afterAll(() => office?.close());

const PAGES = (): string[] => [
  'settings',
  'settings/members',
  'settings/teams',
  'settings/queues',
  'settings/canned',
  'settings/ledger',
  'settings/me',
  'settings/channels/new',
  `settings/channels/${accountId}`,
  'settings/nowhere',
  'customers',
  'customers?q=nobody',
  `customers/${customerId}`,
  'articles',
  'articles/new',
  `articles/${articleId}`,
];
const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
};

describe('every page of the office', () => {
  it.each([
    { phone: true, dark: true, language: 'ja' },
    { phone: false, dark: false, language: 'en' },
  ] as const)('has nothing axe objects to and does not scroll sideways: %j', async (how) => {
    const page = await office.open(ADMIN, how);
    for (const path of PAGES()) {
      await page.goto(`${office.server.url}/${path}`);
      await settled(page);
      await isSound(page, path);
    }
    await page.context().close();
  });

  it('is as tall as the window: what is longer scrolls inside', async () => {
    const page = await office.open(ADMIN);
    for (const path of ['settings', `settings/channels/${accountId}`, 'articles/new']) {
      await page.goto(`${office.server.url}/${path}`);
      await settled(page);
      expect(await page.evaluate(() => document.documentElement.scrollHeight), path).toBe(900);
      const save = page.getByRole('button', { name: 'Save', exact: true });
      await page.mouse.move(900, 500);
      await expect
        .poll(
          async () => {
            await page.mouse.wheel(0, 10_000);
            const box = await save.boundingBox();
            return box !== null && box.y + box.height <= 900;
          },
          { timeout: 10_000 },
        )
        .toBe(true);
    }
    await page.context().close();
  });

  it('says so when it cannot be read, and reads again on demand', async () => {
    const page = await office.open(ADMIN);
    for (const [path, call] of [
      ['settings', '**/api/v1/settings'],
      ['settings/members', '**/api/v1/agents'],
      ['settings/teams', '**/api/v1/teams'],
      ['settings/queues', '**/api/v1/queues'],
      ['settings/canned', '**/api/v1/canned-responses*'],
      ['settings/ledger', '**/api/v1/ledger*'],
      ['settings/channels/new', '**/api/v1/channel-adapters'],
      ['customers', '**/api/v1/customers?*'],
      ['articles', '**/api/v1/articles?*'],
    ] as const) {
      const refuse = { status: 500, json: { error: { code: 'not-allowed', message: 'no' } } };
      await page.route(call, (route) => route.fulfill({ ...refuse, status: 403 }));
      await page.goto(`${office.server.url}/${path}`);
      const failed = page.getByRole('alert').filter({ hasText: 'You may not do this.' });
      await failed.waitFor();
      await page.unroute(call);
      await failed.getByRole('button', { name: 'Try again' }).click();
      await failed.waitFor({ state: 'detached' });
    }
    await page.context().close();
  });
});

describe('a place one may not see', () => {
  it.each([
    ['agent', ['settings/ledger', 'settings/channels/new', 'reports'], ['articles', 'settings', 'customers']],
    ['light', ['settings/ledger', 'customers', 'bot', 'reports'], ['articles', 'settings', 'settings/me']],
  ] as const)('says so to %s at once, and the rail leads only where one may go', async (role, no, yes) => {
    const page = await office.open(await office.member(`rail-${role}`, role));
    const asked: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 403) asked.push(response.url());
    });
    for (const path of no) {
      await page.goto(`${office.server.url}/${path}`);
      await page.getByText(/You may not do this|Only an administrator/).waitFor();
    }
    for (const path of yes) {
      await page.goto(`${office.server.url}/${path}`);
      await settled(page);
      await isSound(page, `${role} ${path}`);
      expect(await page.getByText('You may not do this.').count(), path).toBe(0);
    }
    // What the UI offers is what can() allows: no request of a page was refused.
    expect(asked).toEqual([]);
    const areas = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    const names = await areas.evaluateAll((links) => links.map((link) => link.getAttribute('title')));
    expect(names.includes('Reports')).toBe(false);
    expect(names.includes('Customers')).toBe(role === 'agent');
    expect(names.includes('Help centre')).toBe(true);
    await page.context().close();
  });

  it('is read-only for who may read and not write: articles and general settings', async () => {
    const page = await office.open(await office.member('reader', 'agent'));
    await page.goto(`${office.server.url}/articles`);
    await page.getByRole('button', { name: '保証について' }).waitFor();
    expect(await page.getByRole('button', { name: 'Add article' }).count()).toBe(0);
    await page.goto(`${office.server.url}/articles/${articleId}`);
    await page.getByText('Only a manager may change articles.').waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
    await page.goto(`${office.server.url}/settings`);
    await page.getByRole('heading', { name: 'Business hours' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
    await page.context().close();
  });
});
