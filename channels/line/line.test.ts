import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import recorded from './fixtures/events.json' with { type: 'json' };
import vectors from './fixtures/signatures.json' with { type: 'json' };
import { line } from './index.ts';
import { parse } from './parse.ts';
import { LineSettings, WireBody } from './payload.ts';
import { split } from './split.ts';
import { signatureOf, verify } from './verify.ts';

const account: Account<LineSettings> = {
  id: 'acc-line',
  channel: 'line',
  name: '灯屋',
  settings: LineSettings.parse({}),
  secrets: {
    channelSecret: 'canary-secret-of-the-account-0001',
    channelAccessToken: 'canary-token-of-the-account-0001',
  },
  publicUrl: 'https://desk.example.com',
};
const stranger: Account<LineSettings> = {
  ...account,
  id: 'acc-other',
  secrets: { channelSecret: 'canary-secret-of-a-stranger-0002', channelAccessToken: 'canary-token-0002' },
};
const BOT = `U${'b'.repeat(32)}`;
const USER = `U${'4af4980629'.padEnd(32, 'a')}`;
const GROUP = `C${'56dacdf'.padEnd(32, '1')}`;
const at = new Date('2026-11-22T03:04:05.678Z');

type Event = Record<string, unknown>;
type Message = Extract<InboundEvent, { type: 'message' }>;
const signed = (body: string, of: Account<LineSettings>): RawRequest => ({
  method: 'POST',
  url: `/webhooks/line/${of.id}`,
  query: {},
  headers: { 'x-line-signature': signatureOf(of.secrets.channelSecret ?? '', Buffer.from(body)) },
  body: Buffer.from(body),
  contentType: 'application/json; charset=utf-8',
  receivedAt: at,
});
const webhook = (events: readonly Event[], of = account, destination = BOT): RawRequest =>
  signed(JSON.stringify({ destination, events }), of);
const named = (name: string): Event => {
  const found = recorded.find((one) => one.name === name);
  if (!found) throw new Error(`no sample ${name}`);
  return structuredClone(found.event) as Event;
};
const eventsOf = (events: readonly Event[], of = account): InboundEvent[] =>
  split(webhook(events, of), of).flatMap((item) => parse(item.body, of));
const eventOf = (name: string, of = account): InboundEvent => {
  const [event] = eventsOf([named(name)], of);
  if (!event) throw new Error('no event');
  return event;
};
const messageOf = (name: string, of = account): Message => {
  const event = eventOf(name, of);
  if (event.type !== 'message') throw new Error(`${name} is ${event.type}`);
  return event;
};
const refusal = (status: number, message: string, details?: object[]) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message, ...(details ? { details } : {}) }),
});
const objectsIn = (body: unknown): Record<string, unknown>[] =>
  WireBody.parse(body).pieces.flatMap((piece) => ('object' in piece ? [piece.object] : []));

