import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DATA_SEPARATOR } from '#channels/line/payload.ts';
import { type SimulatedLine, startLine } from '#channels/line/simulate.ts';
import type { BotTurn, BotTurnResult } from '#contracts/bot.ts';
import { PATHS } from '#contracts/http.ts';
import { DAY } from '#contracts/time.ts';
import { deliverLane } from '#server/commands/deliver-message.ts';
import { fetchMedia } from '#server/commands/fetch-media.ts';
import { resolveConversation } from '#server/commands/resolve-conversation.ts';
import { retryMessage } from '#server/commands/retry-message.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { receiveWebhook } from '#server/http/routes/webhooks/receive.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { system } from '#server/ports/scope.ts';
import { wakeTimer } from '#server/reactions/wake-timer.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const ACCOUNT = 'line-test';
const SECRETS = { channelSecret: 'secret-for-tests', channelAccessToken: 'token-for-tests' };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let stores: TestStores;
let test: TestPorts;
let server: Server;
let line: SimulatedLine;
let hana: string;
let turns: BotTurn[];
let say: string | undefined;
/** Tells the tests' reply tokens apart: this process tries none twice. */
let runs = 0;

/** A bot that answers with what the test has it say, and a choice. */
const bot = async (turn: BotTurn): Promise<BotTurnResult> => {
  turns.push(turn);
  const state = { ...turn.state, turns: turn.state.turns + 1 };
  if (say === undefined) return { actions: [], state };
  const quickReplies = [{ label: '担当者と話す', payload: 'ask-person' }];
  return { actions: [{ type: 'reply', text: say, quickReplies, citations: [], extra: {} }], state };
};

const connect = (id: string, settings: Record<string, unknown> = {}): Promise<unknown> =>
  test.ports.stores.accounts.save(
    scope,
    testAccount({
      id,
      channel: 'line',
      adapter: 'line',
      settings: { apiBase: line.url, dataBase: line.url, ...settings },
      secrets: SECRETS,
    }),
    undefined,
  );

beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  turns = [];
  say = undefined;
  const http = createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'], timeoutMs: 2_000 });
  test = await createTestPorts({ mongoUri: stores.mongoUri, http, bot });
  const { channels, log, clock } = test.ports;
  const app = express();
  app.all(PATHS.webhook, receiveWebhook({ channels, intake: test.intake, log, clock }));
  server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/line/${ACCOUNT}`;
  runs += 1;
  line = await startLine({ ...SECRETS, webhookUrl, retryMs: 20, run: `${process.pid}:${runs}` });
  hana = line.addUser({ displayName: '佐藤 花子', language: 'ja' });
  await connect(ACCOUNT);
});
afterEach(async () => {
  await line.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await test.close();
});

type From = Parameters<SimulatedLine['message']>[0];
const deliver = async (...events: Record<string, unknown>[]): Promise<void> => {
  const statuses = await line.deliver(events);
  expect(statuses.at(-1)).toBe(200);
  await test.settled();
};
const says = async (text: string, from: From = { userId: hana }): Promise<Record<string, unknown>> => {
  const event = line.message(from, { type: 'text', text, quoteToken: 'q' });
  await deliver(event);
  return event;
};
const conversations = async (): Promise<Conversation[]> =>
  (await test.ports.stores.conversations.list(scope, { sort: 'oldest' }, { limit: 100 })).items;
const only = async (): Promise<Conversation> => {
  const [conversation, ...more] = await conversations();
  if (!conversation || more.length > 0)
    throw new Error(`${conversation ? more.length + 1 : 0} conversations`);
  return conversation;
};
const messages = async () =>
  test.ports.stores.messages.page(scope, (await only()).id, { limit: 2_000, visible: 'all' });
const sendAll = async (): Promise<void> => {
  await test.settled();
  const jobs = test.jobs.splice(0).filter((job) => job.name === 'deliver-message');
  for (const job of jobs)
    await deliverLane(test.ports, (job.data as { deliveryId: string }).deliveryId, 'test');
  await test.settled();
};
const answer = async (text: string) => {
  const sent = await sendMessage(test.ports, scope, { conversationId: (await only()).id, text, by: 'agent' });
  await sendAll();
  return sent.id;
};
const deliveryOf = async (id: string) => (await test.ports.stores.messages.get(scope, id))?.delivery;
const externalOf = (event: Record<string, unknown>): string => (event.message as { id: string }).id;

describe('a message of LINE', () => {
  it('is a conversation whose bot answers by the reply token, with its choices', async () => {
    say = '灯屋です。ご用件をどうぞ。';
    await says('こんにちは');
    await sendAll();
    expect(await only()).toMatchObject({
      channel: 'line',
      status: 'bot',
      language: 'ja',
      customerName: hana,
    });
    expect(line.sends).toMatchObject([
      { via: 'reply', to: hana, messages: [{ type: 'text', text: say, quickReply: { items: [{}] } }] },
    ]);
    const [, sent] = await messages();
    expect(sent).toMatchObject({ direction: 'outbound', delivery: { state: 'sent', attempt: 1 } });
    const data = `ask-person${DATA_SEPARATOR}担当者と話す`;
    expect(JSON.stringify(line.sends[0]?.messages)).toContain(JSON.stringify({ data }).slice(1, -1));
    await deliver(line.event('postback', { userId: hana }, { postback: { data } }));
    expect(turns.at(-1)?.messages).toMatchObject([{ text: '担当者と話す', payload: 'ask-person' }]);
  });

  it('is answered once by the token, then by push, each once', async () => {
    await says('在庫はありますか');
    await answer('ございます。');
    await answer('本日発送できます。');
    expect(line.sends.map(({ via, messages }) => [via, messages[0]?.text])).toEqual([
      ['reply', 'ございます。'],
      ['push', '本日発送できます。'],
    ]);
    expect((await messages()).map((m) => m.delivery?.state)).toEqual([undefined, 'sent', 'sent']);
  });

  it('is taken once of five deliveries, shuffled among others, redelivered or not', async () => {
    const events = Array.from({ length: 12 }, (_, n) =>
      line.message({ userId: hana }, { type: 'text', text: `m${n}` }, { timestamp: Date.now() - 60_000 + n }),
    );
    const shuffled = [...events, ...events, ...events, ...events].toSorted((a, b) =>
      String(a.webhookEventId).split('').reverse().join('') <
      String(b.webhookEventId).split('').reverse().join('')
        ? -1
        : 1,
    );
    for (let from = 0; from < shuffled.length; from += 5) await deliver(...shuffled.slice(from, from + 5));
    expect(await line.redeliver(events)).toBe(200);
    await test.settled();
    const texts = (await messages()).toSorted((a, b) => a.at.getTime() - b.at.getTime()).map((m) => m.text);
    expect(texts).toEqual(events.map((_, n) => `m${n}`));
  });

  it.each([1, 100, 1_000])('comes in a batch of %i, each to its own person', async (size) => {
    const people = Array.from({ length: Math.min(size, 20) }, (_, n) =>
      line.addUser({ displayName: `客${n}` }),
    );
    const events = Array.from({ length: size }, (_, n) =>
      line.message({ userId: people[n % people.length] as string }, { type: 'text', text: `m${n}` }),
    );
    await deliver(...events);
    const all = await conversations();
    expect(all.length).toBe(people.length);
    expect(all.reduce((sum, one) => sum + one.seq, 0)).toBe(size);
  });

  it('that comes seven days late is placed, and wakes no bot', async () => {
    await says('今日の質問');
    const before = turns.length;
    const late = line.message(
      { userId: hana },
      { type: 'text', text: '先週の質問' },
      { timestamp: Date.now() - 7 * DAY, deliveryContext: { isRedelivery: true } },
    );
    await deliver(late);
    expect((await messages()).find((m) => m.text === '先週の質問')).toMatchObject({ late: true, seq: 2 });
    expect(turns.length).toBe(before);
  });

  it('under a wrong signature is refused, and the console’s test is taken', async () => {
    const event = line.message({ userId: hana }, { type: 'text', text: 'x' });
    expect(await line.deliver([event], { secret: 'wrong' })).toEqual([401, 401, 401]);
    expect(await line.deliver([])).toEqual([200]);
    await test.settled();
    expect(await conversations()).toEqual([]);
  });

  it('for another bot than the account’s is kept as nobody’s', async () => {
    await connect('line-strict', { botUserId: `U${'9'.repeat(32)}` });
    const url = line.webhook.endpoint.replace(ACCOUNT, 'line-strict');
    const strict = await startLine({ ...SECRETS, webhookUrl: url });
    const event = strict.message({ userId: hana }, { type: 'text', text: 'x' });
    expect(await strict.deliver([event], { destination: `U${'8'.repeat(32)}` })).toEqual([200]);
    await strict.close();
    await test.settled();
    expect(await conversations()).toEqual([]);
  });
});

describe('what else LINE tells', () => {
  it('is a picture fetched and stored, once LINE has it ready', async () => {
    const id = line.addMedia({ mime: 'image/png', data: PNG, notReadyFor: 1 });
    await deliver(line.message({ userId: hana }, { type: 'image', id, contentProvider: { type: 'line' } }));
    const messageId = (await messages())[0]?.id ?? '';
    await expect(fetchMedia(test.ports, { messageId, attempt: 1 })).rejects.toThrow('delivery-unreachable');
    await fetchMedia(test.ports, { messageId, attempt: 2 });
    const [attachment] = (await messages())[0]?.attachments ?? [];
    expect(attachment).toMatchObject({ status: 'stored', name: `image-${id}.png`, mime: 'image/png' });
  });

  it('is a message taken back', async () => {
    const event = await says('電話番号は090です');
    await deliver(line.event('unsend', { userId: hana }, { unsend: { messageId: externalOf(event) } }));
    expect(await messages()).toMatchObject([{ text: '', extra: { isUnsent: true } }]);
  });

  it('is a sticker, which reopens nothing that is done', async () => {
    await says('解決しました');
    await resolveConversation(test.ports, scope, { conversationId: (await only()).id, by: 'system' });
    await test.settled();
    const before = turns.length;
    await deliver(
      line.message(
        { userId: hana },
        { type: 'sticker', packageId: '1', stickerId: '2', keywords: ['Thanks'] },
      ),
    );
    expect(await only()).toMatchObject({ status: 'resolved', lastLine: '[スタンプ] Thanks' });
    expect(turns.length).toBe(before);
  });

  it('is who somebody is, on the customer and the conversation', async () => {
    await says('こんにちは');
    expect(turns.at(-1)?.customer).toMatchObject({ verified: true });
    const timer = await test.ports.stores.timers.get(scope, 'profile', `${ACCOUNT}|${hana}`);
    await wakeTimer(test.ports, timer?.id ?? '', timer?.generation ?? 0);
    expect(await only()).toMatchObject({ customerName: '佐藤 花子' });
    await says('届いていますか');
    expect(turns.map((turn) => turn.customer.name)).toEqual([undefined, '佐藤 花子']);
    expect((await messages()).map((m) => m.author.name)).toEqual([undefined, '佐藤 花子']);
  });

  it('is a group, which waits for a person, is named, and is answered in the group', async () => {
    const groupId = line.addGroup('町内会の旅行');
    say = '自動の返事';
    await says('みなさんどうしますか', { groupId, userId: hana });
    await says('お店の方に聞きましょう', { groupId, userId: line.addUser({ displayName: '山田' }) });
    const conversation = await only();
    expect(conversation).toMatchObject({ status: 'queued', speaker: 'human', botInvolved: false, seq: 2 });
    expect(conversation.escalationId).toBeDefined();
    const timer = await test.ports.stores.timers.get(scope, 'profile', `${ACCOUNT}|${groupId}`);
    await wakeTimer(test.ports, timer?.id ?? '', timer?.generation ?? 0);
    expect((await only()).customerName).toBe('町内会の旅行');
    await answer('ご案内します。');
    expect(line.sends).toMatchObject([{ via: 'reply', to: groupId }]);
    expect(turns).toEqual([]);
  });

  it('is the same person on two accounts of one provider', async () => {
    await connect(ACCOUNT, { providerId: '12345678' });
    test.ports.channels.changed(ACCOUNT);
    await connect('line-two', { providerId: '12345678' });
    await says('一つ目の店へ');
    const two = await startLine({
      ...SECRETS,
      webhookUrl: line.webhook.endpoint.replace(ACCOUNT, 'line-two'),
      seed: 2,
    });
    expect(await two.deliver([two.message({ userId: hana }, { type: 'text', text: '二つ目へ' })])).toEqual([
      200,
    ]);
    await two.close();
    await test.settled();
    expect((await only()).threads.map((t) => t.accountId)).toEqual([ACCOUNT, 'line-two']);
  });
});

describe('an answer that cannot go', () => {
  it('to somebody who blocked the account is refused, until they are back', async () => {
    await says('こんにちは');
    await deliver(line.event('unfollow', { userId: hana }));
    await expect(answer('ご連絡です')).rejects.toMatchObject({ code: 'opted-out' });
    await deliver(line.event('follow', { userId: hana }, { follow: { isUnblocked: true } }));
    expect(await deliveryOf(await answer('ご連絡です'))).toMatchObject({ state: 'sent' });
  });

  it.each([
    ['quota', 'delivery-quota'],
    ['unauthorized', 'delivery-auth'],
  ] as const)('says why after %s, on the message and the account', async (fault, code) => {
    await says('こんにちは');
    await answer('一通目');
    line.fail(fault);
    const id = await answer('二通目');
    expect(await deliveryOf(id)).toMatchObject({ state: 'failed', reason: code });
    const account = await test.ports.stores.accounts.get(scope, ACCOUNT);
    expect(JSON.stringify(account)).toContain(code);
    await retryMessage(test.ports, scope, { conversationId: (await only()).id, messageId: id });
    await sendAll();
    expect(await deliveryOf(id)).toMatchObject({ state: 'sent', attempt: 2 });
  });

  it('although LINE took it is sent once over the retries, and known as sent', async () => {
    await says('こんにちは');
    await answer('一通目');
    line.fail('server-error-taken');
    const id = await answer('二通目');
    expect(await deliveryOf(id)).not.toMatchObject({ state: 'failed' });
    test.clock.advance(60_000);
    await sendAll();
    expect(await deliveryOf(id)).toMatchObject({ state: 'sent' });
    expect(line.sends.length).toBe(2);
  });

  it('is uncertain when the token’s answer was lost, and is not sent again by itself', async () => {
    await says('こんにちは');
    line.fail('reset-taken');
    const id = await answer('一度だけ');
    expect(await deliveryOf(id)).toMatchObject({ state: 'uncertain' });
    const [delivery] = await test.ports.stores.deliveries.ofMessage(scope, id);
    test.clock.advance(20_000);
    const timer = await test.ports.stores.timers.get(scope, 'status-wait', delivery?.id ?? '');
    await wakeTimer(test.ports, timer?.id ?? '', timer?.generation ?? 0);
    await sendAll();
    expect(await deliveryOf(id)).toMatchObject({ state: 'uncertain' });
    expect(line.sends.length).toBe(1);
  });
});
