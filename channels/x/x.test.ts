import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { Attachment } from '#contracts/message.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { check, client } from './client.ts';
import { dm, HANA, MS, post, US, WEBHOOKS } from './fixtures/events.ts';
import { x } from './index.ts';
import { parse } from './parse.ts';
import { WireBody, XSettings } from './payload.ts';
import { type SimulatedX, startX } from './simulate.ts';
import { split } from './split.ts';
import { handshake, hashOf } from './verify.ts';
import { weightOf } from './weight.ts';

const account: Account<XSettings> = {
  id: 'acc',
  channel: 'x',
  name: '店',
  settings: XSettings.parse({ userId: US, username: 'akariya' }),
  secrets: {
    consumerKey: 'consumer-key-canary',
    consumerSecret: 'consumer-secret-canary',
    accessToken: 'access-token-canary',
    accessTokenSecret: 'token-secret-canary',
  },
  publicUrl: 'https://desk.example.com',
};
const stranger: Account<XSettings> = {
  ...account,
  id: 'other',
  secrets: { ...account.secrets, consumerSecret: 'another-secret' },
};
const AT = new Date('2026-11-24T03:00:00.000Z');

const raw = (webhook: unknown, of = account): RawRequest => {
  const text = typeof webhook === 'string' ? webhook : JSON.stringify(webhook);
  return {
    method: 'POST',
    url: `/webhooks/x/${of.id}`,
    query: {},
    headers: { 'x-twitter-webhooks-signature': hashOf(of.secrets.consumerSecret ?? '', text) },
    body: Buffer.from(text),
    contentType: 'application/json',
    receivedAt: AT,
  };
};

const problem = (status: number, detail: string, title = 'Forbidden') => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ title, detail, type: 'about:blank', status }),
});