channelContract('line', {
  definition: line,
  account,
  stranger,
  to: USER,
  address: fc
    .tuple(fc.constantFrom('U', 'C', 'R'), fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }))
    .map(([kind, n]) => kind + n.toString(16).padStart(32, '0')),
  signed: {
    header: 'x-line-signature',
    requests: (of) => [
      webhook([named('text')], of),
      webhook([named('sticker'), named('image of a set'), named('group text')], of),
      webhook([named('unsend'), named('follow'), named('postback')], of),
      webhook([], of),
    ],
    reprinted: (of) => {
      const request = webhook([named('text')], of);
      const value = JSON.parse(request.body.toString('utf8')) as object;
      return [
        { ...request, body: Buffer.from(JSON.stringify(value, null, 1)) },
        { ...request, body: Buffer.from(JSON.stringify({ ...value, x: undefined, destination: `${BOT} ` })) },
        { ...request, body: Buffer.concat([Buffer.from('\ufeff'), request.body]) },
      ];
    },
    unknown: (of) => [
      webhook([{ ...named('beacon'), type: 'novelty' }], of),
      webhook([{ type: 'novelty' }], of),
      signed('{"hello":"world"}', of),
    ],
    unreadable: (of) => [signed('not json', of), webhook([7 as unknown as Event], of)],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, apiBase: url } }),
    accepted: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sentMessages: [{ id: '461230966842064897', quoteToken: 'IStG5h' }] }),
    },
    providerId: '461230966842064897',
    // Pushes carry a retry key.
    idempotent: true,
    refusedIn200: { reply: refusal(200, 'The request body has 1 error(s)'), code: 'delivery-rejected' },
    refusals: [
      {
        reply: refusal(400, "The property, 'to', in the request body is invalid (line: -, column: -)"),
        code: 'delivery-invalid-recipient',
        retryable: false,
      },
      {
        reply: refusal(400, 'Failed to send messages'),
        code: 'delivery-invalid-recipient',
        retryable: false,
      },
      {
        reply: refusal(400, 'The request body has 1 error(s)', [
          { message: 'Length must be between 0 and 5000', property: 'messages[0].text' },
        ]),
        code: 'text-too-long',
        retryable: false,
      },
      {
        reply: refusal(400, 'The request body has 1 error(s)', [
          { message: 'Must be a valid HTTPS URL', property: 'messages[0].previewImageUrl' },
        ]),
        code: 'file-not-accepted',
        retryable: false,
      },
      {
        reply: refusal(400, 'A message (messages[0]) is invalid'),
        code: 'delivery-rejected',
        retryable: false,
      },
      { reply: refusal(401, 'Authentication failed'), code: 'delivery-auth', retryable: false },
      {
        reply: refusal(403, 'Access to this API is not available for your account'),
        code: 'delivery-auth',
        retryable: false,
      },
      { reply: refusal(404, 'Not found'), code: 'delivery-rejected', retryable: false },
      { reply: refusal(413, 'Request Entity Too Large'), code: 'delivery-rejected', retryable: false },
      {
        reply: refusal(429, 'You have reached your monthly limit.'),
        code: 'delivery-quota',
        retryable: false,
      },
      {
        reply: refusal(429, 'The API rate limit has been exceeded. Try again later.'),
        code: 'delivery-throttled',
        retryable: true,
      },
    ],
  },
  textOf: (part) =>
    objectsIn(part.body)
      .map((one) => (one.type === 'text' ? String(one.text) : ''))
      .join(''),
});

describe('line: signatures and facts', () => {
  it.each(vectors)('match the recorded vector: $name', ({ secret, body, signature }) => {
    expect(signatureOf(secret, Buffer.from(body))).toBe(signature);
    const of = { ...account, secrets: { ...account.secrets, channelSecret: secret } };
    expect(verify(signed(body, of), of)).toEqual({ ok: true });
  });

  it('take a secret that is about to change', () => {
    const both = { ...account, secrets: { ...account.secrets, channelSecretNext: 'next' } };
    const next = { ...account, secrets: { ...account.secrets, channelSecret: 'next' } };
    expect(verify(webhook([named('text')], next), both)).toEqual({ ok: true });
    expect(verify(webhook([named('text')], account), both)).toEqual({ ok: true });
    expect(verify(webhook([named('text')], next), account).ok).toBe(false);
  });

  it('are keyed by the event’s id, the same when it is redelivered, in the lane of the chat', () => {
    const first = named('text');
    const again = { ...first, deliveryContext: { isRedelivery: true } };
    const facts = (event: Event) => split(webhook([event]), account).map(({ key, lane }) => [key, lane]);
    expect(facts(first)).toEqual([[`event:${first.webhookEventId}`, USER]]);
    expect(facts(again)).toEqual(facts(first));
    expect(facts(named('group text'))[0]?.[1]).toBe(GROUP);
    const { webhookEventId: _gone, ...bare } = first;
    expect(facts({ ...bare, deliveryContext: { isRedelivery: true } })).toEqual(facts(bare));
    expect(facts(bare)[0]?.[0]).toContain('hash:');
  });

  it('go to the bot they are meant for, where the account says which it is', () => {
    const of = { ...account, settings: { ...account.settings, botUserId: BOT } };
    const refOf = (destination: string, which: Account<LineSettings>) =>
      split(webhook([named('text')], which, destination), which)[0]?.accountRef;
    expect(line.refs?.(of)).toEqual([BOT]);
    expect(refOf(BOT, of)).toBe(BOT);
    expect(refOf(USER, of)).toBe(USER);
    expect(refOf(USER, account)).toBe('');
  });

  it('come in batches of any size, each event its own', () => {
    const event = named('text');
    const events = Array.from({ length: 1_000 }, (_, n) => ({ ...event, webhookEventId: `E${n}` }));
    const items = split(webhook(events), account);
    expect(new Set(items.map((item) => item.key)).size).toBe(1_000);
  });
});

