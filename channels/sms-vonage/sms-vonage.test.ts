import { createHmac, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { Attachment } from '#contracts/message.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { authorization, keyOf } from './authorization.ts';
import { check, client } from './client.ts';
import { EVENTS } from './fixtures/events.ts';
import { vonage as adapter } from './index.ts';
import { keywordOf } from './keywords.ts';
import { parse } from './parse.ts';
import { VonageSettings, WireBody } from './payload.ts';
import { type SimulatedVonage, startVonage, webhookToken } from './simulate.ts';
import { split } from './split.ts';
import { verify } from './verify.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const APPLICATION = 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab';
const account: Account<VonageSettings> = {
  id: 'acc',
  channel: 'sms',
  name: '灯屋',
  settings: VonageSettings.parse({ applicationId: APPLICATION, from: '+815012345678' }),
  secrets: { signatureSecret: 'signature-secret-canary', privateKey },
  publicUrl: 'https://desk.example.com',
};
const stranger: Account<VonageSettings> = {
  ...account,
  id: 'other',
  secrets: { signatureSecret: 'another-secret', privateKey },
};
const AT = new Date('2026-11-24T03:00:00.000Z');

const raw = (event: unknown, of = account): RawRequest => {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  const token = webhookToken(of.secrets.signatureSecret ?? '', text, {
    applicationId: of.settings.applicationId,
    now: AT,
  });
  return {
    method: 'POST',
    url: `/webhooks/sms/${of.id}`,
    query: {},
    headers: { authorization: `Bearer ${token}` },
    body: Buffer.from(text),
    contentType: 'application/json',
    receivedAt: AT,
  };
};

const problem = (code: number | string, status = 422) => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({
    type: `https://developer.vonage.com/api-errors/messages#${code}`,
    title: 'x',
    detail: 'x',
    instance: 'x',
  }),
});

