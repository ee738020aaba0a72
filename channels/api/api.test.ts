import fc from 'fast-check';
import { SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { signedHeaders } from '#channels/standard-webhooks.ts';
import { Attachment } from '#contracts/message.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { check, client } from './client.ts';
import { EVENTS, HANA } from './fixtures/events.ts';
import { api } from './index.ts';
import { parse } from './parse.ts';
import { ApiSettings, MAX_EVENTS, WireBody } from './payload.ts';
import { type SimulatedApp, startApp } from './simulate.ts';
import { split } from './split.ts';

const secretOf = (n: number): string => `whsec_${Buffer.alloc(32, n).toString('base64')}`;
const IDENTITY_SECRET = 'an-identity-secret-of-32-characters';
const account: Account<ApiSettings> = {
  id: 'acc',
  channel: 'api',
  name: '店',
  settings: ApiSettings.parse({ callbackUrl: 'https://app.example.com/hook' }),
  secrets: { signingSecret: secretOf(1), identitySecret: IDENTITY_SECRET },
  publicUrl: 'https://desk.example.com',
};
const stranger: Account<ApiSettings> = { ...account, id: 'other', secrets: { signingSecret: secretOf(2) } };
const AT = new Date('2026-11-24T03:00:00.000Z');

const raw = (body: unknown, of = account, id = 'evt_1'): RawRequest => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = signedHeaders(of.secrets.signingSecret, { id, at: AT, body: text }) ?? {};
  return {
    method: 'POST',
    url: `/webhooks/api/${of.id}`,
    query: {},
    headers,
    body: Buffer.from(text),
    contentType: 'application/json',
    receivedAt: AT,
  };
};

const samples = Object.values(EVENTS);

const ok = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":"app-1"}' };
const refusal = (code: string, status = 422) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code, message: 'no' } }),
});

