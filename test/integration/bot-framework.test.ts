import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedConnector, startConnector } from '#channels/bot-framework/simulate.ts';
import { DAY } from '#contracts/time.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const APP = { appId: 'app-0000-1111', appPassword: 'app-password' };
const BOT = { id: '28:bot', name: 'Shop' };
const HANA = { id: '29:hana', name: '花子' };
const PERSONAL = { id: 'a:1personal', conversationType: 'personal' };

let stores: TestStores;
let desk: ChannelDesk;
let connector: SimulatedConnector;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
const connect = (more: Record<string, unknown> = {}, appPassword = APP.appPassword): Promise<void> =>
  desk.connect({
    channel: 'bot-framework',
    adapter: 'bot-framework',
    settings: {
      appId: APP.appId,
      loginBase: connector.url,
      openIdMetadata: `${connector.url}/v1/.well-known/openidconfiguration`,
      ...more,
    },
    secrets: { appPassword },
  });
beforeEach(async () => {
  await stores.clearMongo();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'bot-framework' });
  connector = await startConnector({ ...APP, webhookUrl: desk.webhookUrl }, () =>
    desk.test.clock.now().getTime(),
  );
  await connect();
});
afterEach(async () => {
  await connector.close();
  await desk.close();
});

const activity = (more: object) => ({
  channelId: 'msteams',
  timestamp: desk.test.clock.now().toISOString(),
  locale: 'ja-JP',
  from: HANA,
  recipient: BOT,
  conversation: PERSONAL,
  ...more,
});
const said = (id: number, text: string, more: object = {}) =>
  activity({ type: 'message', id: String(id), text, ...more });

