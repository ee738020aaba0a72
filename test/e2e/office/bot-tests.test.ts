import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { api } from '#test/kit/server-process.ts';
import { ADMIN, isSound, type Office, openOffice } from './office.ts';

let office: Office;
let page: Page;
let articleId: string;

beforeAll(async () => {
  office = await openOffice();
  const { server } = office;
  articleId = (
    await api<{ id: string }>(server, 'POST', '/articles', {
      slug: 'returns',
      language: 'en',
      title: 'How to return an item',
      body: 'Send it back within 30 days.',
      category: 'Returns',
      status: 'published',
      questions: ['how do I return an item', 'can I send my lamp back'],
    })
  ).id;
  await api(server, 'POST', '/bot-tests', {
    name: 'A return',
    language: 'en',
    customer: { tier: 'C', verified: false, vip: false, highTouch: false },
    turns: [{ text: 'how do I return an item', expect: { decision: 'answer', articleId } }],
  });
  await api(server, 'PATCH', '/bot-test-gate', { gate: 'block' });
  page = await office.open(ADMIN);
});
afterAll(() => office?.close());

it('a test is run, and keeps a policy from being saved unless a reason is given', async () => {
  const { server } = office;
  await page.goto(`${server.url}/bot/tests`);
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.getByText('The test passed').waitFor();
  await isSound(page, 'bot/tests');

  await page.goto(`${server.url}/bot/policy`);
  const words = page.getByRole('combobox', { name: 'English' });
  await words.fill('return an item');
  await words.press('Enter');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'What publishing changes' });
  await dialog.getByText('1 test would fail').waitFor();
  await dialog.getByText('Hands over to a person').first().waitFor();
  await isSound(page, 'change');
  const publish = dialog.getByRole('button', { name: 'Publish anyway' });
  expect(await publish.isDisabled()).toBe(true);
  await dialog.getByLabel('Publish in spite of the failing test, because').fill('Returns are paused.');
  await publish.click();
  await page.getByText('Saved.').waitFor();
  await page.goto(`${server.url}/bot/tests`);
  await page.getByText('Returns are paused.').waitFor();
});

it('the results page stands without a conversation too', async () => {
  await page.goto(`${office.server.url}/bot/results`);
  await page.getByText('The bot took part in no conversation in this period.').waitFor();
  await isSound(page, 'bot/results');
});
