import { MongoClient } from 'mongodb';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BotPolicy } from '#contracts/policy.ts';
import { appCode } from '#test/kit/authenticator.ts';
import { api } from '#test/kit/server-process.ts';
import { ADMIN, isSound, type Office, openOffice, PASSWORD } from './office.ts';

let office: Office;
let page: Page;

beforeAll(async () => {
  office = await openOffice();
  page = await office.open(ADMIN);
});
afterAll(() => office?.close());

const go = (path: string, who = page) => who.goto(`${office.server.url}/${path}`);
const dialog = (who = page) => who.getByRole('dialog');
const press = (name: string, within: Pick<Page, 'getByRole'> = page) =>
  within.getByRole('button', { name, exact: true }).click();

describe('setting up a shop', () => {
  it('says when waiting customers leave an absent agent, and asks before changes are left behind', async () => {
    await go('settings');
    await page.getByLabel('Minutes until waiting customers go back to the queue').fill('3');
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByRole('dialog', { name: 'There are unsaved changes' }).waitFor();
    await isSound(page, 'unsaved');
    await press('Stay here');
    await press('Save');
    await page.getByText('Saved.').waitFor();
    const settings = await api<{ routing?: object }>(office.server, 'GET', '/settings');
    expect(settings.routing).toEqual({ requeueAbsentAfterMs: 180_000 });
  });

  it('makes a team and a queue for it', async () => {
    await go('settings/teams');
    await press('Add a team');
    await dialog().getByLabel('Name').fill('Returns');
    await isSound(page, 'new team');
    await press('Save', dialog());
    await page.getByRole('rowheader', { name: 'Returns' }).waitFor();
    await go('settings/queues');
    await press('Add a queue');
    await dialog().getByLabel('Name').fill('Returns and exchange');
    await dialog().getByLabel('Required skills').fill('returns');
    await page.keyboard.press('Enter');
    await dialog().getByLabel('Team').click();
    await page.getByRole('option', { name: 'Returns' }).click();
    await isSound(page, 'new queue');
    await press('Save', dialog());
    const row = page.getByRole('row', { name: /Returns and exchange/ });
    await row.getByRole('cell', { name: 'returns', exact: true }).waitFor();
    await row.getByRole('cell', { name: 'Returns', exact: true }).waitFor();
  });

  it('names the fields the server refuses: an account that is no SID', async () => {
    await go('settings/channels/new');
    await press('SMS');
    await page.getByLabel('Account SID').fill('nonsense');
    await press('Connect');
    await page.getByText('Some of what was sent is not valid.').waitFor();
    expect(await page.getByLabel('Account SID').getAttribute('aria-invalid')).toBe('true');
    await isSound(page, 'refused account');
  });

  it('connects a web chat with a form before the chat, and pauses it', async () => {
    await go('settings/channels/new');
    await press('Web chat');
    await page.getByLabel('Name', { exact: true }).fill('Shop chat');
    await page.getByLabel('Allowed sites').fill('https://shop.example');
    await press('Topics: Add');
    await page.getByLabel('Value').fill('returns');
    await page.getByLabel('Label (Japanese)').fill('返品');
    await page.getByLabel('Label (English)').fill('Returns');
    await isSound(page, 'new web chat');
    await press('Connect');
    await page.getByText('How to connect').waitFor();
    const { items } = await api<{ items: { name: string; settings: object }[] }>(
      office.server,
      'GET',
      '/channel-accounts',
    );
    expect(items.find(({ name }) => name === 'Shop chat')?.settings).toMatchObject({
      allowedSites: ['https://shop.example'],
      preChat: { topics: [{ value: 'returns', label: { ja: '返品', en: 'Returns' } }] },
    });
    await press('Pause');
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await page.getByText('Paused').first().waitFor();
  });
});