channelContract('api', {
  definition: api,
  account,
  stranger,
  to: 'user-42',
  address: fc.stringMatching(/^[\w@.-]{1,40}$/),
  signed: {
    header: 'webhook-signature',
    requests: (of) => [
      ...samples.map((one, n) => raw(one, of, `evt_${n}`)),
      raw(
        {
          events: [
            { ...EVENTS.message, id: 'b1' },
            { type: 'end', sender: HANA },
          ],
        },
        of,
        'evt_batch',
      ),
    ],
    reprinted: (of) => [
      { ...raw(EVENTS.message, of), body: Buffer.from(JSON.stringify(EVENTS.message, null, 1)) },
    ],
    unknown: (of) => [
      raw({ type: 'super-like', sender: HANA }, of),
      raw({ type: 'outbound.message', text: 'our own words, played back' }, of),
    ],
    unreadable: (of) => [
      raw('not json', of),
      raw('[1]', of),
      raw({ events: [] }, of),
      raw({ events: [1] }, of),
    ],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, callbackUrl: url } }),
    accepted: ok,
    providerId: 'app-1',
    idempotent: true,
    refusedIn200: { reply: refusal('invalid-recipient', 200), code: 'delivery-invalid-recipient' },
    refusals: [
      { reply: refusal('opted-out'), code: 'opted-out', retryable: false },
      { reply: refusal('window-closed'), code: 'reply-window-closed', retryable: false },
      { reply: refusal('text-too-long'), code: 'text-too-long', retryable: false },
      { reply: refusal('file-not-accepted'), code: 'file-not-accepted', retryable: false },
      { reply: refusal('throttled'), code: 'delivery-throttled', retryable: true },
      { reply: refusal('constructor'), code: 'delivery-rejected', retryable: false },
      { reply: { status: 401, body: '' }, code: 'delivery-auth', retryable: false },
      { reply: { status: 404, body: '' }, code: 'delivery-rejected', retryable: false },
      { reply: { status: 302, headers: { location: '/x' } }, code: 'delivery-rejected', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

const first = async (event: object, of = account): Promise<InboundEvent | undefined> => {
  const [item] = split(raw(event, of));
  return (await parse(item?.body, of))[0];
};

describe('api: what comes in', () => {
  it('reads a message with who wrote, when, and what the app counts', async () => {
    expect(await first(EVENTS.message)).toMatchObject({
      type: 'message',
      externalId: 'm1',
      threadKey: 'user-42',
      text: 'こんにちは',
      at: new Date('2026-11-24T02:59:00Z'),
      from: {
        kind: 'external',
        value: 'user-42',
        verified: true,
        scoped: true,
        name: '山田 花子',
        language: 'ja',
      },
    });
    expect(await first(EVENTS.tap)).toMatchObject({ payload: 'return', counter: 7 });
    expect(await first(EVENTS.comment)).toMatchObject({
      threadKey: 'post-1',
      isPublic: true,
      isShared: true,
    });
    expect(await first(EVENTS.call)).toMatchObject({ text: '', unsupported: 'voice-call' });
    expect(await first({ type: 'message', sender: HANA })).toMatchObject({ unsupported: 'empty' });
  });

  it('fetches files by their URL, and shows one nobody can fetch as failed', async () => {
    const file = await first(EVENTS.file);
    expect(file).toMatchObject({ attachments: [{ kind: 'image', status: 'fetching', size: 10 }] });
    const bad = {
      ...EVENTS.file,
      attachments: [{ url: 'ftp://x/y' }, { url: `https://x/${'a'.repeat(3_000)}` }],
    };
    expect(await first(bad)).toMatchObject({
      attachments: [
        { status: 'failed', reason: 'bad-url' },
        { status: 'failed', reason: 'bad-url' },
      ],
    });
  });

  it('reads everything else as what it is', async () => {
    expect(await first(EVENTS.edit)).toMatchObject({ type: 'edit', externalId: 'm1', text: '訂正' });
    expect(await first(EVENTS.reaction)).toMatchObject({ type: 'reaction', emoji: '👍' });
    expect(await first(EVENTS.unsend)).toMatchObject({ type: 'unsend', externalId: 'm2' });
    expect(await first(EVENTS.read)).toMatchObject({ type: 'read-up-to' });
    expect(await first(EVENTS.contact)).toMatchObject({ type: 'contact', state: 'unreachable' });
    expect(await first(EVENTS.echo)).toMatchObject({ type: 'echo', externalId: 'm9' });
    expect(await first(EVENTS.wish)).toMatchObject({ type: 'person-wish' });
    expect(await first(EVENTS.end)).toMatchObject({ type: 'end' });
    expect(await first(EVENTS.survey)).toMatchObject({
      type: 'survey-answer',
      score: 5,
      comment: '早かった',
    });
    expect(await first(EVENTS.delivered)).toMatchObject({ type: 'status', state: 'delivered' });
    expect(await first(EVENTS.failed)).toMatchObject({ state: 'failed', reason: 'opted-out' });
  });

  it('knows what has no id of its own by the webhook id and its place, whatever the time', () => {
    const wish = { type: 'person-wish', sender: HANA };
    const keys = split(raw({ events: [wish, wish] }, account, 'evt_9')).map(({ key }) => key);
    expect(keys).toEqual(['event:evt_9:0', 'event:evt_9:1']);
    const [message] = split(raw({ type: 'message', sender: HANA, text: 'x' }, account, 'evt_9'));
    expect(message?.key).toBe('message:evt_9:0');
  });

  it(`takes a batch of 1 to ${MAX_EVENTS}, and sets a larger one aside whole`, () => {
    const batch = (n: number) => ({
      events: Array.from({ length: n }, (_, at) => ({ ...EVENTS.message, id: `m${at}` })),
    });
    expect(split(raw(batch(MAX_EVENTS)))).toHaveLength(MAX_EVENTS);
    expect(split(raw(batch(MAX_EVENTS + 1)))).toMatchObject([{ body: { unparsed: expect.any(String) } }]);
  });
});

const tokenOf = (
  claims: object,
  { sub = HANA.id, aud = account.id, exp = AT.getTime() / 1_000 + 600 } = {},
) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setAudience(aud)
    .setExpirationTime(exp)
    .sign(new TextEncoder().encode(IDENTITY_SECRET));

describe('api: who wrote', () => {
  const also = async (sender: object): Promise<unknown> => {
    const event = await first({ ...EVENTS.message, sender: { ...HANA, ...sender } });
    return event && 'from' in event ? event.from.also : undefined;
  };

  it('takes an address for claimed, and for verified with an identity token', async () => {
    expect(await also({ email: 'Hana@Example.com ', phone: '+81 90-1234-5678' })).toEqual([
      { kind: 'email', value: 'hana@example.com', verified: false },
      { kind: 'phone', value: '+819012345678', verified: false },
    ]);
    const token = await tokenOf({ email: 'hana@example.com' });
    expect(await also({ token, email: 'other@example.com' })).toEqual([
      { kind: 'email', value: 'hana@example.com', verified: true },
    ]);
  });

  it('believes no token of another sender, account, time, key or kind', async () => {
    const claims = { email: 'hana@example.com' };
    const good = await tokenOf(claims);
    const [, body = ''] = good.split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    const tokens = [
      await tokenOf(claims, { sub: 'user-43' }),
      await tokenOf(claims, { aud: 'other' }),
      await tokenOf(claims, { exp: AT.getTime() / 1_000 - 61 }),
      `${good.slice(0, -2)}AA`,
      none,
      'no token',
    ];
    for (const token of tokens) expect(await also({ token })).toBeUndefined();
    const unarmed = { ...account, secrets: { signingSecret: secretOf(1), identitySecret: 'short' } };
    const event = await first({ ...EVENTS.message, sender: { ...HANA, token: good } }, unarmed);
    expect(event && 'from' in event && event.from.also).toBeUndefined();
  });

  it('keeps ids to the account unless they are the shop’s own', async () => {
    const shop = { ...account, settings: { ...account.settings, userIds: 'shop' as const } };
    expect(await first(EVENTS.message, shop)).toMatchObject({ from: { scoped: false } });
  });
});

let app: SimulatedApp | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});
const start = async (): Promise<{ app: SimulatedApp; own: Account<ApiSettings> }> => {
  app = await startApp({ signingSecret: secretOf(1), webhookUrl: 'http://127.0.0.1:9/none' });
  return { app, own: { ...account, settings: { ...account.settings, callbackUrl: app.url } } };
};
const context = (own: Account<ApiSettings>) =>
  sendContext(own, { to: 'user-42', threadKey: 'user-42', idempotencyKey: 'm1:0:1' });

