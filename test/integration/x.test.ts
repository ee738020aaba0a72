import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedX, startX } from '#channels/x/simulate.ts';
import { DAY } from '#contracts/time.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const US = '2244994945';
const HANA = '3001969357';
const SECRETS = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};

let stores: TestStores;
let desk: ChannelDesk;
let x: SimulatedX;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'x' });
  x = await startX({
    ...SECRETS,
    userId: US,
    username: 'akariya',
    webhookUrl: desk.webhookUrl,
    retries: 0,
    now: () => desk.test.clock.now(),
  });
  await desk.connect({
    channel: 'x',
    adapter: 'x',
    settings: { userId: US, username: 'akariya', apiBase: x.url },
    secrets: SECRETS,
  });
});
afterEach(async () => {
  await x.close();
  await desk.close();
});

const ms = (offset = 0): string => String(desk.test.clock.now().getTime() + offset);
const dm = (id: string, text: string, more: { from?: string; to?: string; offset?: number } = {}) => ({
  direct_message_events: [
    {
      type: 'message_create',
      id,
      created_timestamp: ms(more.offset),
      message_create: {
        target: { recipient_id: more.to ?? US },
        sender_id: more.from ?? HANA,
        message_data: { text, entities: {} },
      },
    },
  ],
  users: { [HANA]: { id: HANA, name: '花子', screen_name: 'hana' } },
});
const mention = (id: string, text: string, more: object = {}) => ({
  tweet_create_events: [
    {
      id_str: id,
      timestamp_ms: ms(),
      text: `@akariya ${text}`,
      lang: 'ja',
      user: { id_str: HANA, name: '花子', screen_name: 'hana' },
      entities: { user_mentions: [{ id_str: US, screen_name: 'akariya' }] },
      ...more,
    },
  ],
});

describe('X, from the webhook to the answer', () => {
  it('the webhook passes the challenge', async () => {
    expect(await x.register()).toBe(true);
  });

  it('a direct message is answered by one, and read marks come back', async () => {
    expect(await x.post(dm('d1', '在庫はありますか'))).toEqual([200]);
    expect(await desk.conversation()).toMatchObject({ channel: 'x', customerName: '花子' });
    const answer = await desk.answer('はい、ございます');
    expect(x.sent).toMatchObject([{ way: 'dm', to: HANA, text: 'はい、ございます' }]);
    await x.post({
      direct_message_mark_read_events: [
        {
          created_timestamp: ms(60_000),
          sender_id: HANA,
          target: { recipient_id: US },
          last_read_event_id: x.sent[0]?.id,
        },
      ],
    });
    await desk.test.settled();
    const shown = (await desk.messages()).find((message) => message.id === answer.id);
    expect(shown?.delivery?.state).toBe('read');
  });

  it('a mention waits for a person and is answered in public, or in private, never confused', async () => {
    await x.post(mention('p1', '届きません'));
    expect(await desk.conversation()).toMatchObject({ status: 'queued' });
    expect((await desk.messages())[0]).toMatchObject({
      text: '届きません',
      extra: { isPublic: true, link: 'https://x.com/hana/status/p1' },
    });
    await desk.answer('申し訳ございません');
    await desk.answer('ご注文番号をお知らせください', { extra: { replyPrivately: true } });
    expect(x.sent).toMatchObject([
      { way: 'reply', to: 'p1', text: '申し訳ございません' },
      { way: 'dm', to: HANA, text: 'ご注文番号をお知らせください' },
    ]);
  });

  it('our own words on X wait to be told from doubles of ours, which are dropped', async () => {
    await x.post(dm('d1', 'x'));
    const answer = await desk.answer('はい');
    await x.post(dm(x.sent[0]?.id ?? '', 'はい', { from: US, to: HANA }));
    await x.post(dm('d2', 'お電話しました', { from: US, to: HANA, offset: 1_000 }));
    await desk.test.settled();
    const outbound = (await desk.messages()).filter((m) => m.direction === 'outbound');
    expect(outbound.filter((m) => m.text === 'はい').map((m) => m.id)).toEqual([answer.id]);
    const waiting = await desk.test.ports.stores.ledger.waitedFor(system('test'), 10);
    expect(waiting).toEqual([`${desk.accountId}|d2`]);
  });

  it('redelivered five times, late by seven days, edited and deleted, each post stands once', async () => {
    await x.post(mention('p2', 'new'), { times: 5 });
    await x.post(mention('p1', 'old', { timestamp_ms: ms(-7 * DAY) }), { times: 5 });
    await x.post(mention('p3', 'newer', { edit_history: { initial_tweet_id: 'p2' } }));
    await x.post({ tweet_delete_events: [{ status: { id: 'p1', user_id: HANA }, timestamp_ms: ms() }] });
    await desk.test.settled();
    const inbound = (await desk.messages()).filter((m) => m.direction === 'inbound');
    expect(inbound.map((m) => [m.text, m.late, m.extra.isUnsent === true])).toEqual([
      ['newer', false, false],
      ['', true, true],
    ]);
  });

  it('who may not be written to and an expired token are shown, a wrong secret keeps nothing', async () => {
    expect(await x.post(dm('d1', 'x'), { secret: 'guess' })).toEqual([401]);
    expect(await desk.conversations()).toEqual([]);
    await x.post(dm('d1', 'x'));
    x.fault('no-dm', 'expired');
    expect((await desk.answer('a')).delivery).toMatchObject({
      state: 'failed',
      reason: 'delivery-invalid-recipient',
    });
    expect((await desk.answer('b')).delivery).toMatchObject({ state: 'failed', reason: 'delivery-auth' });
  });
});
