import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, SendContext } from '#channels/channel.ts';
import { FileId } from '#contracts/ids.ts';
import type { Attachment } from '#contracts/message.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { check } from './check.ts';
import { client } from './client.ts';
import { account as plain } from './fixtures/webhooks.ts';
import { whatsapp } from './index.ts';
import type { WhatsappSettings } from './payload.ts';
import { type SimulatedWhatsapp, startWhatsapp } from './simulate.ts';
import { templates } from './templates.ts';

let meta: SimulatedWhatsapp;
let own: Account<WhatsappSettings>;
const webhookUrl = `${plain.publicUrl}/webhooks/whatsapp/acc`;
beforeEach(async () => {
  const { accessToken = '', appSecret = '', verifyToken = '' } = plain.secrets;
  const { phoneNumberId, businessAccountId } = plain.settings;
  meta = await startWhatsapp({
    accessToken,
    appSecret,
    verifyToken,
    phoneNumberId,
    businessAccountId,
    webhookUrl,
  });
  own = { ...plain, settings: { ...plain.settings, apiBase: meta.url } };
});
afterEach(() => meta.close());

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x0d, 0x0a]);
const sendAll = async (
  message: ReturnType<typeof outbound>,
  more: Partial<SendContext<WhatsappSettings>> = {},
): Promise<string[]> => {
  const threadKey = more.threadKey ?? '+819012345678';
  const file = async () => ({ name: 'x', mime: 'image/png', data: PNG });
  const ids: string[] = [];
  for (const part of whatsapp.render(message, { to: threadKey, threadKey, account: own }))
    ids.push(
      (await client.send(part, sendContext(own, { to: threadKey, threadKey, file, ...more }))).providerId,
    );
  return ids;
};
const failure = (): Promise<unknown> =>
  sendAll(outbound('x')).then(
    () => 'sent',
    ({ code, retryable, retryAfterMs }) => [code, retryable, retryAfterMs],
  );
const stored = (fields: Partial<Attachment>): Attachment => ({
  fileId: FileId.parse('f1'),
  name: '写真 "1".png',
  mime: 'image/png',
  size: 8,
  kind: 'image',
  status: 'stored',
  ...fields,
});

describe('whatsapp: sending', () => {
  it('sends a text to a number, and quotes what it answers', async () => {
    const answers = { externalId: 'wamid.in', at: new Date(0), text: '?', handle: { quote: 'wamid.in' } };
    const ids = await sendAll(outbound('はい', { answers }));
    expect(meta.sent).toEqual([
      {
        id: ids[0],
        message: {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: '+819012345678',
          context: { message_id: 'wamid.in' },
          type: 'text',
          text: { body: 'はい', preview_url: false },
        },
      },
    ]);
  });

  it('sends to a user id as recipient, and to a group as such', async () => {
    await sendAll(outbound('x'), { threadKey: 'JP.13491208655302741918' });
    await sendAll(outbound('x'), { threadKey: 'group:G1' });
    expect(meta.sent.map(({ message }) => [message.recipient_type, message.to, message.recipient])).toEqual([
      ['individual', undefined, 'JP.13491208655302741918'],
      ['group', 'G1', undefined],
    ]);
  });

  it('uploads a file byte for byte and sends its id', async () => {
    await sendAll(outbound('どうぞ', { attachments: [stored({})] }));
    const [[id, uploaded] = []] = meta.uploads;
    expect(uploaded).toEqual({ name: '写真 _1_.png', mime: 'image/png', data: PNG });
    expect(meta.sent[0]?.message).toMatchObject({ type: 'image', image: { id, caption: 'どうぞ' } });
  });

  it('sends what WhatsApp takes no file of as a link', async () => {
    await sendAll(outbound('', { attachments: [stored({ mime: 'application/zip', name: 'a.zip' })] }));
    expect(meta.sent[0]?.message).toMatchObject({
      type: 'text',
      text: { body: 'a.zip\nhttps://files.test/f1' },
    });
    expect(meta.uploads.size).toBe(0);
  });

  it('sends contacts as a list of the API', async () => {
    await sendAll(outbound('', { extra: { contacts: [{ name: '佐藤', phones: ['+8190'], emails: [] }] } }));
    expect(meta.sent[0]?.message).toMatchObject({ contacts: [{ name: { formatted_name: '佐藤' } }] });
  });

  it.each([
    ['throttled', ['delivery-throttled', true, 1_000]],
    ['pair-rate', ['delivery-throttled', true, 6_000]],
    ['window-closed', ['reply-window-closed', false, undefined]],
    ['undeliverable', ['delivery-invalid-recipient', false, undefined]],
    ['expired', ['delivery-auth', false, undefined]],
    ['server-error', ['delivery-uncertain', false, undefined]],
    ['reset-taken', ['delivery-uncertain', false, undefined]],
  ] as const)('tells %s for what it is', async (fault, expected) => {
    meta.fault(fault);
    expect(await failure()).toEqual(expected);
  });

  it('has sent nothing while an upload breaks, so it may be tried again', async () => {
    const message = outbound('', { attachments: [stored({})] });
    const [part] = whatsapp.render(message, { to: '', threadKey: '+81', account: own });
    if (!part) throw new Error('nothing rendered');
    const http = { request: async () => ({ status: 503, headers: {}, body: Buffer.from('') }) };
    const file = async () => ({ name: 'x', mime: 'image/png', data: PNG });
    await expect(client.send(part, sendContext(own, { http, file }))).rejects.toMatchObject({
      code: 'delivery-unreachable',
      retryable: true,
    });
  });
});

