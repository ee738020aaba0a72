import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StubServer } from './stub-server.ts';
import {
  bubble,
  type Desk,
  fileShop,
  ownBubble,
  SOON,
  say,
  startDesk,
  startShop,
  taken,
} from './widget-page.ts';

const KIBIBYTE = 1_024;
let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(() => desk.tidy());
afterAll(() => desk.stop());

const said = (stub: StubServer) => stub.heard.findLast(({ event }) => event === 'message.send')?.data;
const weigh = (match: RegExp): number =>
  readdirSync(desk.files)
    .filter((file) => match.test(file))
    .reduce((sum, file) => sum + gzipSync(readFileSync(path.join(desk.files, file)), { level: 9 }).length, 0);

describe('on a page', () => {
  it('loads the button alone, at most 3 KiB, and all a talk needs in at most 25 KiB', async () => {
    const stub = await desk.stub();
    const page = await (await desk.context()).newPage();
    await page.goto(`${stub.url}/demo/?lang=ja`);
    await page.locator('.mg-b').waitFor();
    const own = (): string[] => stub.requests.filter((one) => /^\/(widget|api|socket)/.test(one));
    expect(own()).toEqual(['/widget.js', '/api/v1/widget/config']);
    expect(weigh(/^widget\.js$/)).toBeLessThanOrEqual(3 * KIBIBYTE);
    await page.locator('.mg-b').click();
    await page.locator('.head .st span').waitFor();
    expect(
      own()
        .map((one) => one.replace(/-[^/]*\.js$/, ''))
        .slice(2, 4),
    ).toEqual(['/widget/panel', '/widget/words.ja']);
    for (const language of ['ja', 'en']) {
      const all = weigh(new RegExp(`^(widget\\.js|panel-.*|words\\.${language}-.*)$`));
      expect(all, language).toBeLessThanOrEqual(25 * KIBIBYTE);
    }
  });

  it('keeps to a strict policy of another origin without one violation', async () => {
    const stub = await desk.stub();
    const shop = await startShop(stub);
    try {
      const page = await (await desk.context()).newPage();
      const faults: string[] = [];
      page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(shop.url);
      await page.locator('.mg-b').click();
      await say(page, '外のサイトから');
      await ownBubble(page, '外のサイトから').getByText('送信済み').waitFor();
      stub.say('bot', '記事です', { extra: { citations: [{ articleId: 'a1', title: '交換', slug: 'x' }] } });
      await page.locator('.tile').click();
      await page.locator('.prose li').first().waitFor();
      await page.keyboard.press('Escape');
      const png = Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      );
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png });
      await page.locator('.go.on').click();
      await expect
        .poll(() => page.locator('.pic img').evaluate((img: HTMLImageElement) => img.naturalWidth), SOON)
        .toBe(1);
      expect(faults.filter((text) => !/404|inline event handler/.test(text))).toEqual([]);
    } finally {
      await shop.close();
    }
  });

  it('opens from a file', async () => {
    const stub = await desk.stub();
    const page = await (await desk.context()).newPage();
    await page.goto(await fileShop(stub, desk.files));
    await page.locator('.mg-b').click();
    await say(page, 'ファイルから');
    await ownBubble(page, 'ファイルから').getByText('送信済み').waitFor();
  });

  it('speaks the language it is told, else that of the page, and changes on request', async () => {
    const stub = await desk.stub();
    const shop = await startShop(stub, 'data-language="en" data-theme="dark"');
    try {
      const told = await (await desk.context()).newPage();
      await told.goto(shop.url);
      await told.locator('.mg-b').click();
      await told.getByPlaceholder('Write a message').waitFor();
      expect(await told.locator('.mg').getAttribute('data-dark')).not.toBeNull();
    } finally {
      await shop.close();
    }
    const page = await desk.open(stub);
    await page.getByRole('button', { name: 'メニュー' }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByPlaceholder('Write a message').waitFor();
    await page.reload();
    await page.getByPlaceholder('Write a message').waitFor();
  });

  it('puts black ink on a pale brand and white on a dark one', async () => {
    for (const [color, ink] of [
      ['#ffd23f', '#000'],
      ['#7a3e1d', '#fff'],
      ['#777777', '#000'],
    ]) {
      const stub = await desk.stub({ color });
      const page = await (await desk.context()).newPage();
      await page.goto(`${stub.url}/demo/`);
      await page.locator('.mg-b').waitFor();
      expect(
        await page.locator('madoguchi-widget').evaluate((one) => one.style.getPropertyValue('--ink')),
      ).toBe(ink);
    }
  });
});