describe('Bot Framework, from the signed activity to the answer', () => {
  it('a message from Teams is answered in its conversation, over the service it came from', async () => {
    expect(await connector.activity(said(1, '在庫はありますか'))).toEqual([200]);
    expect(await desk.conversation()).toMatchObject({
      channel: 'bot-framework',
      customerName: '花子',
      language: 'ja',
    });
    const answer = await desk.answer('はい、ございます');
    expect(answer.delivery).toMatchObject({ state: 'sent' });
    expect(connector.posted.at(-1)).toMatchObject({
      conversationId: 'a:1personal',
      activity: { type: 'message', text: 'はい、ございます', replyToId: '1', locale: 'ja-JP' },
    });
  });

  it('nothing is kept of a forged, strange, old or redirected token', async () => {
    const wrong = [
      { forged: true },
      { issuer: 'https://evil.example.com' },
      { audience: 'another-app' },
      { expiresIn: -301 },
      { serviceUrl: 'https://evil.example.com' },
    ];
    for (const changes of wrong) expect(await connector.activity(said(1, 'x'), changes)).toEqual([401]);
    expect(await connector.activity({ ...said(1, 'x'), serviceUrl: 'https://evil.example.com' })).toEqual([
      401,
    ]);
    expect(await connector.activity(said(1, 'x', { channelId: 'slack' }))).toEqual([401]);
    expect(await desk.conversations()).toEqual([]);
  });

  it('while the keys cannot be had, a webhook is asked to come again', async () => {
    await connect({ openIdMetadata: `${connector.url}/nowhere` });
    expect(await connector.activity(said(1, 'x'))).toEqual([503]);
    await connect();
    expect(await connector.activity(said(1, 'x'))).toEqual([200]);
    expect(await desk.messages()).toHaveLength(1);
  });

  it('redelivered five times and shuffled, each message stands once and in order', async () => {
    const start = desk.test.clock.now().getTime() - 60_000;
    const one = (id: number) =>
      said(id, `message ${id}`, { timestamp: new Date(start + id * 1_000).toISOString() });
    const ids = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = [...ids, ...ids, ...ids, ...ids, ...ids].toSorted((a, b) => ((a * 7 + b * 13) % 5) - 2);
    await Promise.all(shuffled.map((id) => connector.activity(one(id))));
    const inbound = (await desk.messages()).filter((m) => m.direction === 'inbound');
    const shown = inbound.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.seq - b.seq);
    expect(shown.map((m) => m.text)).toEqual(ids.map((id) => `message ${id}`));
  });

  it('a thousand activities stand once each', async () => {
    const ids = Array.from({ length: 1_000 }, (_, n) => n + 1);
    for (let at = 0; at < ids.length; at += 50)
      await Promise.all(ids.slice(at, at + 50).map((id) => connector.activity(said(id, `m${id}`))));
    const { id } = await desk.conversation();
    const seen = new Set<string>();
    for (let afterSeq = 0; ; afterSeq += 500) {
      const page = await desk.test.ports.stores.messages.page(system('test'), id, {
        afterSeq,
        limit: 500,
        visible: 'all',
      });
      for (const message of page) if (message.direction === 'inbound') seen.add(message.text);
      if (page.length < 500) break;
    }
    expect(seen.size).toBe(1_000);
  }, 60_000);

  it('a message seven days late is placed into the past', async () => {
    const timestamp = new Date(desk.test.clock.now().getTime() - 7 * DAY).toISOString();
    await connector.activity(said(2, 'a new one'));
    await connector.activity(said(1, 'an old one', { timestamp }));
    expect((await desk.messages()).map((m) => [m.text, m.late])).toEqual([
      ['a new one', false],
      ['an old one', true],
    ]);
  });

  it('edits, deletions and reactions land on what they mean', async () => {
    await connector.activity(said(1, '注文12です'));
    await connector.activity(said(2, '間違えました'));
    await connector.activity(activity({ type: 'messageUpdate', id: '1', text: '注文13です' }));
    await connector.activity(activity({ type: 'messageDelete', id: '2' }));
    const answer = await desk.answer('承りました');
    await connector.activity(
      activity({
        type: 'messageReaction',
        id: 'f:1',
        replyToId: connector.posted.at(-1)?.id,
        reactionsAdded: [{ type: 'heart' }],
      }),
    );
    const messages = await desk.messages();
    expect(messages[0]).toMatchObject({ text: '注文13です', extra: { edits: [{ text: '注文12です' }] } });
    expect(messages[1]).toMatchObject({ text: '', extra: { isUnsent: true } });
    expect(messages.find((m) => m.id === answer.id)?.extra.reactions).toEqual([
      { emoji: '❤️', by: 'customer' },
    ]);
  });

  it('whoever removed the bot is written to no more until it is back', async () => {
    await connector.activity(said(1, 'x'));
    await connector.activity(activity({ type: 'installationUpdate', id: 'i1', action: 'remove' }));
    await desk.test.settled();
    await expect(desk.answer('hello')).rejects.toMatchObject({ code: 'opted-out' });
    const later = new Date(desk.test.clock.now().getTime() + 1_000).toISOString();
    await connector.activity(
      activity({ type: 'conversationUpdate', id: 'i2', membersAdded: [BOT], timestamp: later }),
    );
    await desk.test.settled();
    expect((await desk.answer('hello')).delivery?.state).toBe('sent');
  });

  it('a second person in a Teams channel reaches people, and the answer stands in the same thread', async () => {
    const conversation = {
      id: '19:abc@thread.tacv2;messageid=1',
      conversationType: 'channel',
      isGroup: true,
    };
    await connector.activity(said(1, '一人目です', { conversation }));
    await connector.activity(said(2, '二人目です', { conversation, from: { id: '29:jiro', name: '次郎' } }));
    expect((await desk.conversation()).status).toBe('queued');
    await desk.answer('お待たせしました');
    expect(connector.posted.at(-1)?.conversationId).toBe('19:abc@thread.tacv2;messageid=1');
  });

  it('a secret that expired fails the send with its reason', async () => {
    await connector.activity(said(1, 'x'));
    await connect({}, 'an-expired-secret');
    expect((await desk.answer('hello')).delivery).toMatchObject({ state: 'failed', reason: 'delivery-auth' });
    expect(connector.posted).toEqual([]);
  });

  it('an answer whose end was lost is uncertain and not repeated', async () => {
    await connector.activity(said(1, 'x'));
    connector.fault('reset-taken');
    expect((await desk.answer('hello')).delivery).toMatchObject({ state: 'uncertain' });
    expect(connector.posted).toHaveLength(1);
  });

  it('typing, events, invokes and what nobody has heard of are kept and hold nothing up', async () => {
    for (const type of ['typing', 'event', 'endOfConversation', 'somethingNew'])
      expect(await connector.activity(activity({ type, id: type }))).toEqual([200]);
    expect(await connector.activity(activity({ type: 'invoke', id: 'v' }))).toEqual([501]);
    await connector.activity(said(1, 'x'));
    expect(await desk.messages()).toHaveLength(1);
    const ledger = await desk.test.ports.stores.ledger.list(system('test'), { limit: 20 });
    expect(ledger.items.map((i) => i.outcome).toSorted()).toEqual([
      'message',
      ...Array.from({ length: 5 }, () => 'unsupported'),
    ]);
  });
});
