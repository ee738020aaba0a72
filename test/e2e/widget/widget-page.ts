import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { launchBrowser } from '#test/kit/browser.ts';
import { buildWidget } from './build-widget.ts';
import { demoPolicy, type StubServer, startStubServer } from './stub-server.ts';

export const DEMO = path.resolve(import.meta.dirname, '../../../channels/web-chat/demo');
/** How long a test waits for what must come. */
export const SOON = { timeout: 15_000 };
export const PHONE = { width: 375, height: 812 };

/** The widget built once, a browser, and whatever the tests of one file opened. */
export interface Desk {
  files: string;
  browser: Browser;
  stub(settings?: object): Promise<StubServer>;
  context(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A page of the demo shop with its chat open. */
  open(
    stub: StubServer,
    options?: { context?: BrowserContext; lang?: string } & BrowserContextOptions,
  ): Promise<Page>;
  /** Closes what one test opened. */
  tidy(): Promise<void>;
  stop(): Promise<void>;
}

export const startDesk = async (): Promise<Desk> => {
  const files = await mkdtemp(path.join(tmpdir(), 'widget-'));
  await buildWidget(files);
  // A microphone that beeps.
  const browser = await launchBrowser({
    args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  const open: { close(): Promise<void> }[] = [];
  const kept = <T extends { close(): Promise<void> }>(thing: T): T => {
    open.unshift(thing);
    return thing;
  };
  const context = async (options: BrowserContextOptions = {}): Promise<BrowserContext> =>
    kept(await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP', ...options }));
  return {
    files,
    browser,
    context,
    stub: async (settings) =>
      kept(await startStubServer({ files, demo: DEMO, ...(settings ? { settings } : {}) })),
    async open(stub, { context: given, lang = 'ja', ...options } = {}) {
      const page = await (given ?? (await context(options))).newPage();
      await page.goto(`${stub.url}/demo/?lang=${lang}`);
      await page.locator('.mg-b').click();
      await page.locator('.head .st span').waitFor();
      return page;
    },
    async tidy() {
      for (const thing of open.splice(0)) await thing.close();
    },
    async stop() {
      await browser.close();
      await rm(files, { recursive: true, force: true });
    },
  };
};

/** Writes and sends by the keyboard. */
export const say = async (page: Page, text: string): Promise<void> => {
  await page.locator('.field').fill(text);
  await page.locator('.field').press('Enter');
};

/** Texts of the bubbles, in the order they are shown, without the greeting. */
export const bubbles = async (page: Page): Promise<string[]> =>
  (await page.locator('.bub').allTextContents()).slice(1);

/** The bubble with this text, and not the line that is read out. */
export const bubble = (page: Page, text: string): Locator => page.locator('.bub', { hasText: text }).last();

/** Texts the server took, in its order. */
export const taken = (stub: StubServer): unknown[] =>
  stub.heard.filter(({ event }) => event === 'message.send').map(({ data }) => data.text);

export const ownBubble = (page: Page, text: string): Locator => page.locator('.m.own', { hasText: text });

/** A merchant's page on an origin of its own, under a policy that allows nothing it need not. */
export const startShop = async (
  stub: StubServer,
  tag = '',
): Promise<{ url: string; close(): Promise<void> }> => {
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': demoPolicy(stub.url),
    });
    response.end(shopPage(stub, tag));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const shopPage = (stub: StubServer, tag: string): string =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>店</title></head><body><h1>店</h1>
<script src="${stub.url}/widget.js" data-account="${stub.account}" ${tag} async></script></body></html>`;

/** The same page as a file. */
export const fileShop = async (stub: StubServer, folder: string): Promise<string> => {
  const file = path.join(folder, 'shop.html');
  await writeFile(file, shopPage(stub, ''));
  return `file://${file}`;
};