describe('line: messages', () => {
  it('is a text of a person known on this account, answerable for under a minute', () => {
    expect(messageOf('text')).toEqual({
      type: 'message',
      externalId: '468789577898262001',
      threadKey: USER,
      from: { kind: 'line', value: USER, verified: true, scoped: true, language: 'ja' },
      at: new Date(1763780645679),
      text: '注文1001はいつ届きますか',
      attachments: [],
      handle: {
        replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCT000',
        tokenUntil: '2026-11-22T03:04:55.678Z',
        quoteToken: 'q3Plxr4AgKd',
      },
    });
  });

  it('knows the same person on accounts of one provider', () => {
    const of = { ...account, settings: { ...account.settings, providerId: '1234567890' } };
    expect(messageOf('text', of).from.scoped).toBe(false);
    expect(messageOf('group text', of).from.scoped).toBe(true);
  });

  it('keeps emoji, mentions and what is quoted', () => {
    expect(messageOf('text with emoji and mention').text).toBe('@All @灯屋 Good Morning!! (love)');
    expect(messageOf('text that quotes').replyTo).toBe('468789577898262000');
  });

  it('reads a sticker as words that ask nothing', () => {
    const of = { ...account, settings: { ...account.settings, words: 'en' as const } };
    expect(messageOf('sticker')).toMatchObject({ text: '[スタンプ] cony, sally, Staring', isGesture: true });
    expect(messageOf('sticker').from.language).toBeUndefined();
    expect(messageOf('message sticker').text).toBe('[スタンプ] おつかれさまです');
    expect(messageOf('sticker without keywords').text).toBe('[スタンプ]');
    expect(messageOf('sticker', of).text).toBe('[Sticker] cony, sally, Staring');
  });

  it.each([
    ['image', 'image', 'image/jpeg', 'jpg'],
    ['video', 'video', 'video/mp4', 'mp4'],
    ['audio', 'audio', 'audio/mp4', 'm4a'],
  ])('has its %s fetched by the message’s id', (name, kind, mime, ending) => {
    const { attachments, externalId, text } = messageOf(name);
    expect(text).toBe('');
    expect(attachments).toEqual([
      {
        name: `${name}-${externalId}.${ending}`,
        mime,
        size: 0,
        kind,
        status: 'fetching',
        sourceUrl: `line-content:${externalId}`,
      },
    ]);
  });

  it('keeps a file’s name and size, an external medium’s address, and a picture’s place in its set', () => {
    expect(messageOf('file').attachments[0]).toMatchObject({ name: '見積書.pdf', size: 2_138, kind: 'file' });
    expect(messageOf('external image').attachments[0]?.sourceUrl).toBe('https://example.com/photo.jpg');
    expect(messageOf('image of a set').counter).toBe(2);
  });

  it('shows a place, and says so when it is none', () => {
    const address = '〒102-8282 東京都千代田区紀尾井町1番3号';
    expect(messageOf('location')).toMatchObject({
      text: `LY Corporation\n${address}`,
      place: { latitude: 35.67966, longitude: 139.73669, name: 'LY Corporation', address },
    });
    const odd = named('location');
    (odd.message as Event).latitude = 900;
    expect(eventsOf([odd])[0]).toMatchObject({ type: 'message', text: '', unsupported: 'location' });
  });

  it('keeps a kind nobody has heard of in the thread', () => {
    expect(messageOf('message of a new kind')).toMatchObject({ text: '', unsupported: 'hologram' });
  });

  it('reads a group as one customer whom only a person answers, or not at all', () => {
    for (const name of ['group text', 'group text without user'])
      expect(messageOf(name)).toMatchObject({
        threadKey: GROUP,
        from: { value: GROUP, scoped: true },
        personOnly: true,
      });
    expect(messageOf('group text').handle).toMatchObject({ member: USER });
    expect(messageOf('room text').threadKey).toBe(`R${'8c2f'.padEnd(32, '2')}`);
    const of = { ...account, settings: { ...account.settings, groups: 'ignore' as const } };
    expect(eventOf('group text', of)).toMatchObject({ type: 'unsupported', kind: 'group' });
  });

  it('answers nothing while another channel holds the chat', () => {
    const standby = messageOf('standby text');
    expect(standby.automatic).toBe('standby');
    expect(standby.handle).toEqual({ quoteToken: 'q' });
  });
});

