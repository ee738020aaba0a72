import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, SendReceipt, WirePart } from '#channels/channel.ts';
import type { Attachment } from '#contracts/message.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { check } from './check.ts';
import { createClient, retryKeyOf } from './client.ts';
import { fetchMedia } from './media.ts';
import { LineSettings } from './payload.ts';
import { profile } from './profile.ts';
import { render } from './render.ts';
import { type SimulatedLine, startLine } from './simulate.ts';
import { createSpentTokens, type SpentTokens } from './spent-tokens.ts';

const SECRETS = { channelSecret: 'secret', channelAccessToken: 'token' };
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const WEBHOOK = 'https://desk.example.com/webhooks/line/acc-line';

let line: SimulatedLine;
let account: Account<LineSettings>;
let now: number;
let spent: SpentTokens;
let user: string;
beforeEach(async () => {
  line = await startLine({ ...SECRETS, webhookUrl: WEBHOOK });
  account = {
    id: 'acc-line',
    channel: 'line',
    name: '灯屋',
    settings: LineSettings.parse({ apiBase: line.url, dataBase: line.url }),
    secrets: SECRETS,
    publicUrl: 'https://desk.example.com',
  };
  now = Date.now();
  spent = createSpentTokens();
  user = line.addUser({ displayName: '佐藤 花子', language: 'ja' });
});
afterEach(() => line.close());

const http = createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'], timeoutMs: 500 });
const context = (more: object = {}) => sendContext(account, { to: user, threadKey: user, http, ...more });
/** Parts of an answer to a message that has just come in. */
const answer = (text: string, messageId = 'm1'): WirePart[] => {
  const event = line.message({ userId: user }, { type: 'text', text: 'はい' });
  return answerTo(String(event.replyToken), text, messageId);
};
const answerTo = (replyToken: string, text: string, messageId = 'm1'): WirePart[] => {
  const handle = { replyToken, tokenUntil: new Date(now + 50_000).toISOString() };
  const answers = { externalId: 'x', at: new Date(now), text: '', handle };
  return render({ ...outbound(text, { answers }), messageId: messageId as never }, { account });
};
const send = (part: WirePart | undefined, process = spent): Promise<SendReceipt> => {
  if (!part) throw new Error('no part');
  return createClient(() => now, process).send(part, context());
};
const vias = (): string[] => line.sends.map((one) => one.via);
const calls = (): string[] => line.requests.map((one) => one.path.split('/').at(-1) ?? '');

describe('line: an answer', () => {
  it('goes by the reply token while it is good, and costs no push', async () => {
    const receipt = await send(answer('どうぞ')[0]);
    expect(receipt).toEqual({ providerId: line.sends[0]?.ids[0], state: 'sent' });
    expect(line.sends).toMatchObject([
      { via: 'reply', to: user, messages: [{ type: 'text', text: 'どうぞ' }] },
    ]);
    expect(line.requests[0]?.retryKey).toBeUndefined();
  });

  it('is pushed once the token is too old, or LINE no longer takes it', async () => {
    const [part] = answer('どうぞ');
    now += 60_000;
    await send(part);
    now -= 60_000;
    await send(answerTo('unknown', 'こちら', 'm2')[0]);
    expect(vias()).toEqual(['push', 'push']);
    expect(calls()).toEqual(['push', 'reply', 'push']);
  });

  it('never tries a token twice: the second message and the second part are pushed', async () => {
    const event = line.message({ userId: user }, { type: 'text', text: 'はい' });
    const token = String(event.replyToken);
    const [first, second] = answerTo(token, 'あ'.repeat(6_000));
    await send(first);
    await send(second);
    await send(answerTo(token, '追伸', 'm2')[0]);
    expect(calls()).toEqual(['reply', 'push', 'push']);
    expect(vias()).toEqual(['reply', 'push', 'push']);
  });

  it('in another process is refused a used token by LINE, and goes as a push once', async () => {
    const event = line.message({ userId: user }, { type: 'text', text: 'はい' });
    await send(answerTo(String(event.replyToken), '一')[0]);
    await send(answerTo(String(event.replyToken), '二', 'm2')[0], createSpentTokens());
    expect(vias()).toEqual(['reply', 'push']);
  });

  it('keeps its token when LINE was not reached or asked to wait', async () => {
    const [part] = answer('どうぞ');
    line.fail('throttled');
    await expect(send(part)).rejects.toMatchObject({
      code: 'delivery-throttled',
      retryable: true,
      retryAfterMs: 1_000,
    });
    const home = account.settings;
    account = { ...account, settings: { ...home, apiBase: 'http://127.0.0.1:9' } };
    await expect(send(part)).rejects.toMatchObject({ code: 'delivery-unreachable', retryable: true });
    account = { ...account, settings: home };
    await send(part);
    expect(vias()).toEqual(['reply']);
  });

  it.each(['server-error', 'server-error-taken', 'reset-taken', 'silent-taken'] as const)(
    'is uncertain after %s, cannot be asked for, and a person’s retry does not use the token',
    async (fault) => {
      const [part] = answer('どうぞ');
      line.fail(fault);
      await expect(send(part)).rejects.toMatchObject({ code: 'delivery-uncertain', retryable: false });
      const client = createClient(() => now, spent);
      expect(await client.reconcile?.(part as WirePart, context({ triedAt: new Date(now) }))).toBeUndefined();
      await send(part);
      expect(calls()).toEqual(['reply', 'push']);
    },
  );
});

