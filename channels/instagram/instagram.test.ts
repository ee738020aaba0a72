import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { signatureOf } from '#channels/meta-webhooks.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import { ACCOUNT, CHANGES, EVENTS, HANA } from './fixtures/events.ts';
import { instagram } from './index.ts';
import { parse } from './parse.ts';
import { InstagramSettings, MAX_TEXT_BYTES, WireBody } from './payload.ts';
import { bytesOf, pieces } from './text.ts';

const account: Account<InstagramSettings> = {
  id: 'acc',
  channel: 'instagram',
  name: 'アカウント',
  settings: InstagramSettings.parse({ igUserId: ACCOUNT, username: 'madoguchi_shop' }),
  secrets: {
    appSecret: 'app-secret-canary',
    accessToken: 'access-token-canary',
    verifyToken: 'verify-token-canary',
  },
  publicUrl: 'https://desk.example.com',
};
const stranger: Account<InstagramSettings> = {
  ...account,
  id: 'other',
  secrets: { appSecret: 'another-secret', accessToken: 'another-token', verifyToken: 'another-verify' },
};
const AT = new Date('2026-11-24T03:00:00.000Z');
const TIME = AT.getTime();

const raw = (body: unknown, of = account): RawRequest => {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    method: 'POST',
    url: `/webhooks/instagram/${of.id}`,
    query: {},
    headers: { 'x-hub-signature-256': signatureOf(of.secrets.appSecret ?? '', bytes) },
    body: bytes,
    contentType: 'application/json',
    receivedAt: AT,
  };
};
const webhook = (...entries: object[]) => ({ object: 'instagram', entry: entries });
const messaging = (event: object, list = 'messaging') =>
  webhook({ id: ACCOUNT, time: TIME, [list]: [event] });
const change = (one: object) => webhook({ id: ACCOUNT, time: Math.floor(TIME / 1_000), changes: [one] });
const json = (status: number, body: object) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const refused = (code: number, error_subcode?: number, status = 400, message = 'no') =>
  json(status, { error: { message, type: 'IGApiException', code, error_subcode } });

