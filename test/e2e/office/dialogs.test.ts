import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#test/kit/browser.ts';
import { type Desk, openDesk } from '../desk.ts';
import { isSound } from './office.ts';

const LEAD = 'manager@akariya.example';
const QUESTION = 'I would like to join a lantern painting workshop';

let desk: Desk;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), launchBrowser()]);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Asia/Tokyo',
  });
  const headers = { origin: desk.server.url };
  const data = { email: LEAD, password: desk.passwordOf(LEAD) };
  const signedIn = await context.request.post(`${desk.server.url}/api/auth/sign-in/email`, { data, headers });
  expect(signedIn.status()).toBe(200);
  const preferences = { language: 'en', theme: 'auto' };
  await context.request.patch(`${desk.server.url}/api/v1/session/preferences`, {
    data: preferences,
    headers,
  });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const both = async (label: string, ja: string, en: string): Promise<void> => {
  await page.getByLabel(`${label} · Japanese`).fill(ja);
  await page.getByLabel(`${label} · English`).fill(en);
};
const addAsk = async (ja: string, en: string): Promise<void> => {
  await press('Add a step');
  await page.getByRole('menuitem', { name: /^Ask/ }).click();
  await both('Question', ja, en);
};

describe('a support lead', () => {
  it('makes a dialog of two questions and tries it before anybody meets it', async () => {
    await page.goto(`${desk.server.url}/bot/dialogs`);
    await press('New dialog');
    await both('Name', '絵付け体験の申し込み', 'Painting workshop');
    await both(
      'Questions that begin it',
      'ちょうちんの絵付け体験に申し込みたい\n絵付けのワークショップに参加したい',
      `${QUESTION}\nbook the lantern painting workshop\nsign me up for lantern painting`,
    );
    await addAsk('どの絵柄にしますか。', 'Which motif would you like to paint?');
    await addAsk('どなたのお名前で承りますか。', 'Whose name shall I put down?');
    await page.getByRole('button', { name: /^3\s*End/ }).click();
    await both(
      'Last words',
      '{{detail-2}}様、{{detail}}で承りました。',
      'Done: {{detail}} for {{detail-2}}.',
    );
    await isSound(page, 'dialog editor');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const chat = page.getByRole('log', { name: 'Preview' });
    await chat.getByText('Which motif').waitFor();
    for (const [said, answer] of [
      ['cranes', 'Whose name'],
      ['Hanako', 'Done: cranes for Hanako.'],
    ] as const) {
      await page.getByLabel('Answer as the customer').fill(said);
      await press('Send');
      await chat.getByText(answer).waitFor();
    }
    await chat.getByText('The dialog is done').waitFor();
  });

  it('publishes it, and the shop’s own chat runs it', async () => {
    await press('Save');
    await page.waitForURL((url) => /\/bot\/dialogs\/(?!new)/.test(url.pathname));
    await press('Publish …');
    await page.getByText('It goes live for the first time.', { exact: false }).waitFor();
    await isSound(page, 'publish');
    await press('Next: what customers notice');
    // Past questions are asked again first.
    const publish = page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true });
    await publish.click({ timeout: 60_000 });
    await page.getByText('Live, v1').waitFor();

    const customer = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await customer.goto(`${desk.server.url}/demo/?lang=en`);
    await customer.getByRole('button', { name: 'Chat' }).click();
    const panel = customer.getByRole('dialog');
    const write = async (text: string): Promise<void> => {
      await panel.getByRole('textbox', { name: 'Message' }).fill(text);
      await panel.getByRole('button', { name: 'Send', exact: true }).click();
    };
    const said = panel.getByRole('log');
    await write(QUESTION);
    await said.getByText('Which motif would you like to paint?').waitFor();
    await write('cranes');
    await said.getByText('Whose name shall I put down?').waitFor();
    await write('Hanako');
    await said.getByText('Done: cranes for Hanako.').waitFor();
  });
});