describe('line: a push', () => {
  const pushed = (text: string, messageId = 'm1'): WirePart | undefined =>
    render({ ...outbound(text), messageId: messageId as never }, { account })[0];

  it.each(['server-error-taken', 'reset-taken', 'silent-taken'] as const)(
    'that was taken although nobody heard (%s) is made once over any number of tries',
    async (fault) => {
      line.fail(fault);
      await expect(send(pushed('一度だけ'))).rejects.toMatchObject({
        code: 'delivery-unreachable',
        retryable: true,
      });
      const again = await send(pushed('一度だけ'));
      expect(await send(pushed('一度だけ'))).toEqual(again);
      expect(line.sends.length).toBe(1);
      expect(again).toEqual({ providerId: line.sends[0]?.ids[0], state: 'sent' });
    },
  );

  it('has a UUID as its key, of the message and part alone', () => {
    const key = retryKeyOf('acc-line', 'm1:0');
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(retryKeyOf('acc-line', 'm1:0')).toBe(key);
    expect(new Set([key, retryKeyOf('acc-line', 'm1:1'), retryKeyOf('acc-other', 'm1:0')]).size).toBe(3);
  });

  it('may be sent again when it is not known whether it was', async () => {
    const client = createClient(() => now, spent);
    const part = pushed('一度だけ') as WirePart;
    expect(await client.reconcile?.(part, context({ triedAt: new Date(now) }))).toBe('not-sent');
    const late = context({ triedAt: new Date(now + 60_000) });
    expect(await client.reconcile?.(answer('どうぞ')[0] as WirePart, late)).toBe('not-sent');
  });

  it('says plainly that the month’s messages are used up, or the token no longer valid', async () => {
    line.fail('quota', 'unauthorized');
    await expect(send(pushed('一'))).rejects.toMatchObject({ code: 'delivery-quota', retryable: false });
    await expect(send(pushed('一'))).rejects.toMatchObject({ code: 'delivery-auth', retryable: false });
  });

  it('shows files by their address: a sound with its length, or as a link when it tells none', async () => {
    const m4a = Buffer.alloc(64);
    m4a.write('mvhd', 12, 'latin1');
    m4a.writeUInt32BE(1_000, 28);
    m4a.writeUInt32BE(4_200, 32);
    const attachments = ['sound', 'mute', 'photo'].map((id) => ({
      fileId: id,
      name: id,
      size: 10,
      mime: id === 'photo' ? 'image/png' : 'audio/mp4',
      kind: id === 'photo' ? 'image' : 'audio',
      status: 'stored',
    })) as Attachment[];
    const [part] = render(outbound('', { attachments }), { account });
    const file = async (id: string) => ({
      name: id,
      mime: 'audio/mp4',
      data: id === 'sound' ? m4a : Buffer.from('?'),
    });
    await createClient(() => now, spent).send(part as WirePart, context({ file }));
    expect(line.sends[0]?.messages).toMatchObject([
      { type: 'audio', originalContentUrl: 'https://files.test/sound', duration: 4_200 },
      { type: 'flex', altText: '音声を再生: mute' },
      {
        type: 'image',
        originalContentUrl: 'https://files.test/photo',
        previewImageUrl: 'https://files.test/photo',
      },
    ]);
  });
});

