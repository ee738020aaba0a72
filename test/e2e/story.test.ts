import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#test/kit/browser.ts';
import { api } from '#test/kit/server-process.ts';
import { AGENT, type Desk, openDesk, signIn } from './desk.ts';
import { csatOf, firstTimes, recordUntil, STEPS, untilAvailable } from './record.ts';

const SOON = { timeout: 30_000 };
const QUESTION = '返品はできますか';
const REPLY = '返品を承りました。送り状を本日お送りします。';

let desk: Desk;
let browser: Browser;
let phone: BrowserContext;
let desktop: BrowserContext;
let customer: Page;
let agent: Page;
let csatBefore: { good: number; n: number };

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), launchBrowser()]);
  phone = await browser.newContext({
    viewport: { width: 375, height: 812 },
    hasTouch: true,
    isMobile: true,
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
  });
  desktop = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
  });
  customer = await phone.newPage();
  agent = await desktop.newPage();
  for (const page of [customer, agent]) page.setDefaultTimeout(SOON.timeout);
  csatBefore = await csatOf(desk.server);
});

afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const panel = (): ReturnType<Page['getByRole']> => customer.getByRole('dialog', { name: '灯屋' });

const write = async (text: string): Promise<void> => {
  await panel().getByRole('textbox', { name: 'メッセージ' }).fill(text);
  await panel().getByRole('button', { name: '送信', exact: true }).click();
};

describe('a customer of the demo shop', () => {
  it('asks in Japanese on a phone and is answered by the bot with the article it goes by', async () => {
    await customer.goto(`${desk.server.url}/demo/?lang=ja`);
    await customer.getByRole('button', { name: 'チャット' }).click();
    await write(QUESTION);
    await panel().getByRole('log').getByText('自動応答').nth(1).waitFor();
    const article = panel().getByRole('log').getByRole('button', { name: /返品/ }).first();
    await article.click();
    await panel().getByRole('link', { name: '新しいタブで開く' }).waitFor();
    await panel().getByRole('button', { name: '戻る' }).click();
    const width = await customer.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(375);
  });

  it('asks for a person, and an agent who signs in is offered the conversation', async () => {
    await signIn(agent, desk, AGENT.email);
    await untilAvailable(desk.server, AGENT.id);
    await panel()
      .getByRole('button', { name: /担当者と話す/ })
      .last()
      .click();
    const offer = agent.getByRole('alert', { name: '新しい引き継ぎ' });
    await offer.getByText('お客様が担当者を希望').waitFor();
    await offer.getByRole('button', { name: /引き受ける/ }).click();
    await agent.waitForURL(/\/conversations\//);
    await panel().getByText(`${AGENT.name}（担当）が対応しています`).waitFor();
  });

  it('reads the reply that the agent writes', async () => {
    await agent.getByRole('region', { name: '会話', exact: true }).getByText(QUESTION).first().waitFor();
    await agent.getByRole('textbox', { name: '返信' }).fill(REPLY);
    await agent.getByRole('button', { name: /^送信(?!先|の)/ }).click();
    await panel().getByRole('log').getByText(REPLY).waitFor();
  });

  it('is asked how it was once the agent resolves, and taps 5', async () => {
    await agent.getByRole('button', { name: '解決', exact: true }).click();
    const question = panel()
      .getByRole('listitem')
      .filter({ has: customer.getByRole('radiogroup') });
    await question.getByRole('radio', { name: 'とても満足' }).tap();
    await question.getByRole('button', { name: '送信', exact: true }).tap();
    await panel().getByText('ご回答ありがとうございます').waitFor();
  });

  it('has all of it on the record, in order, beside the conversation too', async () => {
    const view = await api<{ customerId: string }>(
      desk.server,
      'GET',
      `/conversations/${new URL(agent.url()).pathname.split('/').at(-1)}`,
    );
    const record = await recordUntil(desk.server, view.customerId, 'survey.answered');
    expect(firstTimes(record, STEPS)).toEqual(STEPS);
    expect(record.find((line) => line.type === 'message.received')?.text).toBe(QUESTION);
    expect(record.at(-1)).toMatchObject({ type: 'survey.answered', after: { kind: 'csat', score: 5 } });
    const pane = agent.getByRole('region', { name: '顧客', exact: true });
    await pane.getByRole('img', { name: 'CSAT 5' }).waitFor();
    // The question is the oldest line: on a busy record it stands on the next page.
    const older = pane.getByRole('button', { name: 'さらに表示' });
    const question = pane.getByText(QUESTION).first();
    await older.or(question).first().waitFor();
    if (!(await question.isVisible())) await older.click();
    await question.waitFor();
  });

  it('counts in the CSAT that the manager reads', async () => {
    await expect
      .poll(() => csatOf(desk.server), SOON)
      .toEqual({ n: csatBefore.n + 1, good: csatBefore.good + 1 });
  });
});