describe('api: what goes out', () => {
  const RICH = outbound('どれですか', {
    extra: {
      quickReplies: [{ label: '返品', payload: 'return' }],
      links: [{ label: '注文', url: 'https://shop.example/1' }],
      card: { title: '注文 1001', lines: [{ label: '状態', value: '発送済み' }] },
      citations: [{ articleId: 'a', title: '返品', slug: '返品' }],
      survey: { surveyId: 's1', kind: 'csat' },
    },
    attachments: [
      Attachment.parse({
        fileId: 'f1',
        name: '領収書.pdf',
        mime: 'application/pdf',
        size: 4,
        kind: 'file',
        status: 'stored',
      }),
    ],
    answers: { externalId: 'm1', at: AT, text: 'x', handle: {} },
    by: { kind: 'agent', name: '佐藤' },
  });

  it('posts the whole outbound shape, signed, with files as URLs', async () => {
    const { app: side, own } = await start();
    const [part] = api.render(RICH, { to: 'user-42', threadKey: 'user-42', account: own });
    if (!part) throw new Error('nothing rendered');
    expect(await client.send(part, context(own))).toEqual({ providerId: 'app-1', state: 'sent' });
    expect(side.taken).toMatchObject([
      {
        webhookId: 'm1:0:1',
        body: {
          type: 'outbound.message',
          to: 'user-42',
          threadId: 'user-42',
          replyTo: 'm1',
          text: 'どれですか',
          author: { kind: 'agent', name: '佐藤' },
          quickReplies: [{ label: '返品', payload: 'return' }],
          links: [{ label: '注文' }],
          card: { title: '注文 1001' },
          citations: [{ url: 'https://desk.example.com/help/ja/%E8%BF%94%E5%93%81' }],
          survey: { surveyId: 's1', kind: 'csat' },
          files: [{ name: '領収書.pdf', mime: 'application/pdf', url: 'https://files.test/f1' }],
        },
      },
    ]);
    expect(side.refused).toEqual([]);
  });

  it('is tried again after an unclear end, and taken once', async () => {
    const { app: side, own } = await start();
    const [part] = api.render(outbound('はい'), { to: 'user-42', threadKey: 'user-42', account: own });
    if (!part) throw new Error('nothing rendered');
    side.fault('reset-taken', 'server-error');
    for (let n = 0; n < 2; n += 1)
      await expect(client.send(part, context(own))).rejects.toMatchObject({
        code: 'delivery-unreachable',
        retryable: true,
      });
    expect(await client.send(part, context(own))).toMatchObject({ providerId: 'app-1' });
    expect(side.taken).toHaveLength(1);
  });

  it('puts everything but the text on the last part, and refuses what is empty', () => {
    const long = { ...RICH, text: 'a '.repeat(8_000) };
    const bodies = api
      .render(long, { to: 'u', threadKey: 'u', account })
      .map(({ body }) => WireBody.parse(body));
    expect(bodies.map(({ files }) => files?.length ?? 0)).toEqual([0, 1]);
    expect(() => api.render(outbound(' '), { to: 'u', threadKey: 'u', account })).toThrow(
      expect.objectContaining({ code: 'empty-message' }),
    );
  });

  it('takes 204 for an answer, under the id it was sent by', async () => {
    const { own } = await start();
    const [part] = api.render(outbound('はい'), { to: 'u', threadKey: 'u', account: own });
    if (!part) throw new Error('nothing rendered');
    const http = { request: async () => ({ status: 204, headers: {}, body: Buffer.alloc(0) }) };
    expect(await client.send(part, { ...context(own), http })).toEqual({
      providerId: 'm1:0:1',
      state: 'sent',
    });
  });

  it('checks the callback by a ping, and says what is wrong', async () => {
    const { own } = await start();
    const asked = { ...sendContext(own), now: new Date() };
    expect(await check(asked)).toEqual({ ok: true });
    const wrong = { ...own, secrets: { signingSecret: secretOf(3) } };
    expect(await check({ ...asked, account: wrong })).toMatchObject({ ok: false, problem: 'check.secret' });
    const gone = { ...own, settings: { ...own.settings, callbackUrl: 'http://127.0.0.1:9/none' } };
    expect(await check({ ...asked, account: gone })).toMatchObject({
      ok: false,
      problem: 'check.unreachable',
    });
  });

  it('fetches a file from the app, and says when it is gone', async () => {
    const { app: side, own } = await start();
    side.files.set('a.jpg', { mime: 'image/jpeg', data: Buffer.from('jpeg') });
    const file = (name: string) =>
      ({
        name,
        mime: 'application/octet-stream',
        size: 0,
        kind: 'file',
        status: 'fetching',
        sourceUrl: `${side.url}/files/${name}`,
      }) as const;
    const got = await client.fetchMedia?.(file('a.jpg'), sendContext(own));
    expect([got?.mime, got?.data.toString()]).toEqual(['image/jpeg', 'jpeg']);
    await expect(client.fetchMedia?.(file('b.jpg'), sendContext(own))).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