describe('line: other events', () => {
  it('reads a tapped button: ours by payload and label, a menu’s by its data, a date by what was picked', () => {
    expect(messageOf('postback of ours')).toMatchObject({ text: '担当者と話す', payload: 'ask-person' });
    expect(messageOf('plain postback')).toMatchObject({ text: 'action=hours', payload: 'action=hours' });
    expect(messageOf('postback')).toMatchObject({ text: '2026-12-25T01:00', payload: 'storeId=12345' });
    expect(messageOf('postback').externalId).toBe(named('postback').webhookEventId);
  });

  it('reads unsends, and who can be reached', () => {
    const unsend = { type: 'unsend', externalId: '325708', threadKey: USER };
    expect(eventOf('unsend')).toMatchObject(unsend);
    expect(eventOf('unsend in a group')).toMatchObject({ ...unsend, externalId: '325709', threadKey: GROUP });
    for (const [name, state, threadKey] of [
      ['follow', 'reachable', USER],
      ['unfollow', 'unreachable', USER],
      ['join', 'reachable', GROUP],
      ['leave', 'unreachable', GROUP],
    ] as const)
      expect(eventOf(name)).toMatchObject({ type: 'contact', state, threadKey });
  });

  it.each([
    ['memberJoined', 'memberJoined'],
    ['memberLeft', 'memberLeft'],
    ['postback of a rich menu', 'postback:rich-menu'],
    ['videoPlayComplete', 'videoPlayComplete'],
    ['beacon', 'beacon'],
    ['accountLink', 'accountLink'],
    ['membership joined', 'membership'],
    ['membership left', 'membership'],
    ['membership renewed', 'membership'],
    ['module attached', 'module'],
    ['module detached', 'module'],
    ['activated', 'activated'],
    ['deactivated', 'deactivated'],
    ['botSuspended', 'botSuspended'],
    ['botResumed', 'botResumed'],
    ['delivery of a notification message', 'delivery'],
  ])('keeps %s as unsupported', (name, kind) => {
    expect(eventOf(name)).toMatchObject({ type: 'unsupported', kind });
  });

  it('keeps the console’s test', () => {
    expect(split(webhook([]), account).flatMap((item) => parse(item.body, account))).toEqual([
      { type: 'unsupported', kind: 'webhook-test', at },
    ]);
  });

  it('sets aside a message without a source or a content', () => {
    for (const spoilt of [{ source: undefined }, { message: undefined }, { message: { type: 'text' } }])
      expect(() => eventsOf([{ ...named('text'), ...spoilt }])).toThrow(
        expect.objectContaining({ code: 'unparseable' }),
      );
  });
});
