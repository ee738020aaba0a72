import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, startDesk } from './widget-page.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(() => desk.tidy());
afterAll(() => desk.stop());

const tomorrowAtTen = (): string => {
  const at = new Date(Date.now() + 86_400_000);
  at.setHours(10, 0, 0, 0);
  return at.toISOString();
};

describe('the page around the chat', () => {
  it('of the demo fits 320 pixels, so that the button is in sight', async () => {
    const stub = await desk.stub();
    const context = await desk.context({
      viewport: { width: 320, height: 568 },
      isMobile: true,
      hasTouch: true,
    });
    const page = await desk.open(stub, { context });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect((await page.locator('.mg').boundingBox())?.width).toBe(320);
    // An empty field is one line high, whatever its placeholder says.
    expect((await page.locator('.field').boundingBox())?.height).toBeLessThan(50);
  });

  it('may set its language late: the chat follows until the visitor chooses', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await page.getByPlaceholder('メッセージを入力').waitFor();
    const speak = (lang: string) =>
      page.evaluate((to) => document.documentElement.setAttribute('lang', to), lang);
    await speak('en');
    await page.getByPlaceholder('Write a message').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: '日本語' }).click();
    await page.getByPlaceholder('メッセージを入力').waitFor();
    await speak('ja');
    await speak('en');
    await page.getByRole('button', { name: 'メニュー' }).click();
    await page.getByRole('menuitem', { name: 'English' }).waitFor();
  });

  it('says tomorrow for tomorrow', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    stub.setState({ hours: { open: false, someone: false, opensAt: tomorrowAtTen() } });
    await page.getByText('時間外 · 明日10:00から').waitFor();
    stub.setState({ status: 'queued' });
    await page.getByText('書き残していただければ、明日10:00以降にお返事します').waitFor();
  });

  it('is looked at anew when a chat that was closed for a while is opened', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await page.getByText('いま約3分待ち').waitFor();
    const close = page.getByRole('button', { name: '閉じる' });
    await close.click();
    stub.setState({ hours: { open: true, someone: false } }, { silent: true });
    await page.clock.setSystemTime(Date.now() + 60_000);
    await page.locator('.mg-b').click();
    await page.getByText('ただいま不在').waitFor();
    expect(await page.getByText('いま約3分待ち').count()).toBe(0);
  });
});
