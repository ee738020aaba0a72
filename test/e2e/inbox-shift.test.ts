import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#test/kit/browser.ts';
import { api } from '#test/kit/server-process.ts';
import { openVisitor } from '#test/replay/voices.ts';
import { AGENT, type Desk, openDesk, signIn } from './desk.ts';

const EMMA = { id: 'demo-emma', email: 'emma@akariya.example', name: 'Emma Lindqvist' };
const SOON = { timeout: 10_000, interval: 100 };

let desk: Desk;
let browser: Browser;
let sato: Page;
let emma: Page;

const pageOf = async (email: string, locale: 'ja' | 'en'): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 1_440, height: 900 },
    locale: locale === 'ja' ? 'ja-JP' : 'en-US',
  });
  const page = await context.newPage();
  await signIn(page, desk, email, locale);
  return page;
};

const rowsOf = (page: Page) => page.locator('[data-pane="list"] li a');
const composerOf = (page: Page) => page.locator('[role="textbox"][aria-multiline="true"]');
const openIdOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';
const idsOf = (page: Page): Promise<string[]> =>
  rowsOf(page).evaluateAll((links) =>
    links.map((link) => new URL((link as HTMLAnchorElement).href).pathname.split('/').at(-1) ?? ''),
  );

const openRow = async (page: Page, index: number): Promise<void> => {
  await rowsOf(page).nth(index).click();
  // Under the pointer the list holds its order: away from it, rows stand where they belong.
  await page.mouse.move(900, 300);
  await composerOf(page).waitFor();
};

beforeAll(async () => {
  desk = await openDesk();
  const { items } = await api<{ items: { id: string }[] }>(
    desk.server,
    'GET',
    '/conversations?status=open&limit=5',
  );
  for (const { id } of items)
    await api(desk.server, 'POST', `/conversations/${id}/assign`, { assigneeId: AGENT.id });
  browser = await launchBrowser();
  sato = await pageOf(AGENT.email, 'ja');
  emma = await pageOf(EMMA.email, 'en');
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

describe('an agent on a shift', () => {
  it('goes into the composer by R, writes at once, and leaves it by Escape with the draft kept', async () => {
    await openRow(sato, 0);
    const first = openIdOf(sato);
    await sato.locator('body').press('r');
    // No wait: a quick hand's letters must not be shortcuts.
    await sato.keyboard.type('ended');
    expect(await composerOf(sato).textContent()).toBe('ended');
    expect((await api<{ status: string }>(desk.server, 'GET', `/conversations/${first}`)).status).toBe(
      'open',
    );
    await sato.keyboard.press('Escape');
    await sato.keyboard.press('j');
    await expect.poll(() => openIdOf(sato), SOON).not.toBe(first);
    expect(await rowsOf(sato).first().textContent()).toContain('下書き: ended');
  });

  it('names a colleague in a note, who is told at once; a reply offers no colleagues', async () => {
    await sato.keyboard.press('r');
    await sato.keyboard.type('@Emma');
    await sato.waitForFunction(() => document.querySelector('[role="textbox"]')?.textContent === '@Emma');
    expect(await sato.getByRole('listbox', { name: '担当者' }).count()).toBe(0);
    await sato.keyboard.press('Control+A');
    await sato.keyboard.press('Backspace');
    await sato.keyboard.press('Escape');
    await sato.keyboard.press('n');
    await sato.keyboard.type('@Emma');
    await sato.getByRole('option', { name: EMMA.name }).waitFor();
    await sato.keyboard.press('Enter');
    await sato.keyboard.type('在庫を確認してください');
    await sato.keyboard.press('Control+Enter');
    const notice = emma.getByRole('button', { name: new RegExp(`${AGENT.name} mentioned you`) });
    await notice.waitFor();
    await emma.getByRole('button', { name: 'Mentions' }).getByText('1', { exact: true }).waitFor();
    await notice.click();
    await expect.poll(() => openIdOf(emma), SOON).toBe(openIdOf(sato));
  });

  it('resolves, goes on to the neighbour by J, and takes the resolution back', async () => {
    await sato.keyboard.press('Escape');
    await openRow(sato, 1);
    const [before, third] = [await idsOf(sato), (await idsOf(sato))[2]];
    await sato.locator('body').press('e');
    await expect.poll(() => idsOf(sato), SOON).not.toContain(before[1]);
    const badge = () => sato.title();
    await expect.poll(badge, SOON).toBe(`(${before.length - 1}) Madoguchi`);
    await sato.locator('body').press('j');
    await expect.poll(() => openIdOf(sato), SOON).toBe(third);
    await sato.locator('body').press('Control+z');
    await expect.poll(() => idsOf(sato), SOON).toEqual(before);
    await expect.poll(badge, SOON).toBe(`(${before.length}) Madoguchi`);
  });

  it('takes a customer from the queue by Y: the hand-over says at once who accepted', async () => {
    await api(desk.server, 'PATCH', `/agents/${EMMA.id}`, { capacity: 1 });
    const visitor = await openVisitor(
      { name: '', address: '', language: 'ja', channel: 'web-chat', startsAfterMs: 0, lines: [] },
      desk.server.url,
      'web',
    );
    await visitor.say({ text: '担当者と話したいです', pauseMs: 0 });
    const offer = sato.getByRole('alert', { name: '新しい引き継ぎ' });
    await offer.waitFor();
    await sato.locator('body').press('y');
    await offer.waitFor({ state: 'detached' });
    const band = sato.getByRole('region', { name: 'ボットから担当者へ引き継ぎ' });
    await band.getByText('引き受け').waitFor();
    await band.getByText(AGENT.name).waitFor();
    await visitor.close();
  });

  it('puts in a canned response with nothing left to fill in', async () => {
    await api(desk.server, 'POST', '/canned-responses', {
      shortcut: 'shift',
      title: '引き継ぎの挨拶',
      text: '{{customer.name}}様、{{shop.name}}の{{agent.name}}です。{{order.number}}の件、{{nobody.knows}}。',
      language: 'ja',
    });
    await openRow(sato, 2);
    const { customerName } = await api<{ customerName: string }>(
      desk.server,
      'GET',
      `/conversations/${openIdOf(sato)}`,
    );
    await sato.locator('body').press('r');
    await sato.keyboard.type('/shift');
    await sato.getByRole('option', { name: /引き継ぎの挨拶/ }).waitFor();
    await sato.keyboard.press('Enter');
    await expect.poll(() => composerOf(sato).textContent(), SOON).toContain(`様、灯屋の${AGENT.name}です。`);
    const text = await composerOf(sato).textContent();
    expect(text).toContain(customerName);
    expect(text).toContain('【要記入】');
    expect(text).not.toMatch(/[{}]/);
  });
});
