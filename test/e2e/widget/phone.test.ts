import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, ownBubble, PHONE, say, startDesk } from './widget-page.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(() => desk.tidy());
afterAll(() => desk.stop());

describe('by keyboard and on a phone', () => {
  it('takes focus in, keeps it on a phone, gives it back on Escape', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub, { viewport: PHONE });
    const inside = () => page.evaluate(() => document.activeElement?.localName);
    for (let presses = 0; presses < 14; presses += 1) {
      await page.keyboard.press(presses < 9 ? 'Tab' : 'Shift+Tab');
      expect(await inside()).toBe('madoguchi-widget');
      const name = await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className);
      expect(name).not.toBe('mg-b');
    }
    await page.keyboard.press('Escape');
    await page.locator('.mg').waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className)).toBe(
      'mg-b',
    );
  });

  it('fills the phone, with targets of 44 pixels', async () => {
    const stub = await desk.stub({ voiceNotes: true });
    const page = await desk.open(stub, { viewport: PHONE, hasTouch: true, isMobile: true });
    await say(page, 'もしもし');
    await ownBubble(page, 'もしもし').getByText('送信済み').waitFor();
    stub.say('bot', 'はい', {
      extra: { quickReplies: [{ label: '一' }], citations: [{ articleId: 'a', title: '記事' }] },
    });
    await page.locator('.qr').waitFor();
    // The panel comes in with a movement; its place and sizes are those of its end.
    await expect.poll(() => page.locator('.mg').boundingBox()).toEqual({ x: 0, y: 0, ...PHONE });
    const small = () =>
      page.locator('.mg button').evaluateAll((all) =>
        all
          .map((one) => ({
            name: one.getAttribute('aria-label') ?? one.textContent,
            box: one.getBoundingClientRect(),
          }))
          .filter(({ box }) => box.width < 44 || box.height < 44)
          .map(({ name }) => name),
      );
    await expect.poll(small).toEqual([]);
  });

  it('records a voice note, sends it, and gives up when told', async () => {
    const stub = await desk.stub({ voiceNotes: true });
    const page = await desk.open(stub, { viewport: PHONE });
    await page.getByRole('button', { name: '音声を録音' }).click();
    await page.getByText('録音中 0:01').waitFor();
    await page.getByRole('button', { name: 'やめる' }).click();
    await page.getByRole('button', { name: '音声を録音' }).click();
    await page.getByText('録音中 0:01').waitFor();
    await page.getByRole('button', { name: '録音して送信' }).click();
    await page.locator('audio').waitFor();
    const sent = stub.heard.filter(({ event }) => event === 'message.send');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.data.fileIds).toHaveLength(1);
    await expect
      .poll(() =>
        page
          .locator('audio')
          .evaluate(async (audio: HTMLAudioElement) => (await fetch(audio.src)).headers.get('content-type')),
      )
      .toMatch(/^audio\//);
  });

  it('stays whole at 200 % zoom', async () => {
    const stub = await desk.stub();
    const page = await desk.open(stub, {
      viewport: { width: 640, height: 400 },
      deviceScaleFactor: 2,
      reducedMotion: 'reduce',
    });
    const box = await page.locator('.foot').boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(400);
    expect(await page.locator('.body').evaluate((body) => body.clientHeight)).toBeGreaterThan(100);
    expect(await page.locator('.mg').evaluate((panel) => panel.scrollWidth - panel.clientWidth)).toBe(0);
  });
});
