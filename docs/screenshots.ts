import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { AGENT, type Desk, openDesk, signIn } from '#test/e2e/desk.ts';
import { launchBrowser } from '#test/kit/browser.ts';
import { api } from '#test/kit/server-process.ts';
import { packPng } from './pack-png.ts';

/**
 * `npx tsx docs/screenshots.ts [folder]`: the pictures of the README, made of the built program with the demo shop in it.
 * Exits 1 when one is larger than 200 KB.
 */
const FOLDER = path.resolve(process.argv[2] ?? 'docs/screenshots');
const MAX_BYTES = 200 * 1_000;
const EMMA = { id: 'demo-emma', email: 'emma@akariya.example' };
const MANAGER = 'manager@akariya.example';
const DESKTOP: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  timezoneId: 'Asia/Tokyo',
  reducedMotion: 'reduce',
};
const PHONE: BrowserContextOptions = {
  viewport: { width: 375, height: 812 },
  hasTouch: true,
  isMobile: true,
  locale: 'ja-JP',
  timezoneId: 'Asia/Tokyo',
  reducedMotion: 'reduce',
};

interface Row {
  id: string;
  channel: string;
  status: string;
  language: string;
  lastAuthor: string;
}

const keep = async (page: Page, name: string): Promise<void> => {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState('networkidle');
  const file = path.join(FOLDER, `${name}.png`);
  const picture = packPng(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  await writeFile(file, picture);
  process.stdout.write(`${path.relative('.', file)} ${Math.round(picture.length / 1_000)} KB\n`);
  if (picture.length > MAX_BYTES) process.exitCode = 1;
};

/** A conversation of the agent's in which there is something to see: open if there is one in this language. */
const worthSeeing = async (desk: Desk, agentId: string, language: string): Promise<string> => {
  for (const status of ['open', 'resolved']) {
    const { items } = await api<{ items: Row[] }>(
      desk.server,
      'GET',
      `/conversations?assignee=${agentId}&status=${status}&language=${language}&limit=50`,
    );
    const found =
      items.find((row) => row.lastAuthor === 'customer' && row.channel === 'web-chat') ??
      items.find((row) => row.channel === 'web-chat') ??
      items[0];
    if (found !== undefined) return found.id;
  }
  throw new Error(`no conversation in ${language}`);
};

const inbox = async (
  browser: Browser,
  desk: Desk,
  look: {
    name: string;
    agent: { id: string; email: string };
    language: 'ja' | 'en';
    theme: 'light' | 'dark';
  },
): Promise<void> => {
  const context = await browser.newContext({
    ...DESKTOP,
    locale: look.language === 'ja' ? 'ja-JP' : 'en-GB',
    colorScheme: look.theme,
  });
  const page = await context.newPage();
  await signIn(page, desk, look.agent.email, look.language);
  const { language, theme } = look;
  await page.evaluate(
    (body) =>
      fetch('/api/v1/session/preferences', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((answer) => answer.json()),
    { language, theme },
  );
  await page.goto(`${desk.server.url}/conversations/${await worthSeeing(desk, look.agent.id, language)}`);
  await page.getByRole('region', { name: language === 'ja' ? '顧客' : 'Customer', exact: true }).waitFor();
  await page.getByRole('textbox', { name: language === 'ja' ? '返信' : 'Reply' }).waitFor();
  await keep(page, look.name);
  await context.close();
};

const widget = async (browser: Browser, desk: Desk): Promise<void> => {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  await page.goto(`${desk.server.url}/demo/?lang=ja`);
  await page.getByRole('button', { name: 'チャット' }).click();
  const panel = page.getByRole('dialog', { name: '灯屋' });
  await panel.getByRole('textbox', { name: 'メッセージ' }).fill('返品はできますか');
  await panel.getByRole('button', { name: '送信', exact: true }).click();
  await panel.getByRole('log').getByRole('button', { name: /返品/ }).first().waitFor();
  await keep(page, 'widget-phone-ja');
  await context.close();
};

const report = async (browser: Browser, desk: Desk): Promise<void> => {
  const context = await browser.newContext({ ...DESKTOP, locale: 'ja-JP', colorScheme: 'light' });
  const page = await context.newPage();
  await signIn(page, desk, MANAGER);
  await page.goto(`${desk.server.url}/reports`);
  // The charts come after the tiles, in a file of their own.
  await page.getByRole('img', { name: /自動化率/ }).waitFor();
  await page.getByRole('table').last().waitFor();
  await keep(page, 'report-light-ja');
  await context.close();
};

await mkdir(FOLDER, { recursive: true });
const desk = await openDesk();
const browser = await launchBrowser();
try {
  await inbox(browser, desk, { name: 'inbox-light-ja', agent: AGENT, language: 'ja', theme: 'light' });
  await inbox(browser, desk, { name: 'inbox-dark-en', agent: EMMA, language: 'en', theme: 'dark' });
  await widget(browser, desk);
  await report(browser, desk);
} finally {
  await browser.close();
  await desk.close();
}
