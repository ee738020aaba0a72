import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bubble, bubbles, type Desk, ownBubble, SOON, say, startDesk, taken } from './widget-page.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(() => desk.tidy());
afterAll(() => desk.stop());

describe('what a customer writes', () => {
  it('arrives once and in order, and shows as sent, then as read', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, '一通目');
    await say(page, '二通目');
    await ownBubble(page, '二通目').getByText('送信済み').waitFor();
    expect(taken(stub)).toEqual(['一通目', '二通目']);
    expect(await bubbles(page)).toEqual(['一通目', '二通目']);
    stub.setState({ readSeq: 2 });
    await ownBubble(page, '二通目').getByText('既読').waitFor();
  });

  it('outlives a reload while the server is away, and is sent once when it is back', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, '先に届いた文');
    await ownBubble(page, '先に届いた文').getByText('送信済み').waitFor();
    stub.down(true);
    await page.locator('.bar').waitFor();
    await say(page, '切れている間の文1');
    await say(page, '切れている間の文2');
    await ownBubble(page, '文2').getByText('未送信').waitFor();
    await page.reload();
    await ownBubble(page, '文2').getByText('未送信').waitFor();
    stub.down(false);
    await ownBubble(page, '文2').getByText('送信済み').waitFor();
    expect(taken(stub)).toEqual(['先に届いた文', '切れている間の文1', '切れている間の文2']);
    expect(await bubbles(page)).toEqual(taken(stub));
  });

  it('goes out again under the same client id when no answer came, and is shown once', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    stub.lose(1);
    await say(page, '届かなかった文');
    await expect.poll(() => taken(stub).length, SOON).toBe(1);
    stub.cut();
    await expect.poll(() => taken(stub).length, SOON).toBe(2);
    const ids = stub.heard.filter(({ event }) => event === 'message.send').map(({ data }) => data.clientId);
    expect(new Set(ids).size).toBe(1);
    await ownBubble(page, '届かなかった文').getByText('送信済み').waitFor();
    expect(await bubbles(page)).toEqual(['届かなかった文']);
    expect(await page.evaluate(() => localStorage.getItem('madoguchi.web.outbox'))).toBeNull();
  });

  it('waits and goes on when the server is busy, and says why when it is refused', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    stub.failNext('busy', 'text-too-long');
    await say(page, '混んでいる');
    await expect.poll(() => taken(stub).length, SOON).toBe(2);
    const failed = ownBubble(page, '混んでいる');
    await failed.getByText('文章が長すぎます').waitFor();
    await failed.getByRole('button', { name: '再送' }).click();
    await failed.getByText('送信済み').waitFor();
    stub.failNext('customer-blocked');
    await say(page, 'いらない');
    await ownBubble(page, 'いらない').getByRole('button', { name: '削除' }).click();
    await expect.poll(() => bubbles(page), SOON).toEqual(['混んでいる']);
  });

  it('is not sent by the Enter that confirms a conversion', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await page.locator('.field').focus();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Input.imeSetComposition', { text: 'にほんご', selectionStart: 4, selectionEnd: 4 });
    await page.evaluate(() => {
      const field = document.querySelector('madoguchi-widget')?.shadowRoot?.querySelector('.field');
      // What browsers send for the confirming key: Chromium says isComposing, Safari only the code 229.
      for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
        field?.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }),
        );
      }
    });
    await cdp.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Enter',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    });
    await cdp.send('Input.insertText', { text: '日本語' });
    expect(await page.locator('.field').inputValue()).toBe('日本語');
    expect(taken(stub)).toEqual([]);
    await page.locator('.field').press('Shift+Enter');
    expect(await page.locator('.field').inputValue()).toBe('日本語\n');
    await page.locator('.field').press('Enter');
    await expect.poll(() => taken(stub), SOON).toEqual(['日本語']);
  });

  it('keeps its draft over a reload', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await page.locator('.field').fill('書きかけ');
    await page.reload();
    await expect.poll(() => page.locator('.field').inputValue(), SOON).toBe('書きかけ');
  });
});