const NAMED = {
  name: 'order_update',
  language: 'ja',
  status: 'APPROVED',
  category: 'UTILITY',
  parameter_format: 'NAMED',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'ご注文 {{order}}' },
    { type: 'BODY', text: '{{name}}様、{{day}}に発送しました。{{name}}様のお越しをお待ちしています。' },
    { type: 'FOOTER', text: 'みどり商店' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: '受け取りました' },
        { type: 'URL', text: '追跡', url: 'https://shop.example/{{1}}' },
        { type: 'PHONE_NUMBER', text: '電話', phone_number: '+81312345678' },
      ],
    },
  ],
};
const simple = (name: string, more: object = {}) => ({
  name,
  language: 'ja',
  status: 'PENDING',
  category: 'MARKETING',
  components: [{ type: 'BODY', text: 'こんにちは {{1}}' }],
  ...more,
});

describe('whatsapp: templates', () => {
  it('are read page by page, with what has to be filled in', async () => {
    meta.templates.push(NAMED, ...Array.from({ length: 249 }, (_, n) => simple(`t${n}`)));
    const all = await templates({ ...sendContext(own), now: new Date() });
    expect(all).toHaveLength(250);
    expect(all[0]).toEqual({
      name: 'order_update',
      language: 'ja',
      category: 'utility',
      status: 'approved',
      body: '{{name}}様、{{day}}に発送しました。{{name}}様のお越しをお待ちしています。\n\nみどり商店',
      variables: ['name', 'day', 'URL: 追跡'],
      header: 'text',
      buttons: [
        { kind: 'reply', label: '受け取りました' },
        { kind: 'url', label: '追跡' },
        { kind: 'phone', label: '電話' },
      ],
    });
    expect(all[1]).toMatchObject({ status: 'pending', variables: ['1'] });
  });

  it('that cannot be filled here are left out', async () => {
    meta.templates.push(
      simple('code', { category: 'AUTHENTICATION' }),
      simple('place', { components: [{ type: 'HEADER', format: 'LOCATION' }] }),
      simple('cards', { components: [{ type: 'CAROUSEL' }] }),
      simple('coupon', { components: [{ type: 'BUTTONS', buttons: [{ type: 'COPY_CODE' }] }] }),
      simple('picture', {
        components: [
          { type: 'HEADER', format: 'IMAGE' },
          { type: 'BODY', text: 'x' },
        ],
      }),
    );
    const all = await templates({ ...sendContext(own), now: new Date() });
    expect(all.map(({ name, header }) => [name, header])).toEqual([['picture', 'image']]);
  });

  it('go out with their variables by name, in body and button', async () => {
    meta.templates.push(NAMED);
    const template = {
      name: 'order_update',
      language: 'ja',
      variables: ['山田', '月曜', 'p/1'],
      headerText: '1001',
    };
    await sendAll(outbound('', { extra: { template } }));
    expect(meta.sent[0]?.message).toMatchObject({
      type: 'template',
      template: {
        name: 'order_update',
        language: { code: 'ja' },
        components: [
          { type: 'header', parameters: [{ type: 'text', parameter_name: 'order', text: '1001' }] },
          {
            type: 'body',
            parameters: [
              { type: 'text', parameter_name: 'name', text: '山田' },
              { type: 'text', parameter_name: 'day', text: '月曜' },
            ],
          },
          { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'p/1' }] },
        ],
      },
    });
  });

  it('go out with a picture over them, and by order where they cannot be looked up', async () => {
    const template = { name: 'unseen', language: 'ja', variables: ['山田'], headerFileId: 'f1' };
    await sendAll(outbound('', { extra: { template }, attachments: [stored({})] }));
    const [id] = meta.uploads.keys();
    expect(meta.sent.map(({ message }) => message.template)).toEqual([
      {
        name: 'unseen',
        language: { code: 'ja' },
        components: [
          { type: 'header', parameters: [{ type: 'image', image: { id } }] },
          { type: 'body', parameters: [{ type: 'text', text: '山田' }] },
        ],
      },
    ]);
  });
});