describe('its browser API', () => {
  it('tells nothing of pages before consent, and after it tells them with the chat', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    expect(stub.heard.some(({ event, data }) => event === 'page.track' || 'page' in data)).toBe(false);
    await page.evaluate(() =>
      (window as unknown as { Madoguchi: { track(e: string, d: object): void } }).Madoguchi.track('cart', {
        items: 2,
      }),
    );
    await expect
      .poll(() => stub.heard.find(({ event }) => event === 'page.track')?.data, SOON)
      .toMatchObject({ event: 'cart', data: { items: 2 } });
    await page.reload();
    await expect
      .poll(() => stub.heard.findLast(({ event }) => event === 'session.start')?.data.page, SOON)
      .toMatchObject({ title: '灯屋 — 和紙と真鍮のあかり' });
  });

  it('identifies: the token goes with the handshake, words of one visitor never to another, and an old token is told', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, '名乗る前');
    await ownBubble(page, '名乗る前').getByText('送信済み').waitFor();
    const call = (token: string | null) =>
      page.evaluate(
        (given) =>
          (window as unknown as { Madoguchi: { identify(t: string | null): void } }).Madoguchi.identify(
            given,
          ),
        token,
      );
    const token = `h.${Buffer.from('{"sub":"c-1"}').toString('base64url')}.s`;
    await call(token);
    await expect.poll(() => stub.handshakes.at(-1)?.userToken, SOON).toBe(token);
    expect(stub.handshakes.at(-1)?.visitorToken).toBeUndefined();
    await expect.poll(() => page.locator('.m.own').count(), SOON).toBe(0);
    stub.down(true);
    await page.locator('.bar').waitFor();
    await say(page, '花子の文');
    await call(null);
    stub.down(false);
    await ownBubble(page, '名乗る前').waitFor();
    expect(await ownBubble(page, '花子の文').count()).toBe(0);
    expect(taken(stub)).toEqual(['名乗る前']);
    await page.evaluate(() => {
      const { Madoguchi } = window as unknown as { Madoguchi: { on(e: string, f: () => void): void } };
      Madoguchi.on('identity-expired', () => {
        document.title = 'expired';
      });
    });
    await call('expired.e30.x');
    await expect.poll(() => page.title(), SOON).toBe('expired');
  });

  it('opens, closes, says so, and takes calls made before the script came', async () => {
    const stub = await desk.stub();
    const page = await (await desk.context()).newPage();
    await page.addInitScript(() => {
      const heard: string[] = [];
      Object.assign(window, {
        heard,
        Madoguchi: ['ready', 'open', 'close', 'message'].map((name) => ['on', name, () => heard.push(name)]),
      });
    });
    await page.goto(`${stub.url}/demo/`);
    await page.locator('.mg-b').waitFor();
    await page.evaluate(() => (window as unknown as { Madoguchi: { open(): void } }).Madoguchi.open());
    await say(page, 'あ');
    await ownBubble(page, 'あ').waitFor();
    stub.say('bot', 'い');
    await bubble(page, 'い').waitFor();
    await page.evaluate(() => (window as unknown as { Madoguchi: { close(): void } }).Madoguchi.close());
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { heard: string[] }).heard), SOON)
      .toEqual(['ready', 'open', 'message', 'close']);
  });
});

describe('help by a person', () => {
  it('is one press away, and its strip turns into the place in the queue and back', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await page.getByText('いま約3分待ち').waitFor();
    await page.getByRole('button', { name: '担当者と話す' }).click();
    await page.getByText('担当者を呼んでいます').waitFor();
    await expect.poll(() => stub.heard.filter(({ event }) => event === 'person.ask').length, SOON).toBe(1);
    const slot = await page.locator('.slot').boundingBox();
    stub.setState({ status: 'queued', queue: { place: 2, estimateMs: 180_000 } });
    await page.getByText('順番は2番目です · 約3分').waitFor();
    stub.setState({ queue: { place: 1 } });
    await page.getByText('順番は1番目です', { exact: true }).waitFor();
    const queue = await page.locator('.slot').boundingBox();
    expect((queue?.y ?? 0) + (queue?.height ?? 0)).toBe((slot?.y ?? 0) + (slot?.height ?? 0));
    stub.setState({ hours: { open: false, someone: false } });
    await page.getByText('担当者が不在です').waitFor();
    await page.getByPlaceholder('伝言を入力').waitFor();
    stub.setState({
      status: 'open',
      speaker: 'human',
      agentName: '佐藤',
      hours: { open: true, someone: true },
    });
    await page.getByText('佐藤（担当）が対応しています').waitFor();
    stub.setState({ status: 'resolved', speaker: 'bot' });
    await page.getByRole('button', { name: '担当者と話す' }).waitFor();
  });

  it('ends when the customer wants, after one question', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, 'もしもし');
    await ownBubble(page, 'もしもし').getByText('送信済み').waitFor();
    await page.getByRole('button', { name: 'メニュー' }).click();
    await page.getByRole('menuitem', { name: '会話を終える' }).click();
    await page.getByRole('button', { name: '終える', exact: true }).click();
    await expect.poll(() => stub.heard.some(({ event }) => event === 'conversation.end'), SOON).toBe(true);
  });

  it('is rated in line by faces and a comment, once, and by 0 to 10', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, 'ありがとう');
    await ownBubble(page, 'ありがとう').getByText('送信済み').waitFor();
    stub.say('system', '', { extra: { survey: { surveyId: 's1', kind: 'csat' } } });
    await page.getByRole('radio', { name: 'とても満足' }).check({ force: true });
    await page.getByLabel('ひとこと').fill('早かった');
    await page.locator('.ask').getByRole('button', { name: '送信' }).click();
    await page.getByText('ご回答ありがとうございます').waitFor();
    stub.say('system', '', { extra: { survey: { surveyId: 's2', kind: 'nps' } } });
    await page.getByRole('radio', { name: '10', exact: true }).check({ force: true });
    await page.locator('.ask').last().getByRole('button', { name: '送信' }).click();
    const answers = () =>
      stub.heard
        .filter(({ event }) => event === 'survey.answer')
        .map(({ data: { clientId, ...rest } }) => rest);
    await expect.poll(answers, SOON).toEqual([
      { surveyId: 's1', score: 5, comment: '早かった' },
      { surveyId: 's2', score: 10 },
    ]);
  });
});

