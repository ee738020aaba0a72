import { afterEach, describe, expect, it } from 'vitest';
import type { Account } from '#channels/channel.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { check, client } from './client.ts';
import { telegram } from './index.ts';
import { TelegramSettings } from './payload.ts';
import { type SimulatedTelegram, startTelegram } from './simulate.ts';

const account: Account<TelegramSettings> = {
  id: 'acc',
  channel: 'telegram',
  name: '店',
  settings: TelegramSettings.parse({ botUsername: 'shop_bot' }),
  secrets: { botToken: '12345:bot-token-canary', webhookSecret: 'secret_canary' },
  publicUrl: 'https://desk.example.com',
};
const AT = new Date('2026-11-24T03:00:00.000Z');

let desk: SimulatedTelegram | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});
const start = async (): Promise<{ telegramSide: SimulatedTelegram; own: Account<TelegramSettings> }> => {
  const { botToken = '', webhookSecret = '' } = account.secrets;
  desk = await startTelegram({
    botToken,
    webhookSecret,
    webhookUrl: `${account.publicUrl}/webhooks/telegram/${account.id}`,
  });
  return { telegramSide: desk, own: { ...account, settings: { ...account.settings, apiBase: desk.url } } };
};

describe('telegram: against the simulated Bot API', () => {
  it('sends words, and a file with its bytes', async () => {
    const { telegramSide, own } = await start();
    const file = {
      fileId: 'f1',
      name: '領収書 "1".pdf',
      mime: 'application/pdf',
      size: 4,
      kind: 'file',
      status: 'stored',
    };
    const parts = telegram.render(outbound('どうぞ', { attachments: [file as never] }), {
      to: '42',
      threadKey: '42',
      account: own,
    });
    const context = sendContext(own, {
      to: '42',
      threadKey: '42',
      file: async () => ({ name: 'x', mime: 'application/pdf', data: Buffer.from('%PDF') }),
    });
    const ids = [];
    for (const part of parts) ids.push((await client.send(part, context)).providerId);
    expect(ids).toEqual(['42:1001', '42:1002']);
    expect(telegramSide.sent.map((s) => [s.method, s.fields.text ?? s.fields.document])).toEqual([
      ['sendMessage', 'どうぞ'],
      ['sendDocument', '[領収書 _1_.pdf]'],
    ]);
  });

  it('tells a block, a limit and a lost connection apart', async () => {
    const { telegramSide, own } = await start();
    const [part] = telegram.render(outbound('x'), { to: '42', threadKey: '42', account: own });
    if (!part) throw new Error('nothing rendered');
    telegramSide.fault('blocked', 'throttled', 'reset-taken');
    const failures = [];
    for (let n = 0; n < 3; n++)
      failures.push(
        await client
          .send(part, sendContext(own))
          .catch((e: { code: string; retryable: boolean }) => [e.code, e.retryable]),
      );
    expect(failures).toEqual([
      ['opted-out', false],
      ['delivery-throttled', true],
      ['delivery-uncertain', false],
    ]);
  });

  it('fetches a medium by its id, and says when it is gone', async () => {
    const { telegramSide, own } = await start();
    telegramSide.files.set('photos/file 1.jpg', Buffer.from('jpeg'));
    const attachment = (sourceUrl: string) =>
      ({
        name: 'photo.jpg',
        mime: 'image/jpeg',
        size: 0,
        kind: 'image',
        status: 'fetching',
        sourceUrl,
      }) as const;
    const media = await client.fetchMedia?.(attachment('photos/file 1.jpg'), sendContext(own));
    expect(media?.data.toString()).toBe('jpeg');
    await expect(client.fetchMedia?.(attachment('gone'), sendContext(own))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('checks the token and where Telegram sends to', async () => {
    const { own } = await start();
    const context = { ...sendContext(own), now: AT };
    expect(await check(context)).toMatchObject({ ok: true, facts: [{ value: '@shop_bot' }, { value: '0' }] });
    expect(
      await check({ ...context, account: { ...own, publicUrl: 'https://elsewhere.example' } }),
    ).toMatchObject({ ok: false, problem: 'check.webhook' });
    const wrong = { ...own, secrets: { ...own.secrets, botToken: 'wrong' } };
    expect(await check({ ...context, account: wrong })).toEqual({ ok: false, problem: 'check.token' });
  });
});