channelContract('instagram', {
  definition: instagram,
  account,
  stranger,
  to: HANA,
  address: fc.oneof(
    fc.stringMatching(/^\d{5,20}$/),
    fc.stringMatching(/^\d{5,17}$/).map((media) => `comment:${media}:1${media}`),
    fc.stringMatching(/^\d{5,17}$/).map((media) => `mention:${media}:`),
  ),
  signed: {
    header: 'x-hub-signature-256',
    requests: (of) => [
      ...Object.values(EVENTS).map((event) => raw(messaging(event), of)),
      ...Object.values(CHANGES).map((one) => raw(change(one), of)),
    ],
    reprinted: (of) =>
      [EVENTS.text, EVENTS.image].map((event) => ({
        ...raw(messaging(event ?? {}), of),
        body: Buffer.from(JSON.stringify(messaging(event ?? {}), null, 1)),
      })),
    unknown: (of) => [
      raw(
        messaging({ sender: { id: HANA }, recipient: { id: ACCOUNT }, timestamp: TIME, crystal_ball: {} }),
        of,
      ),
      raw(change({ field: 'story_insights', value: { media_id: '1', impressions: 1 } }), of),
      raw({ object: 'user', entry: [] }, of),
      raw(webhook({ id: ACCOUNT, time: TIME }), of),
    ],
    unreadable: (of) => [raw('not json', of), raw('[1,2]', of), raw('"instagram"', of)],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, apiBase: url } }),
    accepted: json(200, { recipient_id: HANA, message_id: 'm_55' }),
    providerId: 'm_55',
    idempotent: false,
    refusedIn200: { reply: refused(551, undefined, 200), code: 'delivery-invalid-recipient' },
    refusals: [
      { reply: refused(10, 2_534_022, 403), code: 'reply-window-closed', retryable: false },
      { reply: refused(10, 2_018_278), code: 'reply-window-closed', retryable: false },
      { reply: refused(100, 2_534_014), code: 'delivery-invalid-recipient', retryable: false },
      { reply: refused(551), code: 'delivery-invalid-recipient', retryable: false },
      { reply: refused(10, 2_018_108), code: 'opted-out', retryable: false },
      { reply: refused(190, 463), code: 'delivery-auth', retryable: false },
      { reply: refused(10), code: 'delivery-auth', retryable: false },
      { reply: { status: 401, body: '' }, code: 'delivery-auth', retryable: false },
      { reply: refused(4), code: 'delivery-throttled', retryable: true },
      { reply: refused(613), code: 'delivery-throttled', retryable: true },
      {
        reply: refused(
          100,
          undefined,
          400,
          'Length of param message[text] must be less than or equal to 1000',
        ),
        code: 'text-too-long',
        retryable: false,
      },
      { reply: refused(10_900), code: 'delivery-rejected', retryable: false },
      { reply: refused(100), code: 'delivery-rejected', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

const eventsOf = (body: unknown, of = account): InboundEvent[] =>
  instagram.split(raw(body), of).flatMap((item) => parse(item.body, of));
const only = (body: unknown, of = account): InboundEvent => {
  const [event, ...more] = eventsOf(body, of);
  if (!event || more.length > 0) throw new Error('not one event');
  return event;
};
const eventOf = (name: string, list = 'messaging') => only(messaging(EVENTS[name] ?? {}, list));
const changeOf = (name: string, of = account) => only(change(CHANGES[name] ?? {}), of);
const set = (settings: Partial<InstagramSettings>) => ({
  ...account,
  settings: { ...account.settings, ...settings },
});

describe('instagram: the handshake', () => {
  it('gives the challenge back for the right token only', () => {
    const ask = (token: string) =>
      instagram.handshake?.(
        {
          ...raw('{}'),
          method: 'GET',
          query: { 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1158201444' },
        },
        account,
      );
    expect(ask('verify-token-canary')).toMatchObject({ status: 200, body: '1158201444' });
    expect(ask('guess')).toBeUndefined();
  });
});

describe('instagram: what comes in by message', () => {
  it('knows the person by the id the account has for them', () => {
    expect(eventOf('text')).toMatchObject({
      type: 'message',
      externalId: 'm_text',
      text: 'こんにちは',
      threadKey: HANA,
      from: { kind: 'instagram', value: HANA, verified: true, scoped: true },
    });
  });

  it('reads quick replies and ice breakers as words with what they mean', () => {
    expect(eventOf('quick reply')).toMatchObject({ text: '返品', payload: 'return' });
    expect(eventOf('ice breaker')).toMatchObject({
      type: 'message',
      text: '営業時間は?',
      payload: 'HOURS',
      fields: { ref: 'summer' },
    });
    expect(eventOf('postback without mid')).toMatchObject({ externalId: `postback:${HANA}:1764000000000` });
    expect(eventOf('ad referral')).toMatchObject({ fields: { ref: 'ad', ad: '6045246247433' } });
  });

  it('shows a story beside the words about it, and a mention in a story as a gesture', () => {
    expect(eventOf('story reply')).toMatchObject({
      text: 'かわいい',
      attachments: [{ kind: 'image', name: 'story.jpg', status: 'fetching' }],
      fields: { story: '178' },
    });
    expect(eventOf('story mention')).toMatchObject({
      text: '[ストーリーズでメンションされました]',
      isGesture: true,
      attachments: [{ name: 'story.jpg' }],
    });
    expect(only(messaging(EVENTS['story mention'] ?? {}), set({ words: 'en' }))).toMatchObject({
      text: '[Mentioned you in a story]',
    });
  });

  it.each([
    ['image', 'image', 'image.jpg'],
    ['video', 'video', 'video.mp4'],
    ['audio', 'audio', 'audio.mp4'],
    ['file', 'file', 'file.bin'],
    ['ig_reel', 'video', 'reel.mp4'],
    ['share', 'image', 'post.jpg'],
    ['ig_post', 'image', 'post.jpg'],
    ['heart', 'image', 'heart.png'],
  ])('fetches %s', (name, kind, file) => {
    expect(eventOf(name)).toMatchObject({ attachments: [{ kind, name: file, status: 'fetching' }] });
  });

  it('shows shared pages, products and templates as words', () => {
    expect(eventOf('shared page')).toMatchObject({ text: 'https://shop.example/1', attachments: [] });
    expect(eventOf('post page')).toMatchObject({ text: 'https://www.instagram.com/p/abc/', attachments: [] });
    expect(eventOf('product')).toMatchObject({ text: '湯呑み\n¥1,200' });
    expect(eventOf('template')).toMatchObject({ text: 'どちらですか' });
  });

  it('names what it does not show', () => {
    expect(eventOf('ephemeral')).toMatchObject({ type: 'message', text: '', unsupported: 'ephemeral' });
    expect(eventOf('unsupported type')).toMatchObject({ unsupported: 'unsupported_type' });
    expect(eventOf('unsupported')).toMatchObject({ unsupported: 'message' });
  });

  it('tells what the account’s own side wrote, whatever it was', () => {
    expect(eventOf('echo')).toMatchObject({
      type: 'echo',
      externalId: 'm_echo',
      threadKey: HANA,
      from: { value: HANA },
    });
    expect(eventOf('unsupported echo')).toMatchObject({ type: 'echo', text: '', attachments: [] });
  });

  it('reads what was seen, reactions, edits and what was unsent', () => {
    expect(eventsOf(messaging(EVENTS.seen ?? {}))).toMatchObject([
      { type: 'read-up-to', threadKey: HANA, at: new Date(1_764_000_000_000) },
      { type: 'status', externalId: 'm_1', state: 'read' },
    ]);
    expect(eventOf('reaction')).toMatchObject({ type: 'reaction', externalId: 'm_1', emoji: '❤️' });
    expect(eventOf('reaction in a word')).toMatchObject({ emoji: '👍' });
    expect(eventOf('reaction taken back')).toMatchObject({ emoji: '' });
    expect(eventOf('edit')).toMatchObject({ type: 'edit', externalId: 'm_text', text: 'こんばんは' });
    expect(eventOf('deleted')).toMatchObject({ type: 'unsend', externalId: 'm_text' });
  });

  it('leaves to another app what is said while it holds the thread', () => {
    expect(eventOf('text', 'standby')).toMatchObject({ type: 'message', automatic: 'standby' });
  });

  it.each(['opt-in', 'pass control', 'take control', 'referral'])('keeps %s in the ledger alone', (name) => {
    expect(eventOf(name).type).toBe('unsupported');
  });

  it('reads events that come as changes, and changes that lie in the entry itself', () => {
    const sample = webhook({ id: '0', time: TIME, changes: [{ field: 'messages', value: EVENTS.text }] });
    expect(only(sample)).toMatchObject({ type: 'message', text: 'こんにちは' });
    expect(only(webhook({ id: ACCOUNT, time: TIME, ...CHANGES.comment }))).toMatchObject({
      externalId: '901',
    });
  });

  it('splits a batch of several accounts, each to its own, and knows the linked page as the account', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => ({
      id: n % 2 ? ACCOUNT : '99999999',
      time: TIME,
      messaging: [{ ...EVENTS.text, message: { mid: `m_${n}`, text: String(n) } }],
    }));
    const items = instagram.split(raw(webhook(...many)), account);
    expect(new Set(items.map((item) => item.key)).size).toBe(1_000);
    expect(items.slice(0, 2).map((item) => item.accountRef)).toEqual(['99999999', ACCOUNT]);
    expect(instagram.refs?.(account)).toEqual([ACCOUNT]);
    const byPage = webhook({ id: '103456789', time: TIME, messaging: [EVENTS.text] });
    const [item] = instagram.split(raw(byPage), set({ pageId: '103456789' }));
    expect(item?.accountRef).toBe(ACCOUNT);
  });
});

describe('instagram: what comes in by comment and mention', () => {
  it('opens a public conversation under the top comment, for people only', () => {
    expect(changeOf('comment')).toMatchObject({
      type: 'message',
      externalId: '901',
      threadKey: 'comment:500:901',
      from: { kind: 'instagram', value: HANA, name: 'hana_yamada', scoped: true },
      text: '在庫はありますか',
      isPublic: true,
      isShared: true,
      personOnly: true,
      handle: { commentId: '901', mediaId: '500' },
      at: AT,
    });
    expect(changeOf('live comment')).toMatchObject({ type: 'message', isPublic: true });
    expect(changeOf('comment of a picture')).toMatchObject({ unsupported: 'comment' });
  });

  it('keeps replies with the comment they are under', () => {
    expect(changeOf('reply')).toMatchObject({
      threadKey: 'comment:500:901',
      externalId: '902',
      join: [{ by: 'reference', externalId: '901' }],
    });
  });

  it('shows that the account was named, and where it can be answered', () => {
    expect(changeOf('comment mention')).toMatchObject({
      type: 'message',
      threadKey: 'mention:700:708',
      text: '',
      unsupported: 'mention',
      isPublic: true,
      handle: { mediaId: '700', commentId: '708' },
    });
    expect(changeOf('caption mention')).toMatchObject({ threadKey: 'mention:701:' });
  });

  it('tells the account’s own words from a customer’s, by its id or its name', () => {
    expect(changeOf('own reply')).toMatchObject({ type: 'echo', externalId: '904', isShared: true });
    expect(changeOf('own reply by name')).toMatchObject({ type: 'echo', externalId: '905' });
    expect(changeOf('own comment')).toMatchObject({ type: 'unsupported', kind: 'own-comment' });
  });

  it('lets the bot answer, or takes none in, as set', () => {
    expect(changeOf('comment', set({ comments: 'bot' }))).not.toHaveProperty('personOnly');
    expect(changeOf('comment', set({ comments: 'ignore' }))).toMatchObject({ type: 'unsupported' });
    expect(changeOf('caption mention', set({ comments: 'ignore' }))).toMatchObject({ type: 'unsupported' });
  });
});

describe('instagram: a text of a thousand bytes', () => {
  it('counts bytes, breaks at sentences and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 900 }),
        fc.integer({ min: 8, max: 200 }),
        (text, max) => {
          const parts = pieces(text, max);
          for (const part of parts) expect(bytesOf(part)).toBeLessThanOrEqual(max);
          const bare = (value: string): string => value.replace(/\s+/gu, '');
          expect(bare(parts.join(''))).toBe(bare(text));
        },
      ),
      { numRuns: 200 },
    );
    const sentence = `${'あ'.repeat(199)}。`;
    expect(pieces(sentence.repeat(3), MAX_TEXT_BYTES)).toEqual([sentence, sentence, sentence]);
  });
});