describe('what goes with a message', () => {
  it('is a quick reply with its payload, gone once something was said', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, 'もしもし');
    await ownBubble(page, 'もしもし').getByText('送信済み').waitFor();
    stub.say('bot', 'どちらですか', {
      extra: { quickReplies: [{ label: '注文', payload: 'order' }, { label: '返品' }] },
    });
    await page.getByRole('button', { name: '注文', exact: true }).click();
    await expect.poll(() => said(stub), SOON).toMatchObject({ text: '注文', payload: 'order' });
    expect(await page.locator('.qr').count()).toBe(0);
  });

  it('is a file by button, paste or drop; what is refused says why', async () => {
    const stub = await desk.stub({ maxFileBytes: 2_000 });
    const page = await desk.open(stub);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '図面.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1_500) });
    await page.locator('.mg').evaluate((panel) => {
      const data = (name: string): DataTransfer => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['x'], name, { type: 'text/plain' }));
        return transfer;
      };
      panel
        .querySelector('.field')
        ?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data('paste.txt'), bubbles: true, cancelable: true }),
        );
      panel.dispatchEvent(
        new DragEvent('drop', { dataTransfer: data('drop.txt'), bubbles: true, cancelable: true }),
      );
    });
    await page.locator('input[type=file]').setInputFiles([
      { name: 'big.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(3_000) },
      { name: 'setup.exe', mimeType: 'application/octet-stream', buffer: Buffer.alloc(10) },
    ]);
    await page.getByText('big.pdf · 2 KBまでのファイルを送れます').waitFor();
    await page.getByText('setup.exe · このファイルは送れません').waitFor();
    await page.locator('.go.on').click();
    await expect.poll(() => said(stub)?.fileIds, SOON).toHaveLength(3);
    await page.locator('.own .tile').nth(2).waitFor();
    expect(await page.locator('.own .tile b').allTextContents()).toEqual([
      '図面.pdf',
      'paste.txt',
      'drop.txt',
    ]);
  });

  it('is an article shown inside, made anew of safe parts, or its link where it cannot be read', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, 'もしもし');
    await ownBubble(page, 'もしもし').getByText('送信済み').waitFor();
    stub.say('bot', '記事', {
      extra: {
        citations: [
          { articleId: 'a1', title: '交換', slug: 'exchange' },
          { articleId: 'a2', title: '無い', slug: 'missing' },
        ],
      },
    });
    await page.locator('.tile').first().click();
    await page.getByRole('dialog', { name: '交換' }).getByText('写真の撮り方').waitFor();
    expect(
      await page
        .locator('.prose script, .prose [onclick], .prose [onerror], .prose a[href^=javascript]')
        .count(),
    ).toBe(0);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    await page.getByRole('button', { name: '戻る' }).click();
    await page.locator('.tile').nth(1).click();
    await page.getByText('記事を表示できませんでした').waitFor();
    expect(await page.locator('.prose a').getAttribute('href')).toBe(`${stub.url}/help/ja/missing`);
  });

  it('is the form before the chat, checked in place, then part of the first message', async () => {
    const stub = await desk.stub({
      preChat: {
        enabled: true,
        fields: [
          { key: 'name', type: 'text', label: { ja: 'お名前', en: 'Name' }, required: true },
          { key: 'email', type: 'email', label: { ja: 'メール', en: 'E-mail' }, required: false },
        ],
        topics: [{ value: 'damage', label: { ja: '破損', en: 'Damage' } }],
      },
    });
    const page = await desk.open(stub);
    await page.getByLabel('メール').fill('ではない');
    await page.getByRole('button', { name: 'チャットを始める' }).click();
    await page.getByText('メールアドレスの形で入力してください').waitFor();
    expect(await page.getByText('入力してください', { exact: true }).count()).toBe(2);
    expect(taken(stub)).toEqual([]);
    await page.getByRole('radio', { name: '破損' }).check({ force: true });
    await page.getByLabel('お名前').fill('山田');
    await page.getByLabel('メール').fill('y@example.jp');
    await page.getByLabel('お問い合わせ内容').fill('割れました');
    await page.getByRole('button', { name: 'チャットを始める' }).click();
    await ownBubble(page, '割れました').getByText('送信済み').waitFor();
    expect(stub.heard.find(({ event }) => event === 'message.send')?.data).toMatchObject({
      text: '割れました',
      topic: 'damage',
      fields: { name: '山田', email: 'y@example.jp' },
    });
  });
});