describe('line: media', () => {
  const medium = (sourceUrl: string): Attachment => ({
    name: 'v.mp4',
    mime: 'video/mp4',
    size: 0,
    kind: 'video',
    status: 'fetching',
    sourceUrl,
  });
  it('are fetched with the token, once LINE has made them ready', async () => {
    const id = line.addMedia({ mime: 'video/mp4', data: Buffer.from('bytes'), notReadyFor: 1 });
    await expect(fetchMedia(medium(`line-content:${id}`), context())).rejects.toMatchObject({
      code: 'delivery-unreachable',
      retryable: true,
      providerCode: 'processing',
    });
    const found = await fetchMedia(medium(`line-content:${id}`), context());
    expect(found).toEqual({ mime: 'video/mp4', name: 'v.mp4', data: Buffer.from('bytes') });
  });

  it('are named by what they are; a file keeps its sender’s name', async () => {
    const source = `line-content:${line.addMedia({ mime: 'image/png', data: PNG })}`;
    const picture = { ...medium(source), kind: 'image' as const, name: 'image-1.jpg' };
    expect((await fetchMedia(picture, context())).name).toBe('image-1.png');
    const file = { ...medium(source), kind: 'file' as const, name: '図面.jpg' };
    expect((await fetchMedia(file, context())).name).toBeUndefined();
  });

  it('are given up when LINE cannot make them ready, and said to be gone when they are', async () => {
    const id = line.addMedia({ mime: 'video/mp4', data: Buffer.from(''), failed: true });
    await expect(fetchMedia(medium(`line-content:${id}`), context())).rejects.toMatchObject({
      code: 'file-not-accepted',
    });
    await expect(fetchMedia(medium('line-content:404'), context())).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('that lie elsewhere are fetched without the token', async () => {
    const id = line.addMedia({ mime: 'image/jpeg', data: Buffer.from('x') });
    const url = `${line.url}/v2/bot/message/${id}/content`;
    await expect(fetchMedia(medium(url), context())).rejects.toMatchObject({ code: 'delivery-auth' });
    expect(line.requests.map((one) => one.authorization)).toEqual([undefined]);
  });
});

describe('line: who somebody is', () => {
  const who = (id: string) => profile({ address: id, threadKey: id }, context());
  it('is their name and language, a group’s name, or nothing', async () => {
    const group = line.addGroup('町内会');
    expect(await who(user)).toEqual({ name: '佐藤 花子', language: 'ja' });
    expect(await who(line.addUser({ displayName: 'Chen', language: 'zh-Hant' }))).toEqual({ name: 'Chen' });
    expect(await who(group)).toEqual({ name: '町内会' });
    expect(await who(`U${'f'.repeat(32)}`)).toBeUndefined();
    expect(await who(`R${'1'.repeat(32)}`)).toBeUndefined();
  });

  it('is asked again when LINE was unwell, not when it refuses', async () => {
    account = { ...account, secrets: { ...SECRETS, channelAccessToken: 'expired' } };
    await expect(who(user)).rejects.toMatchObject({ code: 'delivery-auth', retryable: false });
    account = { ...account, settings: { ...account.settings, apiBase: 'http://127.0.0.1:9' } };
    await expect(who(user)).rejects.toMatchObject({ code: 'delivery-unreachable', retryable: true });
  });
});

describe('line: the check of an account', () => {
  const run = () => check({ ...context(), now: new Date(now) });
  it('finds the bot, its webhook and the month’s messages', async () => {
    // LINE's own test of the webhook reaches nobody here: that is the one thing wrong.
    const found = await run();
    expect(found).toMatchObject({ ok: false, problem: 'problem.webhook-failed' });
    expect(found.facts).toContainEqual({ label: 'fact.bot', value: '灯屋' });
    expect(found.facts).toContainEqual({ label: 'fact.webhook', value: WEBHOOK });
  });

  it('says what is wrong and where', async () => {
    const problem = async () => (await run()).problem;
    line.webhook.active = false;
    expect(await problem()).toBe('problem.webhook-off');
    line.webhook.endpoint = 'https://elsewhere.example.com/hook';
    expect(await problem()).toBe('problem.other-webhook');
    account = { ...account, settings: { ...account.settings, botUserId: `U${'9'.repeat(32)}` } };
    expect(await problem()).toBe('problem.other-bot');
    account = { ...account, secrets: { ...SECRETS, channelAccessToken: 'expired' } };
    expect(await problem()).toBe('problem.auth');
    account = { ...account, settings: { ...account.settings, apiBase: 'http://127.0.0.1:9' } };
    expect(await problem()).toBe('problem.unreachable');
  });
});