describe('two tabs', () => {
  it('are one visitor, show the same conversation and send what waits once', async () => {
    const stub = await desk.stub();
    const context = await desk.context();
    const one = await desk.open(stub, { context });
    await say(one, '最初のタブ');
    await ownBubble(one, '最初のタブ').getByText('送信済み').waitFor();
    const two = await desk.open(stub, { context });
    await ownBubble(two, '最初のタブ').waitFor();
    stub.down(true);
    await one.locator('.bar').waitFor();
    await two.locator('.bar').waitFor();
    await say(one, 'タブ1から');
    await ownBubble(two, 'タブ1から').getByText('未送信').waitFor();
    await say(two, 'タブ2から');
    await ownBubble(one, 'タブ2から').waitFor();
    stub.down(false);
    for (const page of [one, two]) {
      await ownBubble(page, 'タブ2から').getByText('送信済み').waitFor();
      expect(await bubbles(page)).toEqual(['最初のタブ', 'タブ1から', 'タブ2から']);
    }
    expect(taken(stub)).toEqual(['最初のタブ', 'タブ1から', 'タブ2から']);
    expect(new Set(stub.heard.map(({ visitor }) => visitor)).size).toBe(1);
  });
});

describe('what the desk says', () => {
  it('is read again after a break, each message once', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, 'もしもし');
    await ownBubble(page, 'もしもし').getByText('送信済み').waitFor();
    stub.down(true);
    for (let n = 1; n <= 30; n += 1) stub.say('agent', `返事${n}`, { silent: true });
    stub.down(false);
    await bubble(page, '返事30').waitFor();
    const wanted = ['もしもし', ...Array.from({ length: 30 }, (_, at) => `返事${at + 1}`)];
    expect(await bubbles(page)).toEqual(wanted);
  });

  it('is completed when a push got lost, and a hidden note between leaves no hole', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, 'もしもし');
    await ownBubble(page, 'もしもし').getByText('送信済み').waitFor();
    stub.say('bot', '消えた', { silent: true });
    stub.note();
    stub.say('bot', '届いた');
    await bubble(page, '消えた').waitFor();
    expect(await bubbles(page)).toEqual(['もしもし', '消えた', '届いた']);
    stub.newConversation();
    stub.say('agent', '次の用件', { silent: true });
    stub.say('agent', '続き');
    await bubble(page, '次の用件').waitFor();
    await page.getByText('新しい会話').waitFor();
    expect(await bubbles(page)).toEqual(['もしもし', '消えた', '届いた', '次の用件', '続き']);
  });

  it('raises the badge while the chat is closed, also on the next page, and drops it when it is seen', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, '人と話したい');
    await ownBubble(page, '人と話したい').getByText('送信済み').waitFor();
    stub.setState({ status: 'open', speaker: 'human', agentName: '佐藤' });
    await page.getByText('佐藤（担当）が対応しています').waitFor();
    await page.locator('.head .ib').last().click();
    stub.say('agent', 'お待たせしました');
    await expect.poll(() => page.locator('.mg-n').textContent(), SOON).toBe('1');
    await page.goto(`${stub.url}/demo/?lang=ja#orders`);
    await page.reload();
    stub.say('agent', 'もう一つ');
    await expect.poll(() => page.locator('.mg-n').textContent(), SOON).toBe('2');
    expect(await page.locator('.mg-b').getAttribute('aria-label')).toBe('チャット、未読2件');
    await page.locator('.mg-b').click();
    await expect.poll(() => page.locator('.mg-n').textContent(), SOON).toBe('');
    await expect.poll(() => stub.heard.findLast(({ event }) => event === 'read.set')?.data.seq, SOON).toBe(3);
  });

  it('comes by long polling where no WebSocket gets through', async () => {
    const stub = await desk.stub();
    stub.blockWebSocket(true);
    const page = await desk.open(stub);
    await say(page, '届きますか');
    await ownBubble(page, '届きますか').getByText('送信済み').waitFor();
    stub.say('bot', '届いています');
    await bubble(page, '届いています').waitFor();
    stub.cut();
    stub.say('bot', '切れても', { silent: true });
    await bubble(page, '切れても').waitFor();
    expect(await bubbles(page)).toEqual(['届きますか', '届いています', '切れても']);
  });

  it('never becomes markup', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub);
    await say(page, 'もしもし');
    // Until it is taken it stands below everything else.
    await ownBubble(page, 'もしもし').getByText('送信済み').waitFor();
    const text = '<img src=x onerror="window.hacked=1"> javascript:alert(1) https://a.example/?q=1&r="2。';
    stub.say('agent', text, { authorName: '<b>x</b>' });
    await bubble(page, 'javascript:alert(1)').waitFor();
    expect((await bubbles(page)).at(-1)).toBe(text);
    expect(
      await page
        .locator('.log a')
        .evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.getAttribute('rel')])),
    ).toEqual([['https://a.example/?q=1&r=', 'noopener noreferrer nofollow']]);
    expect(await page.locator('.log img').count()).toBe(0);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  });
});
