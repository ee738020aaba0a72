import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { signatureOf } from '#channels/meta-webhooks.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import { CHANGES, EVENTS, HANA, PAGE } from './fixtures/events.ts';
import { messenger } from './index.ts';
import { parse } from './parse.ts';
import { MessengerSettings, WireBody } from './payload.ts';

const account: Account<MessengerSettings> = {
  id: 'acc',
  channel: 'messenger',
  name: 'ページ',
  settings: MessengerSettings.parse({ pageId: PAGE }),
  secrets: {
    appSecret: 'app-secret-canary',
    pageAccessToken: 'page-token-canary',
    verifyToken: 'verify-token-canary',
  },
  publicUrl: 'https://desk.example.com',
};
const stranger: Account<MessengerSettings> = {
  ...account,
  id: 'other',
  secrets: { appSecret: 'another-secret', pageAccessToken: 'another-token', verifyToken: 'another-verify' },
};
const AT = new Date('2026-11-24T03:00:00.000Z');
const TIME = AT.getTime();

const raw = (body: unknown, of = account): RawRequest => {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    method: 'POST',
    url: `/webhooks/messenger/${of.id}`,
    query: {},
    headers: { 'x-hub-signature-256': signatureOf(of.secrets.appSecret ?? '', bytes) },
    body: bytes,
    contentType: 'application/json',
    receivedAt: AT,
  };
};
const page = (...entries: object[]) => ({ object: 'page', entry: entries });
const messaging = (event: object, list = 'messaging') => page({ id: PAGE, time: TIME, [list]: [event] });
const change = (value: object, field = 'feed') =>
  page({ id: PAGE, time: Math.floor(TIME / 1_000), changes: [{ field, value }] });
const json = (status: number, body: object) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const refused = (code: number, error_subcode?: number, status = 400) =>
  json(status, { error: { message: 'no', type: 'OAuthException', code, error_subcode } });

