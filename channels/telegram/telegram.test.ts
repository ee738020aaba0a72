import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import updates from './fixtures/updates.json' with { type: 'json' };
import { telegram } from './index.ts';
import { parse } from './parse.ts';
import { MAX_CALLBACK_BYTES, TelegramSettings, WireBody } from './payload.ts';

const account: Account<TelegramSettings> = {
  id: 'acc',
  channel: 'telegram',
  name: '店',
  settings: TelegramSettings.parse({ botUsername: 'shop_bot' }),
  secrets: { botToken: '12345:bot-token-canary', webhookSecret: 'secret_canary' },
  publicUrl: 'https://desk.example.com',
};
const stranger: Account<TelegramSettings> = {
  ...account,
  id: 'other',
  secrets: { botToken: '99999:another', webhookSecret: 'another_secret' },
};
const AT = new Date('2026-11-24T03:00:00.000Z');
const HANA = { id: 42, is_bot: false, first_name: '花子', last_name: '山田', language_code: 'ja' };
const CHAT = { id: 42, type: 'private', first_name: '花子' };

const raw = (update: unknown, of = account): RawRequest => ({
  method: 'POST',
  url: `/webhooks/telegram/${of.id}`,
  query: {},
  headers: { 'x-telegram-bot-api-secret-token': of.secrets.webhookSecret ?? '' },
  body: Buffer.from(typeof update === 'string' ? update : JSON.stringify(update)),
  contentType: 'application/json',
  receivedAt: AT,
});
const message = (more: object, id = 7): object => ({
  update_id: 900 + id,
  message: { message_id: id, date: 1_764_000_000, from: HANA, chat: CHAT, ...more },
});

/** Every kind of content the Bot API documents for a message we read, by name. */
const CONTENT: Record<string, object> = updates.content;
const { edited, callback, reaction, blocked, business, deleted } = updates;
const samples = Object.values(CONTENT).map((content, n) => message(content, 10 + n));

const ok = (id: number) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ ok: true, result: { message_id: id, date: 1, chat: { id: 42, type: 'private' } } }),
});
const refusal = (error_code: number, description: string, status = error_code) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ ok: false, error_code, description }),
});