channelContract('sms-vonage', {
  definition: adapter,
  account,
  stranger,
  to: '+819011112222',
  address: fc.oneof(
    fc.stringMatching(/^[1-9]\d{6,14}$/).map((digits) => `+${digits}`),
    fc.stringMatching(/^[A-Z][a-z]{3,9}$/),
  ),
  signed: {
    header: 'authorization',
    requests: (of) => Object.values(EVENTS).map((one) => raw(one, of)),
    reprinted: (of) => [{ ...raw(EVENTS.text, of), body: Buffer.from(JSON.stringify(EVENTS.text, null, 1)) }],
    unknown: (of) => [
      raw({ ...EVENTS.text, channel: 'whatsapp', message_uuid: 'w1' }, of),
      raw({ message_uuid: 'o9', status: 'teleported' }, of),
      raw({ event: 'something-else' }, of),
    ],
    unreadable: (of) => [raw('not json', of), raw('[1]', of)],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, apiBase: url } }),
    accepted: {
      status: 202,
      headers: { 'content-type': 'application/json' },
      body: '{"message_uuid":"uuid-1"}',
    },
    providerId: 'uuid-1',
    idempotent: false,
    refusedIn200: { reply: problem(1_170, 202), code: 'delivery-invalid-recipient' },
    refusals: [
      { reply: problem(1_040), code: 'delivery-invalid-recipient', retryable: false },
      { reply: problem(1_240), code: 'opted-out', retryable: false },
      { reply: problem(1_090), code: 'text-too-long', retryable: false },
      { reply: problem(1_381), code: 'file-not-accepted', retryable: false },
      { reply: problem(1_000), code: 'delivery-throttled', retryable: true },
      { reply: problem(1_100), code: 'delivery-unreachable', retryable: true },
      { reply: problem(1_120), code: 'delivery-auth', retryable: false },
      { reply: problem('low-balance', 402), code: 'delivery-auth', retryable: false },
      { reply: problem('unauthorized', 401), code: 'delivery-auth', retryable: false },
      { reply: { status: 401, body: '' }, code: 'delivery-auth', retryable: false },
      { reply: problem(9_999), code: 'delivery-rejected', retryable: false },
      { reply: { status: 404, body: '' }, code: 'delivery-rejected', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

const first = (event: unknown, of = account): InboundEvent | undefined =>
  split(raw(event, of)).flatMap((item) => parse(item.body, of))[0];

describe('sms-vonage: signatures', () => {
  const body = JSON.stringify(EVENTS.text);
  const signed = (header: object, claims: object, secret = 'signature-secret-canary'): RawRequest => {
    const text = [header, claims]
      .map((one) => Buffer.from(JSON.stringify(one)).toString('base64url'))
      .join('.');
    const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    return { ...raw(EVENTS.text), headers: { authorization: `Bearer ${token}` } };
  };
  const [, claims = ''] = webhookToken('x', body, { applicationId: APPLICATION }).split('.');
  const good = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;

  it('wants HS256, the hash of the body, and this application', () => {
    expect(verify(signed({ alg: 'HS256' }, good), account).ok).toBe(true);
    const { payload_hash: _, ...hashless } = good;
    expect(verify(signed({ alg: 'none' }, good), account).ok).toBe(false);
    expect(verify(signed({ alg: 'RS256' }, good), account).ok).toBe(false);
    expect(verify(signed({ alg: 'HS256' }, hashless), account).ok).toBe(false);
    expect(verify(signed({ alg: 'HS256' }, { ...good, application_id: 'other' }), account).ok).toBe(false);
  });

  it('takes either of two secrets while one is replaced by the other', () => {
    const changing = { ...account, secrets: { ...account.secrets, signatureSecretNext: 'new' } };
    expect(verify(signed({ alg: 'HS256' }, good, 'new'), changing).ok).toBe(true);
    expect(verify(signed({ alg: 'HS256' }, good, 'new'), account).ok).toBe(false);
  });
});

describe('sms-vonage: what comes in', () => {
  it('reads a text with its sender, number and time', () => {
    expect(first(EVENTS.text)).toEqual({
      type: 'message',
      externalId: 'u1',
      threadKey: '+819011112222',
      from: { kind: 'phone', value: '+819011112222', verified: true, scoped: false, language: 'ja' },
      at: new Date('2026-11-24T02:59:00.000Z'),
      text: '在庫はありますか',
      attachments: [],
    });
    expect(first(EVENTS.long)).toMatchObject({ text: '長い文。'.repeat(100) });
    expect(first(EVENTS.emoji)).toMatchObject({ text: '👨‍👩‍👧‍👦 😀' });
  });

  it('reads an MMS, and shows a kind it cannot read as such', () => {
    expect(first(EVENTS.image)).toMatchObject({
      text: '割れていました',
      attachments: [{ kind: 'image', name: '割れ.jpg', status: 'fetching' }],
    });
    expect(first(EVENTS.vcard)).toMatchObject({ attachments: [{ mime: 'text/vcard' }] });
    expect(first(EVENTS.other)).toMatchObject({ text: '', unsupported: 'unsupported' });
  });

  it('takes a sender name for one that means something here alone', () => {
    expect(first({ ...EVENTS.text, from: 'AcmeInc' })).toMatchObject({
      from: { kind: 'external', value: 'AcmeInc', scoped: true },
    });
  });

  it('knows the words that stop, start and help, in both languages and any width', () => {
    for (const word of ['STOP', 'ＳＴＯＰ', ' stop. ', '停止', '「配信停止」'])
      expect(keywordOf(word)?.consent).toBe('opt-out');
    for (const word of ['Start', 'UNSTOP', '再開']) expect(keywordOf(word)?.consent).toBe('opt-in');
    for (const word of ['HELP', 'ヘルプ']) expect(keywordOf(word)?.consent).toBe('help');
    for (const text of ['please stop calling', '停止しないで', '']) expect(keywordOf(text)).toBeUndefined();
  });

  it('confirms them unless Vonage does', () => {
    expect(first({ ...EVENTS.text, text: '停止' })).toMatchObject({
      consent: 'opt-out',
      dutyReply: '【灯屋】配信を停止しました。再開するには「再開」と返信してください。',
    });
    const theirs = { ...account, settings: { ...account.settings, keywordReplies: 'provider' as const } };
    const event = first({ ...EVENTS.text, text: 'STOP' }, theirs);
    expect(event).toMatchObject({ consent: 'opt-out' });
    expect(event).not.toHaveProperty('dutyReply');
  });

  it('reads states, and why one failed, by the code in its type or title', () => {
    expect(first(EVENTS.submitted)).toMatchObject({ state: 'sent', recipient: '+819011112222' });
    expect(first(EVENTS.delivered)).toMatchObject({ state: 'delivered' });
    expect(first(EVENTS.read)).toMatchObject({ state: 'read' });
    expect(first(EVENTS.rejected)).toMatchObject({ state: 'failed', reason: 'opted-out' });
    expect(first(EVENTS.undeliverable)).toMatchObject({
      state: 'failed',
      reason: 'delivery-invalid-recipient',
    });
  });
});

describe('sms-vonage: what goes out', () => {
  const render = (...ask: Parameters<typeof outbound>) =>
    adapter
      .render(outbound(...ask), { to: '+819011112222', threadKey: '+819011112222', account })
      .map(({ body }) => WireBody.parse(body));

  it('writes out what other channels draw, and files as links of their own', () => {
    const file = Attachment.parse({
      fileId: 'f1',
      name: '領収書.pdf',
      mime: 'application/pdf',
      size: 4,
      kind: 'file',
      status: 'stored',
    });
    const [words, link] = render('どれですか', {
      attachments: [file],
      extra: {
        quickReplies: [{ label: '返品' }, { label: '交換' }],
        links: [{ label: '注文', url: 'https://shop.example/1' }],
      },
    });
    expect(words?.text).toBe(
      'どれですか\n\n注文\nhttps://shop.example/1\n\n番号でご返信ください。\n1. 返品\n2. 交換',
    );
    expect(link).toMatchObject({ text: 'ファイル: 領収書.pdf', link: { fileId: 'f1' } });
  });

  it('cuts a long text at sentences and never inside a family', () => {
    const texts = render('👨‍👩‍👧‍👦'.repeat(200)).map(({ text }) => text);
    for (const text of texts) expect(text.length % '👨‍👩‍👧‍👦'.length).toBe(0);
    const [sentence] = render('一つの文です。'.repeat(200));
    expect(sentence?.text.endsWith('。')).toBe(true);
  });

  it('signs for the application with a key that lost its line ends in a form', async () => {
    for (const pem of [privateKey, privateKey.replaceAll('\n', ''), privateKey.replaceAll('\n', ' ')]) {
      const bearer = await authorization({ ...account, secrets: { privateKey: pem } }, AT);
      expect(decodeJwt(bearer?.slice(7) ?? '')).toMatchObject({
        application_id: APPLICATION,
        exp: AT.getTime() / 1_000 + 300,
      });
    }
    expect(keyOf('no key')).toBeUndefined();
  });
});

let vonage: SimulatedVonage | undefined;
afterEach(async () => {
  await vonage?.settled();
  await vonage?.close();
  vonage = undefined;
});
const start = async (): Promise<{ side: SimulatedVonage; own: Account<VonageSettings> }> => {
  vonage = await startVonage({
    applicationId: APPLICATION,
    signatureSecret: 'signature-secret-canary',
    number: '815012345678',
    webhookUrl: 'http://127.0.0.1:9/none',
    statusUrl: 'http://127.0.0.1:9/none',
    retries: 0,
  });
  return { side: vonage, own: { ...account, settings: { ...account.settings, apiBase: vonage.url } } };
};

describe('sms-vonage: against the simulated Messages API', () => {
  it('sends a text from the number to the number, with our URL for its states', async () => {
    const { side, own } = await start();
    const to = { to: '+819011112222', threadKey: '+819011112222' };
    const [part] = adapter.render(outbound('はい'), { ...to, account: own });
    if (!part) throw new Error('nothing rendered');
    const { providerId } = await client.send(part, sendContext(own, to));
    expect(side.sent).toMatchObject([
      {
        uuid: providerId,
        to: '819011112222',
        from: '815012345678',
        text: 'はい',
        body: {
          channel: 'sms',
          sms: { encoding_type: 'auto' },
          webhook_url: 'https://desk.example.com/webhooks/sms/acc',
          client_ref: 'key-1',
        },
      },
    ]);
    side.fault('throttled', 'reset-taken', 1_240);
    const failures = [];
    for (let n = 0; n < 3; n += 1)
      failures.push(
        await client
          .send(part, sendContext(own, to))
          .catch((e: { code: string; retryable: boolean }) => [e.code, e.retryable]),
      );
    expect(failures).toEqual([
      ['delivery-throttled', true],
      ['delivery-uncertain', false],
      ['opted-out', false],
    ]);
  });

  it('fetches media with its token, and says when they are gone', async () => {
    const { side, own } = await start();
    side.media.set('m1', Buffer.from('jpeg'));
    const media = (name: string) =>
      ({
        name: 'image.jpg',
        mime: 'image/jpeg',
        size: 0,
        kind: 'image',
        status: 'fetching',
        sourceUrl: `${side.url}/v3/media/${name}`,
      }) as const;
    const got = await client.fetchMedia?.(media('m1'), sendContext(own));
    expect(got?.data.toString()).toBe('jpeg');
    await expect(client.fetchMedia?.(media('m2'), sendContext(own))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('checks key and application without sending anything', async () => {
    const { side, own } = await start();
    const context = { ...sendContext(own), now: AT };
    expect(await check(context)).toMatchObject({ ok: true, facts: [{ value: '+815012345678' }] });
    const other = { ...own, settings: { ...own.settings, applicationId: stranger.id } };
    expect(await check({ ...context, account: other })).toMatchObject({ problem: 'check.application' });
    const keyless = { ...own, secrets: { ...own.secrets, privateKey: 'x' } };
    expect(await check({ ...context, account: keyless })).toEqual({ ok: false, problem: 'check.key' });
    expect(side.sent).toEqual([]);
  });
});