describe('a member', () => {
  it('is invited, sets a password by the link, and a second invitation of the address is refused', async () => {
    await go('settings/members');
    await press('Invite a member');
    await dialog().getByLabel('Name').fill('Mika Sato');
    await dialog().getByLabel('E-mail address').fill('Mika@shop.example');
    await press('Make the invitation link', dialog());
    const link = (await dialog().locator('code').textContent()) ?? '';
    await isSound(page, 'invited');
    await press('Done', dialog());
    const own = await office.blank();
    await own.goto(new URL(new URL(link).pathname + new URL(link).search, office.server.url).toString());
    await own.getByLabel('New password').fill('password12');
    await own.getByLabel('Once more').fill('password12');
    await press('Set and sign in', own);
    await own.getByRole('alert').getByText('common password').waitFor();
    for (const name of ['New password', 'Once more']) await own.getByLabel(name).fill(PASSWORD);
    await press('Set and sign in', own);
    await own.getByRole('navigation', { name: 'Main' }).waitFor();
    await own.context().close();
    await press('Invite a member');
    await dialog().getByLabel('Name').fill('Somebody else');
    await dialog().getByLabel('E-mail address').fill('mika@SHOP.example');
    await press('Make the invitation link', dialog());
    await dialog().getByText('This already exists.').waitFor();
  });

  it('turns a second step on and is asked for its code at the next sign-in', async () => {
    const mia = await office.member('mia', 'manager');
    const own = await office.open(mia);
    await go('settings/me', own);
    await press('Set up', own);
    await own.getByLabel('Current password').last().fill(PASSWORD);
    await press('Next', own);
    const uri = (await own.getByRole('link', { name: 'Open in an app' }).getAttribute('href')) ?? '';
    await isSound(own, 'second step: key');
    await own.getByLabel('Code from the app').fill(appCode(uri));
    await press('Turn on', own);
    await own.getByText('Backup codes', { exact: true }).waitFor();
    const codes = ((await own.locator('code').textContent()) ?? '').split('\n');
    expect(codes).toHaveLength(10);
    await isSound(own, 'second step: codes');
    await press('I have kept them', own);
    await own.context().close();

    const later = await office.blank();
    await go('login', later);
    await later.getByLabel('E-mail address').fill(mia.email);
    await later.locator('input[name=password]').fill(PASSWORD);
    await press('Sign in', later);
    await later.getByLabel('Code').waitFor();
    await isSound(later, 'sign-in: code');
    await later.getByLabel('Code').fill('00000-00000');
    await press('Verify', later);
    await later.getByText('This code is wrong or too old.').waitFor();
    await later.getByLabel('Code').fill(codes[0] ?? '');
    await press('Verify', later);
    await later.getByRole('navigation', { name: 'Main' }).waitFor();
    await later.context().close();
  });
});

describe('a customer', () => {
  it('is added, a call is logged, blocked with a way back, and erased', async () => {
    await go('customers');
    await press('Add customer');
    await dialog().getByLabel('Name').fill('Zed Walker');
    await dialog().getByLabel('Phone number').fill('12');
    await press('Add', dialog());
    await dialog().getByText('This is not a phone number that can be reached.').waitFor();
    await isSound(page, 'refused phone');
    await dialog().getByLabel('Phone number').fill('090-1234-5678');
    await press('Add', dialog());
    await page.getByRole('heading', { name: 'Zed Walker', level: 1 }).waitFor();
    await press('Log');
    await dialog().getByLabel('What was said').fill('Asked about a lamp.');
    await press('Log', dialog());
    await page.getByText('Asked about a lamp.').waitFor();
    const act = async (name: string): Promise<void> => {
      await press('Actions');
      await page.getByRole('menuitem', { name, exact: true }).click();
      // The menu closes with a movement; what is looked at next is the page without it.
      await page.getByRole('menu').waitFor({ state: 'detached' });
    };
    await act('Block');
    const mark = page.locator('main').getByText('Blocked', { exact: true });
    await mark.waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await mark.waitFor({ state: 'detached' });
    await act('Erase data');
    await isSound(page, 'erase');
    expect(await dialog().getByRole('button', { name: 'Erase' }).isDisabled()).toBe(true);
    await dialog().getByLabel('Type the name to confirm').fill('Zed Walker');
    await isSound(page, 'erase, confirmed');
    const paint = (one: Element): string => getComputedStyle(one).backgroundColor;
    expect(await dialog().getByRole('button', { name: 'Erase' }).evaluate(paint)).toBe('rgb(211, 58, 44)');
    await press('Erase', dialog());
    await page.waitForURL(/\/customers$/);
    await page.getByText('There are no customers yet.').waitFor();
  });
});