channelContract('messenger', {
  definition: messenger,
  account,
  stranger,
  to: HANA,
  address: fc.oneof(
    fc.stringMatching(/^\d{5,20}$/),
    fc.stringMatching(/^\d{5,9}_\d{5,9}$/).map((post) => `comment:${post}:${post}1`),
    fc.stringMatching(/^\d{5,9}_\d{5,9}$/).map((post) => `post:${post}`),
  ),
  signed: {
    header: 'x-hub-signature-256',
    requests: (of) => [
      ...Object.values(EVENTS).map((event) => raw(messaging(event), of)),
      ...Object.values(CHANGES).map((value) => raw(change(value), of)),
    ],
    reprinted: (of) =>
      [EVENTS.text, EVENTS.sticker].map((event) => ({
        ...raw(messaging(event ?? {}), of),
        body: Buffer.from(JSON.stringify(messaging(event ?? {}), null, 1)),
      })),
    unknown: (of) => [
      raw(
        messaging({ sender: { id: HANA }, recipient: { id: PAGE }, timestamp: TIME, crystal_ball: {} }),
        of,
      ),
      raw(
        messaging({ recipient: { id: PAGE }, timestamp: TIME, policy_enforcement: { action: 'block' } }),
        of,
      ),
      raw(change({ leadgen_id: '5', page_id: PAGE }, 'leadgen'), of),
      raw(change({ item: 'hologram', verb: 'add', from: { id: HANA }, post_id: `${PAGE}_9` }), of),
      raw({ object: 'user', entry: [] }, of),
      raw(page({ id: PAGE, time: TIME }), of),
    ],
    unreadable: (of) => [raw('not json', of), raw('[1,2]', of), raw('"page"', of)],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, apiBase: url } }),
    accepted: json(200, { recipient_id: HANA, message_id: 'm_55' }),
    providerId: 'm_55',
    idempotent: false,
    refusedIn200: { reply: refused(551, undefined, 200), code: 'delivery-invalid-recipient' },
    refusals: [
      { reply: refused(10, 2_018_278), code: 'reply-window-closed', retryable: false },
      { reply: refused(10, 2_018_065), code: 'reply-window-closed', retryable: false },
      { reply: refused(551), code: 'delivery-invalid-recipient', retryable: false },
      { reply: refused(10, 2_018_108), code: 'opted-out', retryable: false },
      { reply: refused(100, 2_018_001), code: 'delivery-invalid-recipient', retryable: false },
      { reply: refused(200, 1_545_041), code: 'delivery-invalid-recipient', retryable: false },
      { reply: refused(100, 33), code: 'delivery-invalid-recipient', retryable: false },
      { reply: refused(190, 463), code: 'delivery-auth', retryable: false },
      { reply: refused(200), code: 'delivery-auth', retryable: false },
      { reply: { status: 401, body: '' }, code: 'delivery-auth', retryable: false },
      { reply: refused(613), code: 'delivery-throttled', retryable: true },
      { reply: refused(4), code: 'delivery-throttled', retryable: true },
      { reply: refused(32), code: 'delivery-throttled', retryable: true },
      { reply: refused(1_200), code: 'delivery-unreachable', retryable: true },
      { reply: refused(100, 2_018_047), code: 'file-not-accepted', retryable: false },
      { reply: refused(10_900), code: 'delivery-rejected', retryable: false },
      { reply: refused(100), code: 'delivery-rejected', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

const eventsOf = (body: unknown, of = account): InboundEvent[] =>
  messenger.split(raw(body), account).flatMap((item) => parse(item.body, of));
const only = (body: unknown, of = account): InboundEvent => {
  const [event, ...more] = eventsOf(body, of);
  if (!event || more.length > 0) throw new Error('not one event');
  return event;
};
const eventOf = (name: keyof typeof EVENTS, list = 'messaging') => only(messaging(EVENTS[name] ?? {}, list));
const changeOf = (name: keyof typeof CHANGES, more: object = {}, of = account) =>
  only(change({ ...CHANGES[name], ...more }), of);

describe('messenger: the handshake', () => {
  const ask = (query: Record<string, string>) =>
    messenger.handshake?.({ ...raw('{}'), method: 'GET', query }, account);
  const good = {
    'hub.mode': 'subscribe',
    'hub.verify_token': 'verify-token-canary',
    'hub.challenge': '1158201444',
  };
  it('gives the challenge back for the right token only', () => {
    expect(ask(good)).toEqual({ status: 200, body: '1158201444', contentType: 'text/plain' });
    expect(ask({ ...good, 'hub.verify_token': 'guess' })).toBeUndefined();
    expect(ask({ ...good, 'hub.mode': 'unsubscribe' })).toBeUndefined();
    expect(ask({ ...good, 'hub.challenge': '<script>' })).toBeUndefined();
    expect(ask({})).toBeUndefined();
  });
});

describe('messenger: what comes in by message', () => {
  it('knows the person by the id the page has for them', () => {
    expect(eventOf('text')).toMatchObject({
      type: 'message',
      externalId: 'm_text',
      text: 'こんにちは',
      threadKey: HANA,
      from: { kind: 'messenger', value: HANA, verified: true, scoped: true },
    });
  });

  it('reads a quick reply and a postback as words with what they mean', () => {
    expect(eventOf('quick reply')).toMatchObject({ text: '返品', payload: 'return' });
    expect(eventOf('postback')).toMatchObject({
      type: 'message',
      externalId: 'm_postback',
      text: 'はじめる',
      payload: 'GET_STARTED',
      fields: { ref: 'summer', ad: '6045246247433' },
    });
    expect(eventOf('postback without mid')).toMatchObject({ externalId: `postback:${HANA}:1764000000000` });
  });

  it.each([
    ['image', 'image', 'image.jpg'],
    ['video', 'video', 'video.mp4'],
    ['audio', 'audio', 'audio.mp4'],
    ['file', 'file', '請求書.pdf'],
    ['reel', 'video', 'reel.mp4'],
    ['ig_reel', 'video', 'reel.mp4'],
  ])('fetches %s', (name, kind, file) => {
    expect(eventOf(name)).toMatchObject({ attachments: [{ kind, name: file, status: 'fetching' }] });
  });

  it('takes a sticker once, as a gesture, while it comes in two types', () => {
    const event = eventOf('sticker');
    expect(event).toMatchObject({ isGesture: true, attachments: [{ name: 'sticker.png' }] });
    expect(event).toHaveProperty('attachments.length', 1);
  });

  it('shows shared links, products and templates as words, places as places', () => {
    expect(eventOf('fallback')).toMatchObject({ text: '見て\n店のページ\nhttps://shop.example/1' });
    expect(eventOf('product')).toMatchObject({ text: '湯呑み\n¥1,200' });
    expect(eventOf('template')).toMatchObject({ text: 'どちらですか' });
    expect(eventOf('location')).toMatchObject({ place: { latitude: 35.68, longitude: 139.76 }, text: '' });
    expect(eventOf('reel page')).toMatchObject({ text: 'https://www.facebook.com/reel/1', attachments: [] });
  });

  it('names what it does not show', () => {
    expect(eventOf('appointment')).toMatchObject({
      type: 'message',
      text: '',
      unsupported: 'appointment_booking',
    });
    expect(eventOf('empty fallback')).toMatchObject({ unsupported: 'fallback' });
    expect(eventOf('nothing')).toMatchObject({ unsupported: 'message' });
  });

  it('tells what the page’s own side wrote from what the customer wrote', () => {
    expect(eventOf('echo')).toMatchObject({
      type: 'echo',
      externalId: 'm_echo',
      threadKey: HANA,
      from: { value: HANA },
      text: 'お調べします',
    });
  });

  it('reads deliveries by message, reads by watermark, reactions, edits and deletions', () => {
    expect(eventsOf(messaging(EVENTS.delivery ?? {}))).toMatchObject([
      { type: 'status', externalId: 'm_1', state: 'delivered' },
      { type: 'status', externalId: 'm_2', state: 'delivered' },
    ]);
    expect(eventOf('read')).toMatchObject({ type: 'read-up-to', at: new Date(1_763_999_999_000) });
    expect(eventOf('reaction')).toMatchObject({ type: 'reaction', externalId: 'm_1', emoji: '❤️' });
    expect(eventOf('reaction in a word')).toMatchObject({ emoji: '👍' });
    expect(eventOf('reaction taken back')).toMatchObject({ emoji: '' });
    expect(eventOf('edit')).toMatchObject({ type: 'edit', externalId: 'm_text', text: 'こんばんは' });
    expect(eventOf('deleted')).toMatchObject({ type: 'unsend', externalId: 'm_text' });
  });

  it('leaves to another app what is said while it holds the thread', () => {
    expect(eventOf('text', 'standby')).toMatchObject({ type: 'message', automatic: 'standby' });
    expect(eventOf('postback', 'standby')).toMatchObject({ type: 'message', automatic: 'standby' });
  });

  it.each([
    'opt-in',
    'opt-in without a person',
    'pass control',
    'take control',
    'request control',
    'app roles',
    'account linking',
    'referral',
    'game play',
    'delivery without mids',
    'customer information',
  ])('keeps %s in the ledger alone', (name) => {
    expect(eventOf(name).type).toBe('unsupported');
  });

  it('reads the console’s samples, which give events as changes', () => {
    const sample = page({ id: '0', time: TIME, changes: [{ field: 'messages', value: EVENTS.text }] });
    expect(only(sample)).toMatchObject({ type: 'message', text: 'こんにちは' });
  });

  it('splits a batch of several pages, each to its own', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => ({
      id: n % 2 ? PAGE : '99999999',
      time: TIME,
      messaging: [{ ...EVENTS.text, message: { mid: `m_${n}`, text: String(n) } }],
    }));
    const items = messenger.split(raw(page(...many)), account);
    expect(items).toHaveLength(1_000);
    expect(new Set(items.map((item) => item.key)).size).toBe(1_000);
    expect(items.slice(0, 2).map((item) => item.accountRef)).toEqual(['99999999', PAGE]);
    expect(messenger.refs?.(account)).toEqual([PAGE]);
  });
});