channelContract('telegram', {
  definition: telegram,
  account,
  stranger,
  to: '42',
  address: fc.oneof(
    fc.integer({ min: 1, max: 9_999_999_999 }).map(String),
    fc
      .tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.stringMatching(/^[\w-]{1,20}$/))
      .map(([id, bc]) => `${id}@${bc}`),
  ),
  signed: {
    header: 'x-telegram-bot-api-secret-token',
    tokenOnly: true,
    requests: (of) =>
      [...samples, edited, callback, reaction, blocked, business, deleted].map((one) => raw(one, of)),
    reprinted: () => [],
    unknown: (of) => [
      raw({ update_id: 77, chat_boost: { chat: CHAT } }, of),
      raw(
        {
          update_id: 78,
          channel_post: { message_id: 1, date: 1, chat: { id: -1, type: 'channel' }, text: 'x' },
        },
        of,
      ),
      raw({ update_id: 79 }, of),
    ],
    unreadable: (of) => [raw('not json', of), raw('[1,2]', of)],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, apiBase: url } }),
    accepted: ok(55),
    providerId: '42:55',
    idempotent: false,
    refusedIn200: {
      reply: refusal(400, 'Bad Request: chat not found', 200),
      code: 'delivery-invalid-recipient',
    },
    refusals: [
      { reply: refusal(403, 'Forbidden: bot was blocked by the user'), code: 'opted-out', retryable: false },
      {
        reply: refusal(400, 'Bad Request: chat not found'),
        code: 'delivery-invalid-recipient',
        retryable: false,
      },
      { reply: refusal(400, 'Bad Request: message is too long'), code: 'text-too-long', retryable: false },
      {
        reply: refusal(400, 'Bad Request: wrong type of the web page content'),
        code: 'file-not-accepted',
        retryable: false,
      },
      { reply: refusal(401, 'Unauthorized'), code: 'delivery-auth', retryable: false },
      { reply: refusal(404, 'Not Found'), code: 'delivery-auth', retryable: false },
      { reply: { status: 401, body: '' }, code: 'delivery-auth', retryable: false },
      {
        reply: refusal(429, 'Too Many Requests: retry after 5', 200),
        code: 'delivery-throttled',
        retryable: true,
      },
      { reply: refusal(400, 'Bad Request: something new'), code: 'delivery-rejected', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

const eventsOf = (update: unknown): InboundEvent[] =>
  telegram.split(raw(update), account).flatMap((item) => parse(item.body, account));
const first = (update: unknown): InboundEvent => {
  const [event] = eventsOf(update);
  if (!event) throw new Error('no event');
  return event;
};

describe('telegram: what comes in', () => {
  it.each(Object.keys(CONTENT))('a message with %s is a message', (name) => {
    const event = first(message(CONTENT[name] ?? {}));
    expect(event.type).toBe('message');
    if (event.type !== 'message') return;
    const says = event.text || event.attachments.length || event.place || event.contacts || event.unsupported;
    expect(says).toBeTruthy();
  });

  it('names what it does not show', () => {
    expect(first(message(CONTENT.poll ?? {}))).toMatchObject({ text: '', unsupported: 'poll' });
    expect(first(message({ gift_nobody_knows: {} }))).toMatchObject({ unsupported: 'gift_nobody_knows' });
  });

  it('takes the largest photo with its caption', () => {
    expect(first(message(CONTENT.photo ?? {}))).toMatchObject({
      text: '割れていました',
      attachments: [{ kind: 'image', sourceUrl: 'large', status: 'fetching' }],
    });
  });

  it('knows who wrote, in their language', () => {
    expect(first(message({ text: 'x' }))).toMatchObject({
      from: {
        kind: 'telegram',
        value: '42',
        verified: true,
        scoped: false,
        name: '花子 山田',
        language: 'ja',
      },
      threadKey: '42',
      counter: 7,
    });
  });

  it('tells a group’s thread from its members and leaves the bot’s own name out', () => {
    const group = { chat: { id: -100_5, type: 'supergroup', title: '友の会' }, text: '@shop_bot 在庫は?' };
    expect(first(message(group))).toMatchObject({
      threadKey: '-1005',
      from: { value: '42' },
      text: '在庫は?',
    });
  });

  it('reads a tap as the words on the button', () => {
    expect(first(callback)).toMatchObject({ type: 'message', text: '返品', payload: 'return' });
    const score = structuredClone(callback);
    score.callback_query.data = '#5';
    const event = first(score);
    expect(event).toMatchObject({ text: '5' });
    expect(event).not.toHaveProperty('payload');
  });

  it('reads the word a link brought along', () => {
    expect(first(message({ text: '/start order-1001' }))).toMatchObject({ payload: 'order-1001' });
  });

  it('reads edits, reactions, blocks and deletions', () => {
    expect(first(edited)).toMatchObject({ type: 'edit', externalId: '42:7', text: '訂正' });
    expect(first(reaction)).toMatchObject({ type: 'reaction', externalId: '42:7', emoji: '👍' });
    expect(
      first({ ...reaction, message_reaction: { ...reaction.message_reaction, new_reaction: [] } }),
    ).toMatchObject({ emoji: '' });
    expect(first(blocked)).toMatchObject({ type: 'contact', state: 'unreachable' });
    expect(eventsOf(deleted)).toMatchObject([
      { type: 'unsend', externalId: '42:5', threadKey: '42@bc1' },
      { type: 'unsend', externalId: '42:6' },
    ]);
  });

  it('tells the owner’s own words in a business chat from the customer’s', () => {
    expect(first(business)).toMatchObject({ type: 'message', threadKey: '42@bc1', from: { value: '42' } });
    const own = structuredClone(business);
    own.business_message.from = { ...HANA, id: 900 };
    expect(first(own)).toMatchObject({ type: 'echo', threadKey: '42@bc1', from: { value: '42' } });
  });

  it('answers a tap on the webhook itself', () => {
    const { body } = telegram.acknowledge(
      raw({ update_id: 1, callback_query: { id: '123456', from: HANA } }),
    );
    expect(JSON.parse(body)).toEqual({ method: 'answerCallbackQuery', callback_query_id: '123456' });
    expect(telegram.acknowledge(raw(edited)).body).toBe('{}');
  });
});

const render = (...ask: Parameters<typeof outbound>) =>
  telegram
    .render(outbound(...ask), { to: '42', threadKey: '42', account })
    .map(({ body }) => WireBody.parse(body));

describe('telegram: what goes out', () => {
  it('puts buttons under the last part, and taps that do not fit as their label', () => {
    const long = 'x'.repeat(MAX_CALLBACK_BYTES + 1);
    const bodies = render('a'.repeat(5_000), {
      extra: {
        quickReplies: [
          { label: '返品', payload: 'return' },
          { label: '交換', payload: long },
        ],
      },
    });
    expect(bodies.map((b) => b.text.length)).toEqual([4_096, 904]);
    expect(bodies[0]?.keyboard).toBeUndefined();
    expect(bodies[1]?.keyboard).toEqual([
      [{ text: '返品', callback_data: 'return' }],
      [{ text: '交換', callback_data: '#1' }],
    ]);
  });

  it('asks a survey with one button for each score, and links as buttons', () => {
    const [csat] = render('評価', { extra: { survey: { surveyId: 's', kind: 'csat' } } });
    expect(csat?.keyboard?.flat().map((b) => b.text)).toEqual(['1', '2', '3', '4', '5']);
    const [nps] = render('評価', { extra: { survey: { surveyId: 's', kind: 'nps' } } });
    expect(nps?.keyboard?.map((row) => row.length)).toEqual([6, 5]);
    const [linked] = render('見る', { extra: { links: [{ label: '注文', url: 'https://shop.example/1' }] } });
    expect(linked?.keyboard).toEqual([[{ text: '注文', url: 'https://shop.example/1' }]]);
  });

  it('answers a business chat over its connection', () => {
    const [body] = telegram.render(outbound('はい'), { to: '42', threadKey: '42@bc1', account });
    expect(body?.body).toMatchObject({ chatId: '42', businessConnectionId: 'bc1' });
  });
});