describe('an article', () => {
  it('is written and published in both languages side by side', async () => {
    await go('articles/new');
    await page.getByLabel('Title').fill('Lamp care');
    expect(await page.getByLabel('Name in the URL').inputValue()).toBe('lamp-care');
    await page.getByRole('combobox', { name: 'Category' }).fill('Care');
    await page.getByRole('textbox', { name: 'Body' }).fill('Dust it **dry**.');
    await press('Publish');
    await page.getByRole('link', { name: 'Open the public page' }).waitFor();
    const read = await fetch(`${office.server.url}/help/en/lamp-care`);
    expect(await read.text()).toContain('Dust it');

    await press('Write the Japanese version');
    const japanese = page.getByRole('form', { name: 'Japanese' });
    await japanese.getByLabel('Title').fill('ランプの手入れ');
    await japanese.getByRole('textbox', { name: 'Body' }).fill('乾いた布で拭きます。');
    await japanese.getByRole('button', { name: 'Publish' }).click();
    await japanese.getByRole('link', { name: 'Open the public page' }).waitFor();
    const translated = await (await fetch(`${office.server.url}/help/ja/lamp-care`)).text();
    expect(translated).toContain('乾いた布で拭きます。');
    expect(translated).toContain('hreflang="en"');
  });

  it('whose published words stay until the draft is published tells the second editor of the first', async () => {
    await page.reload();
    const english = page.getByRole('form', { name: 'English' });
    await english.waitFor();
    const other = await office.open(ADMIN);
    await other.goto(page.url());
    await other
      .getByRole('form', { name: 'English' })
      .getByRole('textbox', { name: 'Body' })
      .fill('Dust it once a month.');
    await other.getByRole('form', { name: 'English' }).getByRole('button', { name: 'Save' }).click();
    await other.getByText('Saved.').waitFor();
    await other.context().close();
    await english.getByRole('textbox', { name: 'Body' }).fill('Never dust it.');
    await english.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else saved first.').waitFor();
    await isSound(page, 'conflict');
    expect(await english.getByRole('textbox', { name: 'Body' }).textContent()).toBe('Never dust it.');
    await press('Load the newest');
    await expect
      .poll(() => english.getByRole('textbox', { name: 'Body' }).textContent(), { timeout: 10_000 })
      .toBe('Dust it once a month.');
    const read = await (await fetch(`${office.server.url}/help/en/lamp-care`)).text();
    expect(read).not.toContain('once a month');
  });

  it('is archived: gone from the help centre, still in the list', async () => {
    await page.getByRole('form', { name: 'English' }).getByRole('button', { name: 'Archive' }).click();
    await page.getByText('Archived', { exact: true }).first().waitFor();
    await expect
      .poll(async () => (await fetch(`${office.server.url}/help/en/lamp-care`)).status, { timeout: 10_000 })
      .toBe(404);
    await go('articles?status=archived');
    await page.getByRole('button', { name: 'Lamp care' }).waitFor();
  });
});

describe('what could not be applied', () => {
  it('stands in the ledger with its reason, and is put back in line', async () => {
    await go('settings/ledger');
    await page.getByText('There is no item in this state.').waitFor();
    const client = await MongoClient.connect(office.mongoUri);
    await client
      .db()
      .collection<{ _id: string }>('ledger')
      .insertOne({
        _id: 'gone|message:bad',
        accountId: 'gone',
        key: 'message:bad',
        lane: 'gone|x',
        partition: 0,
        ord: 1,
        state: 2,
        reason: 'unparseable',
        body: {},
        hasBody: true,
        receivedAt: new Date(),
        attempts: 1,
      } as never);
    await client.close();
    await page.reload();
    const row = page.getByRole('row', { name: /Cannot be applied/ });
    await row.waitFor();
    await isSound(page, 'ledger with an item');
    const answer = page.waitForResponse((response) => response.url().endsWith('/retry'));
    await row.getByRole('button', { name: 'Retry' }).click();
    expect((await answer).status()).toBe(200);
  });
});

describe('the bot’s policy', () => {
  it('is a cell, a limit and a word changed in one save, by a manager, on a phone too', async () => {
    const manager = await office.open(await office.member('policy', 'manager'));
    await go('bot/policy', manager);
    await manager.getByRole('button', { name: 'A, Every channel: Bot first, 30 min' }).click();
    await isSound(manager, 'cell');
    await dialog(manager).getByRole('combobox', { name: 'Who speaks first' }).click();
    await manager.getByRole('option', { name: 'People first' }).click();
    await press('Apply', manager);
    await manager.getByLabel(/^Turns of the bot/).fill('12');
    const words = manager.getByRole('combobox', { name: 'Japanese' });
    await words.fill('弁護士');
    await words.press('Enter');
    await manager.getByText('Not saved yet').waitFor();
    await press('Save', manager);
    await press('Publish', dialog(manager));
    await manager.getByText('Saved.').waitFor();
    const { policy } = await api<{ policy: BotPolicy }>(office.server, 'GET', '/settings');
    expect(policy).toMatchObject({
      rows: { A: { start: 'human', firstReplyMinutes: 30 }, B: { start: 'bot' } },
      turnCap: 12,
      regulated: { ja: ['弁護士'], en: [] },
    });
    await isSound(manager, 'policy');
    await manager.setViewportSize({ width: 375, height: 800 });
    await isSound(manager, 'policy on a phone');
    await manager.context().close();
  });
});