channelContract('x', {
  definition: x,
  account,
  stranger,
  to: HANA,
  address: fc.oneof(
    fc.stringMatching(/^[1-9]\d{0,18}$/),
    fc.stringMatching(/^[1-9]\d{0,18}$/).map((id) => `public:${id}`),
  ),
  signed: {
    header: 'x-twitter-webhooks-signature',
    requests: (of) => Object.values(WEBHOOKS).map((one) => raw(one, of)),
    reprinted: (of) => [
      { ...raw(WEBHOOKS.mention, of), body: Buffer.from(JSON.stringify(WEBHOOKS.mention, null, 1)) },
    ],
    unknown: (of) => [
      raw({ for_user_id: US, teleport_events: [{ id: '1' }] }, of),
      raw({ for_user_id: US, one_event: { id: '1' } }, of),
    ],
    unreadable: (of) => [raw('not json', of), raw('[1]', of), raw({ for_user_id: US }, of)],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, apiBase: url } }),
    accepted: {
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: '{"data":{"dm_conversation_id":"1-2","dm_event_id":"9001"}}',
    },
    providerId: '9001',
    idempotent: false,
    refusedIn200: {
      reply: {
        status: 200,
        body: JSON.stringify({
          errors: [{ title: 'Forbidden', detail: 'You cannot send messages to this user.' }],
        }),
      },
      code: 'delivery-invalid-recipient',
    },
    refusals: [
      {
        reply: problem(403, 'You do not have permission to DM one or more participants.'),
        code: 'delivery-invalid-recipient',
        retryable: false,
      },
      { reply: problem(403, 'You have been blocked from this user.'), code: 'opted-out', retryable: false },
      {
        reply: problem(403, 'You are not allowed to create a Tweet with duplicate content.'),
        code: 'delivery-rejected',
        retryable: false,
      },
      {
        reply: problem(403, 'Your client app is not configured with the appropriate oauth1-permissions.'),
        code: 'delivery-auth',
        retryable: false,
      },
      { reply: problem(401, 'Unauthorized', 'Unauthorized'), code: 'delivery-auth', retryable: false },
      {
        reply: problem(400, 'Your Tweet text is too long.', 'Invalid'),
        code: 'text-too-long',
        retryable: false,
      },
      { reply: { status: 404, body: '' }, code: 'delivery-invalid-recipient', retryable: false },
      { reply: { status: 403, body: '' }, code: 'delivery-rejected', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

const eventsOf = (webhook: unknown, of = account): InboundEvent[] =>
  split(raw(webhook, of)).flatMap((item) => parse(item.body, of));
const first = (webhook: unknown, of = account): InboundEvent | undefined => eventsOf(webhook, of)[0];

describe('x: the webhook', () => {
  it('answers the challenge with the hash under the consumer secret', () => {
    const asked = { ...raw(''), method: 'GET' as const, query: { crc_token: 'foo' } };
    expect(handshake(asked, account)).toEqual({
      status: 200,
      contentType: 'application/json',
      body: JSON.stringify({ response_token: hashOf('consumer-secret-canary', 'foo') }),
    });
    expect(handshake({ ...asked, query: {} }, account)).toBeUndefined();
    expect(handshake(asked, { ...account, secrets: {} })).toBeUndefined();
  });

  it('names the account of each event, and keeps only the names of who it is about', () => {
    const [item] = split(raw(WEBHOOKS['direct message']));
    expect(item).toMatchObject({ accountRef: US, key: 'message:d1', lane: HANA });
    expect(item?.body).toMatchObject({ users: { [HANA]: { id: HANA, name: '花子', screen_name: 'hana' } } });
    expect(x.refs?.(account)).toEqual([US]);
  });

  it('tells several events of one webhook apart', () => {
    const { direct_message_events: messages } = dm({ text: 'x' });
    const { tweet_create_events: posts } = post();
    const both = { for_user_id: US, direct_message_events: messages, tweet_create_events: posts };
    expect(split(raw(both)).map(({ key, lane }) => [key, lane])).toEqual([
      ['message:d1', HANA],
      ['message:p1', `public:${HANA}`],
    ]);
  });
});

describe('x: direct messages', () => {
  it('reads words, name, place, taps and media', () => {
    expect(first(WEBHOOKS['direct message'])).toMatchObject({
      type: 'message',
      threadKey: HANA,
      text: 'こんにちは & よろしく',
      at: new Date(Number(MS)),
      from: { kind: 'x', value: HANA, verified: true, scoped: false, name: '花子' },
    });
    expect(first(WEBHOOKS.photo)).toMatchObject({
      text: '割れていました',
      attachments: [{ kind: 'image', status: 'fetching' }],
    });
    expect(first(WEBHOOKS.video)).toMatchObject({
      attachments: [{ kind: 'video', sourceUrl: 'https://video.twimg.com/large.mp4' }],
    });
    expect(first(WEBHOOKS.location)).toMatchObject({ place: { latitude: 35.68, longitude: 139.76 } });
    expect(first(WEBHOOKS.tap)).toMatchObject({ text: '返品', payload: 'return' });
    expect(first(WEBHOOKS.card)).toMatchObject({ text: '', unsupported: 'card' });
  });

  it('tells our own words, reads and typing from theirs', () => {
    expect(first(WEBHOOKS['own direct message'])).toMatchObject({
      type: 'echo',
      threadKey: HANA,
      from: { value: HANA },
    });
    expect(first(WEBHOOKS.read)).toMatchObject({ type: 'read-up-to', threadKey: HANA });
    expect(first(WEBHOOKS.typing)).toMatchObject({ type: 'unsupported' });
    expect(first(WEBHOOKS.revoke)).toMatchObject({ type: 'unsupported', kind: 'user_event' });
  });
});

describe('x: posts', () => {
  it('reads a mention as public, with its page, without our name and short links', () => {
    expect(first(WEBHOOKS.mention)).toMatchObject({
      type: 'message',
      externalId: 'p1',
      threadKey: `public:${HANA}`,
      text: '在庫は <まだ> ありますか https://shop.example/p/1',
      attachments: [{ kind: 'image', sourceUrl: 'https://pbs.twimg.com/media/1.jpg' }],
      isPublic: true,
      personOnly: true,
      link: 'https://x.com/hana/status/p1',
      from: { language: 'ja' },
    });
    expect(first(WEBHOOKS.reply)).toMatchObject({ replyTo: 'ours-1' });
    expect(first(WEBHOOKS.quote)).toMatchObject({ type: 'message' });
    expect(first(WEBHOOKS.long)).toMatchObject({ text: '長'.repeat(200) });
  });

  it('reads edits, deletions and our own replies, and leaves the rest alone', () => {
    expect(first(WEBHOOKS.edited)).toMatchObject({ type: 'edit', externalId: 'p1' });
    expect(first(WEBHOOKS.deleted)).toMatchObject({ type: 'unsend', externalId: 'p1' });
    expect(first(WEBHOOKS['own reply'])).toMatchObject({
      type: 'echo',
      threadKey: `public:${HANA}`,
      isShared: true,
    });
    for (const name of ['own post', 'repost', 'like', 'follow'] as const)
      expect(first(WEBHOOKS[name])).toMatchObject({ type: 'unsupported' });
    expect(first(post({ entities: {} }))).toMatchObject({ kind: 'post' });
  });

  it('lets the bot answer, or takes no mentions in, as the account says', () => {
    const of = (mentions: 'bot' | 'off') => ({ ...account, settings: { ...account.settings, mentions } });
    expect(first(WEBHOOKS.mention, of('bot'))).not.toHaveProperty('personOnly');
    expect(first(WEBHOOKS.mention, of('off'))).toMatchObject({ type: 'unsupported', kind: 'mention' });
  });
});

const answers = { externalId: 'p1', at: AT, text: 'x', handle: {} };
const render = (threadKey: string, ...ask: Parameters<typeof outbound>) =>
  x.render(outbound(...ask), { to: threadKey, threadKey, account }).map(({ body }) => WireBody.parse(body));

describe('x: what goes out', () => {
  it('answers a post under it, in parts of at most 280', () => {
    const bodies = render(`public:${HANA}`, 'ご案内します。'.repeat(60), { answers });
    expect(bodies.length).toBeGreaterThan(1);
    for (const body of bodies) {
      expect(body).toMatchObject({ way: 'reply', replyTo: 'p1' });
      expect(weightOf(body.text)).toBeLessThanOrEqual(280);
    }
  });

  it('answers a post in private as a direct message, and never mixes the two', () => {
    const [body] = render(`public:${HANA}`, 'ご注文番号を', { answers, extra: { replyPrivately: true } });
    expect(body).toEqual({ way: 'dm', to: HANA, text: 'ご注文番号を' });
  });

  it('shows no files, choices or surveys in public', () => {
    const file = Attachment.parse({
      fileId: 'f1',
      name: 'a.pdf',
      mime: 'application/pdf',
      size: 1,
      kind: 'file',
      status: 'stored',
    });
    expect(() => render(`public:${HANA}`, 'x', { answers, attachments: [file] })).toThrow(
      expect.objectContaining({ code: 'file-not-accepted' }),
    );
    expect(render(HANA, 'x', { attachments: [file] })[1]).toMatchObject({ link: { fileId: 'f1' } });
    const extra = { quickReplies: [{ label: '返品' }] };
    expect(render(`public:${HANA}`, 'どれ', { answers, extra })[0]?.text).toBe('どれ');
    expect(render(HANA, 'どれ', { extra })[0]?.text).toContain('1. 返品');
    expect(() => render(`public:${HANA}`, 'x')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

let side: SimulatedX | undefined;
afterEach(async () => {
  await side?.close();
  side = undefined;
});
const start = async (): Promise<{ xSide: SimulatedX; own: Account<XSettings> }> => {
  const { consumerKey = '', consumerSecret = '', accessToken = '' } = account.secrets;
  side = await startX({
    consumerKey,
    consumerSecret,
    accessToken,
    userId: US,
    username: 'akariya',
    webhookUrl: 'http://127.0.0.1:9/none',
  });
  return { xSide: side, own: { ...account, settings: { ...account.settings, apiBase: side.url } } };
};

describe('x: against the simulated API', () => {
  it('sends a direct message and a reply, and waits until the limit ends', async () => {
    const { xSide, own } = await start();
    const dmBody = { part: 0, body: { way: 'dm', to: HANA, text: 'はい' } };
    const reply = { part: 0, body: { way: 'reply', replyTo: 'p1', text: '在庫ございます' } };
    const ids = [];
    for (const part of [dmBody, reply]) ids.push((await client.send(part, sendContext(own))).providerId);
    expect(xSide.sent).toEqual([
      { id: ids[0], way: 'dm', to: HANA, text: 'はい' },
      { id: ids[1], way: 'reply', to: 'p1', text: '在庫ございます' },
    ]);
    xSide.fault('throttled', 'reset-taken', 'no-dm', 'duplicate', 'expired');
    const failures = [];
    for (let n = 0; n < 5; n += 1)
      failures.push(
        await client
          .send(dmBody, sendContext(own))
          .catch((e: { code: string; retryAfterMs?: number }) => [e.code, e.retryAfterMs]),
      );
    expect(failures).toEqual([
      ['delivery-throttled', 60_000],
      ['delivery-uncertain', undefined],
      ['delivery-invalid-recipient', undefined],
      ['delivery-rejected', undefined],
      ['delivery-auth', undefined],
    ]);
  });

  it('fetches media with its signature, and checks whose the tokens are', async () => {
    const { xSide, own } = await start();
    xSide.media.set('1.jpg', Buffer.from('jpeg'));
    const medium = (name: string) =>
      ({
        name: 'image.jpg',
        mime: 'image/jpeg',
        size: 0,
        kind: 'image',
        status: 'fetching',
        sourceUrl: `${xSide.url}/media/${name}`,
      }) as const;
    const got = await client.fetchMedia?.(medium('1.jpg'), sendContext(own));
    expect(got?.data.toString()).toBe('jpeg');
    await expect(client.fetchMedia?.(medium('2.jpg'), sendContext(own))).rejects.toMatchObject({
      code: 'not-found',
    });
    const context = { ...sendContext(own), now: AT };
    expect(await check(context)).toMatchObject({ ok: true, facts: [{ value: '@akariya' }, { value: US }] });
    const other = { ...own, settings: { ...own.settings, userId: '1' } };
    expect(await check({ ...context, account: other })).toMatchObject({ problem: 'check.user' });
    const wrong = { ...own, secrets: { ...own.secrets, accessToken: 'wrong' } };
    expect(await check({ ...context, account: wrong })).toEqual({ ok: false, problem: 'check.tokens' });
  });
});
