import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpPort } from '#channels/channel.ts';
import { startTwilio } from '#channels/sms/simulate.ts';
import type { SimulatedTwilio } from '#channels/sms/simulate-books.ts';
import { PATHS } from '#contracts/http.ts';
import { deliverLane } from '#server/commands/deliver-message.ts';
import { fetchMedia, wakeMedia } from '#server/commands/fetch-media.ts';
import type { Message } from '#server/domain/conversation/message.ts';
import { receiveWebhook } from '#server/http/routes/webhooks/receive.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { system } from '#server/ports/scope.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { connectSms, OUR_NUMBER, SMS_ACCOUNT, sid } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const CUSTOMER = '+819011112222';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let stores: TestStores;
let test: TestPorts;
let server: Server;
let twilio: SimulatedTwilio;
let broken: boolean;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

beforeEach(async () => {
  await stores.clearMongo();
  broken = false;
  const guarded = createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'], timeoutMs: 2_000 });
  const http: HttpPort = {
    request: (input) => guarded.request(broken ? { ...input, url: 'http://127.0.0.1:1/' } : input),
  };
  test = await createTestPorts({ mongoUri: stores.mongoUri, http });
  const { channels, log, clock } = test.ports;
  const app = express();
  app.all(PATHS.webhook, receiveWebhook({ channels, intake: test.intake, log, clock }));
  server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/sms/${SMS_ACCOUNT}`;
  twilio = await startTwilio({
    accountSid: sid('AC', 'test'),
    authToken: 'token-for-tests',
    number: OUR_NUMBER,
    webhookUrl,
    statusDelayMs: 1,
    retryMs: 20,
    retries: 5,
  });
  await connectSms(test, { apiBase: twilio.url, webhookUrl });
});
afterEach(async () => {
  await twilio.settled();
  await twilio.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await test.close();
});

/** Messages of the one conversation there is, in order. */
const messages = async (): Promise<Message[]> => {
  await test.settled();
  const { items } = await test.ports.stores.conversations.list(scope, { sort: 'newest' }, { limit: 10 });
  expect(items.length).toBe(1);
  return test.ports.stores.messages.page(scope, items[0]?.id ?? '', { limit: 50, visible: 'all' });
};
const jobsOf = (name: string): { messageId: string; deliveryId: string }[] =>
  test.jobs.filter((job) => job.name === name).map((job) => job.data as never);
const deliverAll = async (): Promise<void> => {
  await test.settled();
  for (const { deliveryId } of jobsOf('deliver-message')) await deliverLane(test.ports, deliveryId, 'test');
  await twilio.settled();
  await test.settled();
};
const receiveMms = async (mime: string, data: Buffer): Promise<string> => {
  const { statuses } = await twilio.receive({ from: CUSTOMER, body: '写真です', media: [{ mime, data }] });
  expect(statuses).toEqual([200]);
  await test.settled();
  const [job, ...more] = jobsOf('fetch-media');
  expect(more).toEqual([]);
  return job?.messageId ?? '';
};

describe('an MMS', () => {
  it('is one message at once, its picture fetched, stored and pushed afterwards', async () => {
    const messageId = await receiveMms('image/png', PNG);
    const [before] = await messages();
    expect(before).toMatchObject({
      id: messageId,
      text: '写真です',
      attachments: [{ status: 'fetching', size: 0 }],
    });
    test.pushed.length = 0;
    await fetchMedia(test.ports, { messageId, attempt: 1 });
    const [after] = await messages();
    const [attachment] = after?.attachments ?? [];
    expect(attachment).toEqual({
      fileId: expect.any(String),
      name: 'media-1.png',
      mime: 'image/png',
      size: PNG.length,
      kind: 'image',
      status: 'stored',
    });
    expect(after?.version).toBe((before?.version ?? 0) + 1);
    expect(await test.ports.stores.files.read(scope, attachment?.fileId ?? '')).toEqual(PNG);
    expect(await test.ports.stores.files.meta(scope, attachment?.fileId ?? '')).toMatchObject({
      conversationId: after?.conversationId,
    });
    expect(JSON.stringify(test.pushed.filter((push) => push.name === 'messages.changed'))).toContain(
      attachment?.fileId,
    );
    expect(JSON.stringify(test.pushed)).not.toContain('api.twilio');
  });

  it('is stored once by two jobs at once, and no file is left over', async () => {
    const messageId = await receiveMms('image/png', PNG);
    await Promise.all([1, 1, 1].map((attempt) => fetchMedia(test.ports, { messageId, attempt })));
    const [message] = await messages();
    const db = test.open.database.connection.db;
    const files = await db?.collection('files.files').find().toArray();
    expect(files?.map((file) => String(file._id))).toEqual([message?.attachments[0]?.fileId]);
    expect(message?.version).toBe(2);
  });

  it.each<[string, string, Buffer]>([
    [
      'a page that calls itself a picture',
      'image/png',
      Buffer.from('<!doctype html><script>alert(1)</script>'),
    ],
    ['another type than its ending says', 'image/jpeg', PNG],
    ['a type nobody accepts', 'application/x-msdownload', Buffer.from('MZ\0\0')],
    ['nothing', 'image/png', Buffer.alloc(0)],
  ])('with %s is kept without it, and says so', async (_name, mime, data) => {
    const messageId = await receiveMms(mime, data);
    await fetchMedia(test.ports, { messageId, attempt: 1 });
    expect((await messages())[0]).toMatchObject({
      text: '写真です',
      attachments: [{ status: 'failed', reason: 'file-not-accepted' }],
    });
  });

  it('is tried again while the provider cannot be reached, and given up at last', async () => {
    const messageId = await receiveMms('image/png', PNG);
    broken = true;
    await expect(fetchMedia(test.ports, { messageId, attempt: 1 })).rejects.toThrow(
      'media: delivery-unreachable',
    );
    expect((await messages())[0]?.attachments[0]?.status).toBe('fetching');
    await fetchMedia(test.ports, { messageId, attempt: 6 });
    expect((await messages())[0]?.attachments[0]).toMatchObject({
      status: 'failed',
      reason: 'delivery-unreachable',
    });
  });

  it('is found again when its job was lost, not before ten minutes', async () => {
    const messageId = await receiveMms('image/png', PNG);
    test.jobs.length = 0;
    expect(await wakeMedia(test.ports)).toBe(0);
    test.clock.advance(11 * 60_000);
    expect(await wakeMedia(test.ports)).toBe(1);
    expect(jobsOf('fetch-media')).toEqual([{ messageId }]);
    await fetchMedia(test.ports, { messageId, attempt: 1 });
    expect(await wakeMedia(test.ports)).toBe(0);
  });
});

describe('an SMS', () => {
  it('is one message however often it is redelivered', async () => {
    const { sid: id } = await twilio.receive({ from: CUSTOMER, body: '返品したいです' });
    for (let n = 0; n < 4; n += 1) expect(await twilio.redeliver(id)).toEqual([200]);
    expect((await messages()).map((message) => message.text)).toEqual(['返品したいです']);
  });

  it('with STOP is confirmed once, in its words, and its states come back', async () => {
    await twilio.receive({ from: CUSTOMER, body: '配信停止' });
    await twilio.receive({ from: CUSTOMER, body: '再開' });
    await deliverAll();
    const sent = twilio.messages.filter((message) => message.direction === 'outbound-api');
    expect(sent.map((message) => [message.to, message.body.includes('配信を停止'), message.status])).toEqual([
      [CUSTOMER, true, 'delivered'],
      [CUSTOMER, false, 'delivered'],
    ]);
    const outbound = (await messages()).filter((message) => message.direction === 'outbound');
    expect(outbound.map((message) => message.delivery?.state)).toEqual(['delivered', 'delivered']);
  });

  it('under a wrong signature, to a paused or unknown account, leaves nothing', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/sms/`;
    const body = new URLSearchParams({
      MessageSid: sid('SM', 'x'),
      From: CUSTOMER,
      To: OUR_NUMBER,
      Body: 'x',
    });
    const refused = await fetch(url + SMS_ACCOUNT, {
      method: 'POST',
      body,
      headers: { 'x-twilio-signature': 'x' },
    });
    expect(refused.status).toBe(401);
    expect((await fetch(`${url}nobody`, { method: 'POST', body })).status).toBe(404);
    const account = await test.ports.stores.accounts.get(scope, SMS_ACCOUNT);
    if (account) await test.ports.stores.accounts.save(scope, { ...account, paused: true, version: 2 }, 1);
    test.ports.channels.changed(SMS_ACCOUNT);
    expect((await twilio.receive({ from: CUSTOMER, body: 'x' })).statuses.at(-1)).toBe(404);
    expect((await test.ports.stores.ledger.list(scope, { limit: 10 })).items).toEqual([]);
  });
});