describe('whatsapp: media', () => {
  const incoming = (sourceUrl: string) => stored({ sourceUrl, status: 'fetching' });

  it('are fetched by id with the token', async () => {
    meta.media.set('111', { mime: 'image/jpeg', data: PNG });
    expect(await client.fetchMedia?.(incoming('111'), sendContext(own))).toMatchObject({
      mime: 'image/jpeg',
      data: PNG,
    });
    await expect(client.fetchMedia?.(incoming('gone'), sendContext(own))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('are not asked for anywhere but at Meta', async () => {
    const seen: string[] = [];
    const http = {
      request: async ({ url }: { url: string }) => {
        seen.push(url);
        const body = JSON.stringify({ url: 'https://fbsbx.com.evil.example/x', mime_type: 'image/png' });
        return { status: 200, headers: {}, body: Buffer.from(body) };
      },
    };
    await expect(client.fetchMedia?.(incoming('1'), sendContext(own, { http }))).rejects.toMatchObject({
      code: 'file-not-accepted',
    });
    expect(seen).toHaveLength(1);
  });
});

describe('whatsapp: the check', () => {
  const checked = (account = own) => check({ ...sendContext(account), now: new Date() });

  it('tells the number, its quality, where Meta sends to and when the token ends', async () => {
    meta.set({ tokenEndsAt: 1_800_000_000 });
    expect(await checked()).toEqual({
      ok: true,
      facts: [
        { label: 'fact.number', value: '+81 3-1234-5678' },
        { label: 'fact.name', value: 'みどり商店' },
        { label: 'fact.quality', value: 'GREEN' },
        { label: 'fact.status', value: 'CONNECTED' },
        { label: 'fact.webhook', value: webhookUrl },
      ],
      expiresAt: new Date(1_800_000_000_000),
    });
  });

  it('says what is wrong', async () => {
    const wrong = { ...own, secrets: { ...own.secrets, accessToken: 'wrong' } };
    expect(await checked(wrong)).toMatchObject({ ok: false, problem: 'problem.auth' });
    const other = (more: Partial<WhatsappSettings>) => ({ ...own, settings: { ...own.settings, ...more } });
    expect(await checked(other({ phoneNumberId: '99999' }))).toMatchObject({ problem: 'problem.number' });
    expect(await checked(other({ businessAccountId: '99999' }))).toMatchObject({
      problem: 'problem.business-account',
    });
    expect(await checked({ ...own, publicUrl: 'https://elsewhere.example' })).toMatchObject({
      problem: 'problem.other-webhook',
    });
    meta.set({ subscribed: false });
    expect(await checked()).toMatchObject({ problem: 'problem.not-subscribed' });
    expect(await checked(other({ apiBase: 'http://127.0.0.1:1' }))).toEqual({
      ok: false,
      problem: 'problem.unreachable',
    });
  });

  it('tells an app secret that is another app’s', async () => {
    const http = {
      request: async ({ url }: { url: string }) => {
        const refused = url.includes('appsecret_proof');
        const body = refused
          ? { error: { code: 100, message: 'Invalid appsecret_proof provided in the API argument' } }
          : { data: { is_valid: true } };
        return { status: refused ? 400 : 200, headers: {}, body: Buffer.from(JSON.stringify(body)) };
      },
    };
    expect(await check({ ...sendContext(own, { http }), now: new Date() })).toMatchObject({
      problem: 'problem.app-secret',
    });
  });
});
