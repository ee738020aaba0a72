import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StubServer } from './stub-server.ts';
import { type Desk, ownBubble, PHONE, say, startDesk } from './widget-page.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(() => desk.tidy());
afterAll(() => desk.stop());

const faults = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page })
    .include('madoguchi-widget')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
};

/** Brings the panel through its states; each is looked at. */
const STATES: [name: string, reach: (page: Page, stub: StubServer) => Promise<unknown>][] = [
  ['empty', async () => {}],
  [
    'talk',
    async (page, stub) => {
      await say(page, 'もしもし');
      // Taken by the server: only then does the bot's answer come after it.
      await ownBubble(page, 'もしもし')
        .getByText(/送信済み|Sent/)
        .waitFor();
      stub.say('bot', 'はい https://a.example/', {
        extra: {
          quickReplies: [{ label: '一' }],
          citations: [{ articleId: 'a', title: '記事', section: '節' }],
          card: { title: '注文', lines: [{ label: '状態', value: '発送済み' }] },
        },
      });
      await page.locator('.qr').waitFor();
    },
  ],
  [
    'article',
    async (page) => {
      await page.locator('.tile').click();
      await page.locator('.prose h2').waitFor();
    },
  ],
  [
    'queue',
    async (page, stub) => {
      await page.keyboard.press('Escape');
      stub.setState({ status: 'queued', queue: { place: 2, estimateMs: 60_000 } });
      await page.locator('.pl').waitFor();
    },
  ],
  [
    'person',
    async (page, stub) => {
      stub.setState({ status: 'open', speaker: 'human', agentName: '佐藤', agentTyping: true });
      await page.locator('.type').waitFor();
    },
  ],
  [
    'files',
    async (page) => {
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'a.exe', mimeType: 'x/y', buffer: Buffer.alloc(9) });
      await page.locator('.up.bad').waitFor();
    },
  ],
  [
    'failed',
    async (page, stub) => {
      await page.locator('.up.bad button').click();
      stub.failNext('text-too-long');
      await say(page, '失敗');
      await page.locator('.rc.bad').waitFor();
    },
  ],
  [
    'menu',
    async (page) => {
      await page.locator('.head .ib').first().click();
      await page.locator('.menu').waitFor();
    },
  ],
  [
    'survey',
    async (page, stub) => {
      await page.keyboard.press('Escape');
      stub.setState({ status: 'resolved', speaker: 'bot', agentTyping: false });
      stub.say('system', '', { extra: { survey: { surveyId: 's', kind: 'csat' } } });
      stub.say('system', '', { extra: { survey: { surveyId: 'n', kind: 'nps' } } });
      await page.locator('.faces label').nth(3).click();
      await page.locator('.scale label').nth(9).click();
    },
  ],
  [
    'emoji',
    async (page) => {
      await page.locator('.foot .ib').nth(1).click();
      await page.locator('.emo').waitFor();
    },
  ],
  [
    'offline',
    async (page, stub) => {
      stub.down(true);
      await page.locator('.bar').waitFor();
    },
  ],
];

describe('axe finds nothing', () => {
  it.each([
    ['light', 'ja', undefined],
    ['dark', 'en', undefined],
    ['dark', 'ja', PHONE],
    ['light', 'en', PHONE],
  ] as const)('in any state, %s, %s', async (colorScheme, lang, viewport) => {
    const stub = await desk.stub();
    const page = await desk.open(stub, {
      colorScheme,
      lang,
      reducedMotion: 'reduce',
      ...(viewport ? { viewport } : {}),
    });
    for (const [name, reach] of STATES) {
      await reach(page, stub);
      expect(await faults(page), name).toEqual([]);
    }
  });

  it('in the form before the chat, with faults shown, on a pale brand', async () => {
    const stub = await desk.stub({
      color: '#ffd23f',
      preChat: {
        enabled: true,
        fields: [{ key: 'mail', type: 'email', label: { ja: 'メール', en: 'Mail' }, required: true }],
        topics: [{ value: 'a', label: { ja: '注文', en: 'Order' } }],
      },
    });
    const page = await desk.open(stub);
    await page.locator('.fill').click();
    await page.locator('.err .i').first().waitFor();
    expect(await faults(page)).toEqual([]);
  });
});
