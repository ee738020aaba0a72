import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#test/kit/browser.ts';

/** The inbox against its own mock of the API: every channel's peculiarities are there at once, whatever is connected. */
const INBOX = path.resolve(import.meta.dirname, '../../inbox-ui');
let vite: ViteDevServer;
let browser: Browser;
let base = '';

interface Sent {
  threadId?: string;
  text?: string;
  replyPrivately?: boolean;
  template?: { name: string; variables: string[]; headerText?: string };
  links?: { label: string; url: string }[];
}

beforeAll(async () => {
  vite = await createServer({
    root: INBOX,
    configFile: path.join(INBOX, 'vite.config.ts'),
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  });
  await vite.listen();
  base = vite.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await vite.close();
});

interface How {
  phone?: boolean;
  theme?: 'light' | 'dark';
  lang?: 'ja' | 'en';
}

const open = async (where: string, { phone, theme = 'light', lang = 'en' }: How = {}): Promise<Page> => {
  const context = await browser.newContext({
    viewport: phone === true ? { width: 375, height: 800 } : { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Asia/Tokyo',
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${base}${where}?mock=1&lang=${lang}&theme=${theme}`);
  return page;
};
const openTalk = async (id: string, how?: How): Promise<Page> => {
  const page = await open(`/conversations/${id}`, how);
  await page.locator('.tiptap').waitFor();
  return page;
};
const sendKey = (page: Page) => page.getByRole('button', { name: /^Send ?(Ctrl|⌘)/ });
const close = (page: Page): Promise<void> => page.context().close();
const sent = (page: Page): Promise<Sent[]> =>
  page.evaluate(() => (window as unknown as { madoguchiMock: { sent: Sent[] } }).madoguchiMock.sent);
const lastSent = async (page: Page, count: number): Promise<Sent | undefined> => {
  await expect.poll(async () => (await sent(page)).length).toBe(count);
  return (await sent(page)).at(-1);
};
const say = (page: Page, id: string, over: object): Promise<void> =>
  page.evaluate(
    ([talk, what]) =>
      (window as unknown as { madoguchiMock: { say(id: string, over: object): void } }).madoguchiMock.say(
        talk as string,
        what as object,
      ),
    [id, over],
  );
/** `region` holds for pages: an open menu is beside the landmarks by its nature. */
const isSound = async (page: Page, name: string): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).disableRules(['region']).analyze();
  expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
};

describe('a thread', () => {
  it('shows what each channel sends beside words', async () => {
    const page = await openTalk('ch-window');
    const thread = page.getByRole('region', { name: 'Messages' });
    const map = thread.getByRole('link', { name: 'Open on a map' });
    expect(await map.getAttribute('href')).toContain('35.6595,139.7005');
    await thread.getByText('Wang Meiling (wife)').waitFor();
    expect(await thread.getByRole('link', { name: '+81 90-5555-0188' }).getAttribute('href')).toBe(
      'tel:+819055550188',
    );
    await thread.getByText('❤️ by the customer').waitFor({ state: 'attached' });
    await thread.getByText('Taken back by the sender').waitFor();
    await thread.getByText('A message of this kind (poll) cannot be shown').waitFor();
    await thread.getByText('Sent from another app').waitFor();
    await thread.getByText('Template order_shipped').waitFor();
    await thread.getByText('Email → WhatsApp').waitFor();
    expect(await thread.getByText('I can receive it on Thursday afternoon.').count()).toBe(0);
    await thread.getByRole('button', { name: 'Edited' }).click();
    await thread.getByText('I can receive it on Thursday afternoon.').waitFor();
    await isSound(page, 'thread');
    await close(page);
  });

  it('names each author of a group, and tells public from private, and a review by its stars', async () => {
    const group = await openTalk('ch-group');
    for (const name of ['Kei Ono', 'Mao Kishi', 'Ken Sato'])
      await group.getByRole('article').filter({ hasText: name }).first().waitFor();
    await close(group);
    const talk = await openTalk('ch-public');
    const articles = talk.getByRole('article');
    await articles.filter({ hasText: 'Can the bulb' }).getByText('Public', { exact: true }).waitFor();
    await articles.filter({ hasText: 'any E17' }).getByText('Public', { exact: true }).waitFor();
    await articles.filter({ hasText: 'in private' }).getByText('Private reply').waitFor();
    await close(talk);
    const review = await openTalk('ch-review');
    await review.getByRole('img', { name: '2 of 5 stars' }).waitFor();
    await review.getByText('Everybody can read this. Leave out', { exact: false }).waitFor();
    await close(review);
  });
});

describe('the composer', () => {
  it('sends on the thread it shows, also when the customer goes on elsewhere meanwhile', async () => {
    const page = await openTalk('ch-window');
    await page.getByText('left to reply freely', { exact: false }).waitFor();
    await page.locator('.tiptap').fill('On its way');
    await say(page, 'ch-window', { threadId: 'm1', channel: 'email', direction: 'inbound' });
    await page.getByText('The customer is writing on Email.').waitFor();
    await sendKey(page).click();
    expect(await lastSent(page, 1)).toMatchObject({ threadId: 'w1', text: 'On its way' });
    await close(page);
  });

  it('goes over to the thread that is picked; a closed one says why and cannot be', async () => {
    const page = await openTalk('ch-window');
    await page.locator('footer button[aria-haspopup="menu"]').first().click();
    const closed = page.getByRole('menuitem', { name: /SMS/ });
    await closed.getByText(/opted out/).waitFor();
    expect(await closed.isDisabled()).toBe(true);
    await isSound(page, 'picker');
    await page.getByRole('menuitem', { name: /LINE.*main shop/ }).click();
    await page.locator('.tiptap').fill('Hello on LINE');
    await sendKey(page).click();
    expect(await lastSent(page, 1)).toMatchObject({ threadId: 'l1' });
    await close(page);
  });

  it('takes a template once the window is closed, filled and previewed, and nothing else', async () => {
    const page = await openTalk('ch-closed');
    await page.locator('.tiptap').fill('Too late');
    expect(await sendKey(page).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Use a template' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'All languages' }).click();
    await dialog.getByRole('searchbox').fill('arrives');
    await isSound(page, 'templates');
    await dialog.getByRole('button', { name: /order_shipped/ }).click();
    const submit = dialog.getByRole('button', { name: 'Send this template' });
    expect(await submit.isDisabled()).toBe(true);
    for (const [name, value] of [
      ['Variable 1', 'Ravi'],
      ['Variable 2', 'A-7'],
      ['Variable 3', 'Friday'],
    ] as const)
      await dialog.getByLabel(name).fill(value);
    const preview = await dialog.getByRole('region', { name: 'Preview' }).textContent();
    expect(preview).toContain('Dear Ravi, order A-7 is on its way and arrives Friday.');
    await isSound(page, 'template');
    await submit.click();
    expect(await lastSent(page, 1)).toMatchObject({
      threadId: 'w2',
      text: 'Dear Ravi, order A-7 is on its way and arrives Friday.',
      template: { name: 'order_shipped', variables: ['Ravi', 'A-7', 'Friday'] },
    });
    expect(await page.locator('.tiptap').textContent()).toContain('Too late');
    await close(page);
  });

  it('never mistakes public for private: one of them is chosen first, and the button says which', async () => {
    const page = await openTalk('ch-public');
    await page.locator('.tiptap').fill('Yes');
    expect(await sendKey(page).isDisabled()).toBe(true);
    await page.getByText('Reply in public').click();
    await isSound(page, 'public');
    await page.getByText('Reply privately').click();
    await isSound(page, 'private');
    await page.getByRole('button', { name: /^Send privately/ }).click();
    expect(await lastSent(page, 1)).toMatchObject({ threadId: 'p1', replyPrivately: true });
    await page.locator('.tiptap').fill('Yes, it does');
    await page.getByText('Reply in public').click();
    await page.getByRole('button', { name: /^Send in public/ }).click();
    expect(await lastSent(page, 2)).not.toHaveProperty('replyPrivately');
    await close(page);
  });

  it('adds links as buttons', async () => {
    const page = await openTalk('ch-window');
    await page.locator('.tiptap').fill('Here it is');
    await page.getByRole('button', { name: 'Link buttons' }).click();
    await page.getByLabel('Label').fill('Track');
    await page.getByLabel('URL').fill('shop.example/track');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Remove Track' }).waitFor();
    await sendKey(page).click();
    expect((await lastSent(page, 1))?.links).toEqual([{ label: 'Track', url: 'https://shop.example/track' }]);
    await close(page);
  });
});

describe('a new message', () => {
  it('starts on the account that is chosen, by a template where it has them', async () => {
    const page = await openTalk('c-48213');
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('To', { exact: true }).fill('Misaki');
    await dialog.getByRole('button', { name: /Misaki Takahashi/ }).click();
    await dialog.getByRole('combobox', { name: 'From' }).click();
    await page.getByRole('option', { name: /Akariya WhatsApp/ }).click();
    expect(await page.getByRole('option', { name: /akariya_bot/ }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Use a template' }).click();
    await dialog.getByRole('button', { name: /follow_up/ }).click();
    await isSound(page, 'new message');
    await dialog.getByLabel('Variable product').fill('lamp');
    await dialog.getByRole('button', { name: /^Send ?(Ctrl|⌘)/ }).click();
    await expect
      .poll(() =>
        page.evaluate(
          () => (window as unknown as { madoguchiMock: { started: unknown } }).madoguchiMock.started,
        ),
      )
      .toMatchObject({
        customerId: 'cust-c-48213',
        accountId: 'acc-whatsapp',
        template: { name: 'follow_up', variables: ['lamp'] },
      });
    await close(page);
  });
});

describe('a customer', () => {
  it('is merged with the one who may be the same, and taken apart again', async () => {
    const page = await openTalk('c-48213');
    const pane = page.getByRole('region', { name: 'Customer', exact: true });
    await pane.getByRole('heading', { name: 'Perhaps the same person' }).waitFor();
    await pane.getByRole('button', { name: /^Merge…/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('region', { name: 'Stays' }).getByText('Misaki Takahashi').waitFor();
    await isSound(page, 'merge');
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    await pane.getByRole('heading', { name: 'Merged customers' }).waitFor();
    await page.getByRole('button', { name: /^Undo/ }).first().click();
    await pane.getByRole('heading', { name: 'Perhaps the same person' }).waitFor();
    expect(await pane.getByRole('heading', { name: 'Merged customers' }).count()).toBe(0);
    await close(page);
  });
});

describe('the channel settings', () => {
  it('say what is wrong, in words, and mark the rail', async () => {
    const page = await open('/settings/channels/acc-telegram');
    await page.getByRole('alert').getByText('The credentials are refused', { exact: false }).waitFor();
    await page.getByRole('link', { name: /Settings, a channel needs attention/ }).waitFor();
    await page.getByRole('button', { name: 'Check the connection' }).click();
    await page.getByText('Telegram does not know this bot token.', { exact: false }).waitFor();
    await isSound(page, 'failing account');
    await close(page);
  });

  it('lead through the set-up: addresses filled in and copied, secrets only replaced', async () => {
    const page = await open('/settings/channels/acc-line');
    await page.getByRole('alert').getByText('within 7 days', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Check the connection' }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Step 3: Copy' }).click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe('https://desk.akariya.example/webhooks/line/acc-line');
    expect(await page.getByLabel('Channel secret', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Replace Channel secret', exact: true }).click();
    await page.getByLabel('Channel secret', { exact: true }).fill('next');
    await isSound(page, 'account');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Replace Channel secret', exact: true }).waitFor();
    await close(page);
  });

  it('connect a new one from its card', async () => {
    const page = await open('/settings/channels/new');
    await page.getByRole('button', { name: 'Telegram', exact: true }).click();
    await page.getByText('What to enter is shown here once the account is connected.').waitFor();
    await page.getByLabel('Bot token').fill('123:abc');
    await isSound(page, 'new channel');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('button', { name: 'Check the connection' }).waitFor();
    await close(page);
  });
});

describe('every look of it', () => {
  const looks: How[] = [
    { lang: 'ja', theme: 'dark' },
    { lang: 'ja', phone: true },
    { lang: 'en', phone: true, theme: 'dark' },
  ];
  it.each(looks)('has nothing axe objects to: %o', async (how) => {
    for (const id of ['ch-window', 'ch-public', 'ch-closed', 'ch-review']) {
      const page = await openTalk(id, how);
      await page.getByRole('article').first().waitFor();
      await isSound(page, `${id} ${JSON.stringify(how)}`);
      await close(page);
    }
    for (const where of ['/settings/channels/acc-line', '/settings/channels/new']) {
      const page = await open(where, how);
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      await isSound(page, `${where} ${JSON.stringify(how)}`);
      const wide = await page.evaluate(() => document.body.scrollWidth > document.body.clientWidth + 1);
      expect(wide, where).toBe(false);
      await close(page);
    }
  });
});
