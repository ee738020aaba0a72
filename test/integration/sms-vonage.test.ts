import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedVonage, startVonage } from '#channels/sms-vonage/simulate.ts';
import { DAY } from '#contracts/time.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const HANA = '819011112222';
const APPLICATION = 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const SECRETS = { signatureSecret: 'a-signature-secret', privateKey };

let stores: TestStores;
let desk: ChannelDesk;
let vonage: SimulatedVonage;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'sms' });
  vonage = await startVonage({
    applicationId: APPLICATION,
    signatureSecret: SECRETS.signatureSecret,
    number: '815012345678',
    webhookUrl: desk.webhookUrl,
    statusUrl: desk.webhookUrl,
    retries: 0,
    now: () => desk.test.clock.now(),
  });
  await desk.connect({
    channel: 'sms',
    adapter: 'sms-vonage',
    settings: { applicationId: APPLICATION, from: '+815012345678', apiBase: vonage.url },
    secrets: SECRETS,
  });
});
afterEach(async () => {
  await vonage.settled();
  await vonage.close();
  await desk.close();
});

/** The state of a message once all its states are told. */
const stateOf = async (id: string): Promise<unknown> => {
  await vonage.settled();
  await desk.test.settled();
  return (await desk.messages()).find((message) => message.id === id)?.delivery;
};

describe('SMS over Vonage, from the webhook to the answer', () => {
  it('a message is answered from the number, and its states come back', async () => {
    expect(await vonage.receive(HANA, '在庫はありますか')).toEqual([200]);
    expect(await desk.conversation()).toMatchObject({ channel: 'sms', language: 'ja' });
    const answer = await desk.answer('はい、ございます');
    expect(vonage.sent).toMatchObject([{ to: HANA, from: '815012345678', text: 'はい、ございます' }]);
    expect(await stateOf(answer.id)).toMatchObject({ state: 'delivered' });
  });

  it('under a wrong secret nothing is kept', async () => {
    expect(await vonage.post({ message_uuid: 'x', from: HANA }, { secret: 'guess' })).toEqual([401]);
    expect(await desk.conversations()).toEqual([]);
  });

  it('redelivered five times and shuffled, each message stands once, a late one in the past', async () => {
    const events = [1, 2, 3, 4].map((n) => ({
      message_uuid: randomUUID(),
      to: '815012345678',
      from: HANA,
      channel: 'sms',
      message_type: 'text',
      text: `message ${n}`,
      timestamp: new Date(desk.test.clock.now().getTime() - 60_000 + n * 1_000).toISOString(),
    }));
    await Promise.all(events.toReversed().map((event) => vonage.post(event, { times: 5 })));
    const old = new Date(desk.test.clock.now().getTime() - 7 * DAY).toISOString();
    await vonage.receive(HANA, 'an old one', { timestamp: old });
    const inbound = (await desk.messages()).filter((m) => m.direction === 'inbound');
    const shown = inbound.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    expect(shown.map((m) => m.text)).toEqual([
      'an old one',
      'message 1',
      'message 2',
      'message 3',
      'message 4',
    ]);
    expect(shown[0]?.late).toBe(true);
  });

  it('with 停止 is confirmed once and nothing more goes out until 再開', async () => {
    await vonage.receive(HANA, '停止');
    await desk.deliver();
    expect(vonage.sent.map(({ text }) => text.includes('配信を停止しました'))).toEqual([true]);
    await expect(desk.answer('お知らせ')).rejects.toMatchObject({ code: 'opted-out' });
    await vonage.receive(HANA, '再開');
    await desk.deliver();
    const answer = await desk.answer('お知らせ');
    expect(await stateOf(answer.id)).toMatchObject({ state: 'delivered' });
  });

  it('a rejection is shown with its reason, an unclear end as uncertain', async () => {
    await vonage.receive(HANA, 'x');
    vonage.fault({ later: 1_190 });
    const rejected = await desk.answer('届きません');
    expect(await stateOf(rejected.id)).toMatchObject({
      state: 'failed',
      reason: 'delivery-invalid-recipient',
    });
    vonage.fault('reset-taken');
    const unclear = await desk.answer('届いたかも');
    expect(unclear.delivery?.state).toBe('uncertain');
    expect(vonage.sent.map(({ text }) => text)).toEqual(['届きません', '届いたかも']);
  });

  it('a number is known for what it is, not for this account alone', async () => {
    await vonage.receive(HANA, 'x');
    const { customerId } = await desk.conversation();
    const customer = await desk.test.ports.stores.customers.identity(system('test'), 'phone:+819011112222');
    expect(customer?.customerId).toBe(customerId);
  });
});
