import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '#test/kit/server-process.ts';
import { isSound, type Office, openOffice } from './office.ts';

let office: Office;
let manager: { email: string; password: string };

beforeAll(async () => {
  office = await openOffice();
  manager = await office.member('maria', 'manager');
});
afterAll(() => office.close());

const ask = (text: string) =>
  api<{ decision: string; answer?: string }>(office.server, 'POST', '/bot/ask', { text, lang: 'en' });

describe('the answers of the bot', () => {
  test('are written by audience, tried, published, and said', async () => {
    const page = await office.open(manager);
    await page.goto(`${office.server.url}/bot/answers`);
    await page.getByRole('button', { name: 'New answer' }).click();
    await page.getByLabel('Title (English)').fill('Engraving');
    await page
      .getByLabel(/^Example questions \(English/)
      .fill('do you engrave lamps\ncan I have a name engraved');
    const standard = page.getByRole('region', { name: 'Default (everyone)' });
    await standard.getByLabel('Words (English)').fill('It costs 1,100 yen, {{agent.name}}.');
    await expect.poll(() => standard.getByText('Cannot be filled in: agent.name').count()).toBe(1);
    await standard.getByLabel('Words (English)').fill('It costs 1,100 yen, {{customer.name | dear friend}}.');
    await page.getByRole('button', { name: 'Add a variant' }).click();
    const loyal = page.getByRole('region', { name: 'A has bought' });
    await loyal.getByLabel('Words (English)').fill('It is free for you.');
    const tried = page.getByRole('region', { name: 'Who gets what' });
    await tried.getByText('It costs 1,100 yen, dear friend.').waitFor();
    await tried.getByRole('combobox', { name: 'Tier' }).click();
    await page.getByRole('option', { name: 'A has bought' }).click();
    await tried.getByText('It is free for you.').waitFor();
    await expect.poll(() => loyal.getByText('This one is sent').count()).toBe(1);
    await isSound(page, 'an answer');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('cell', { name: 'Live', exact: true }).waitFor();
    await isSound(page, 'answers');
    expect(await ask('do you engrave lamps')).toMatchObject({
      decision: 'answer',
      answer: 'It costs 1,100 yen, dear friend.',
    });
  });

  test('and the list of open questions fit a phone', async () => {
    const page = await office.open(manager, { phone: true, language: 'ja', dark: true });
    await page.goto(`${office.server.url}/bot/answers`);
    await page.getByRole('button', { name: 'Engraving' }).click();
    await page.getByRole('region', { name: '誰に何が届くか' }).waitFor();
    await isSound(page, 'an answer on a phone');
    await page.goto(`${office.server.url}/bot/questions`);
    await page.getByText('答えられなかった質問はありません。').waitFor();
    await isSound(page, 'questions on a phone');
  });
});