describe('messenger: what comes in by comment and post', () => {
  it('opens a public conversation under the top comment, for people only', () => {
    expect(changeOf('comment')).toMatchObject({
      type: 'message',
      externalId: '500_1',
      threadKey: `comment:${PAGE}_500:500_1`,
      from: { kind: 'messenger', value: HANA, name: '山田 花子', scoped: true },
      text: '在庫はありますか',
      isPublic: true,
      isShared: true,
      personOnly: true,
      link: 'https://www.facebook.com/shop/posts/500?comment_id=1',
      handle: { postId: `${PAGE}_500`, commentId: '500_1' },
      at: new Date(1_764_000_000_000),
    });
  });

  it('keeps replies with the comment they are under', () => {
    expect(changeOf('reply')).toMatchObject({
      threadKey: `comment:${PAGE}_500:500_1`,
      externalId: '500_2',
      join: [
        { by: 'reference', externalId: '500_1' },
        { by: 'reference', externalId: `${PAGE}_500` },
      ],
    });
  });

  it('lets the bot answer, or takes none in, as set', () => {
    const set = (comments: 'bot' | 'ignore') => ({
      ...account,
      settings: { ...account.settings, comments },
    });
    expect(changeOf('comment', {}, set('bot'))).not.toHaveProperty('personOnly');
    expect(changeOf('comment', {}, set('ignore'))).toMatchObject({ type: 'unsupported' });
  });

  it('reads visitors’ posts, mentions and pictures', () => {
    expect(changeOf('visitor post')).toMatchObject({
      type: 'message',
      threadKey: 'post:800_1',
      handle: { postId: '800_1' },
      link: 'https://www.facebook.com/800_1',
    });
    expect(only(change(CHANGES.mention ?? {}, 'mention'))).toMatchObject({
      type: 'message',
      threadKey: 'comment:810_1:1_77',
      from: { value: HANA, name: '山田 花子' },
    });
    expect(changeOf('photo comment')).toMatchObject({ text: '', attachments: [{ kind: 'image' }] });
  });

  it('follows edits and removals, and knows a person without a name by what they wrote', () => {
    expect(changeOf('comment', { verb: 'edited', message: '訂正' })).toMatchObject({
      type: 'edit',
      externalId: '500_1',
      text: '訂正',
    });
    expect(changeOf('comment', { verb: 'remove' })).toMatchObject({ type: 'unsend', externalId: '500_1' });
    expect(changeOf('comment', { from: undefined })).toMatchObject({ from: { value: '500_1' } });
  });

  it('tells the page’s own words from a customer’s', () => {
    expect(changeOf('own reply')).toMatchObject({
      type: 'echo',
      externalId: '500_3',
      threadKey: `comment:${PAGE}_500:500_1`,
      isShared: true,
    });
    expect(changeOf('own comment')).toMatchObject({ type: 'unsupported', kind: 'own-comment' });
    expect(changeOf('own post')).toMatchObject({ type: 'unsupported', kind: 'own-post' });
  });

  it('reads reactions to comments; those to posts, and what is hidden, stay in the ledger', () => {
    expect(changeOf('comment reaction')).toMatchObject({ type: 'reaction', externalId: '500_1', emoji: '❤️' });
    expect(changeOf('comment reaction', { verb: 'remove' })).toMatchObject({ emoji: '' });
    expect(changeOf('post reaction')).toMatchObject({ type: 'unsupported' });
    expect(changeOf('comment', { verb: 'hide' })).toMatchObject({
      type: 'unsupported',
      kind: 'feed-comment-hide',
    });
  });

  it('an edit is a fact of its own each time, a comment only once', () => {
    const keysAt = (time: number, verb: string) =>
      messenger
        .split(
          raw(page({ id: PAGE, time, changes: [{ field: 'feed', value: { ...CHANGES.comment, verb } }] })),
          account,
        )
        .map((item) => item.key);
    expect(keysAt(1, 'add')).toEqual(keysAt(2, 'add'));
    expect(keysAt(1, 'edited')).not.toEqual(keysAt(2, 'edited'));
  });
});
