import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedApp, startApp } from '#channels/api/simulate.ts';
import { DAY } from '#contracts/time.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const HANA = { id: 'user-42', name: '花子', language: 'ja' };
const SECRETS = {
  signingSecret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
  identitySecret: 'an-identity-secret-of-32-characters',
};

let stores: TestStores;
let desk: ChannelDesk;
let app: SimulatedApp;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'api' });
  app = await startApp({
    signingSecret: SECRETS.signingSecret,
    webhookUrl: desk.webhookUrl,
    retries: 0,
    now: () => desk.test.clock.now(),
  });
  await desk.connect({
    channel: 'api',
    adapter: 'api',
    settings: { callbackUrl: app.url },
    secrets: SECRETS,
  });
});
afterEach(async () => {
  await app.close();
  await desk.close();
});

const fromNow = (ms: number): string => new Date(desk.test.clock.now().getTime() + ms).toISOString();
const said = (id: string, text: string, more: object = {}): object => ({
  type: 'message',
  id,
  sender: HANA,
  text,
  sentAt: fromNow(0),
  ...more,
});

describe('an app of the owner, from its webhook to its callback', () => {
  it('a message is answered at the callback, and the customer is known by name', async () => {
    expect(await app.post(said('m1', '在庫はありますか'))).toEqual([200]);
    expect(await desk.conversation()).toMatchObject({ channel: 'api', customerName: '花子', language: 'ja' });
    const answer = await desk.answer('はい、ございます', {
      extra: { quickReplies: [{ label: '買う', payload: 'buy' }] },
    });
    expect(answer.delivery).toMatchObject({ state: 'sent' });
    expect(app.taken.at(-1)?.body).toMatchObject({
      type: 'outbound.message',
      to: 'user-42',
      replyTo: 'm1',
      text: 'はい、ございます',
      quickReplies: [{ label: '買う', payload: 'buy' }],
    });
  });

  it('with a wrong secret or an old time nothing is kept', async () => {
    const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    expect(await app.post(said('m1', 'x'), { secret })).toEqual([401]);
    expect(await app.post(said('m1', 'x'), { at: new Date(fromNow(-301_000)) })).toEqual([401]);
    expect(await desk.conversations()).toEqual([]);
  });

  it('redelivered five times and shuffled, each message stands once and in order', async () => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8];
    const sent = [...ids, ...ids, ...ids, ...ids, ...ids].toSorted((a, b) => ((a * 7 + b * 13) % 5) - 2);
    await Promise.all(sent.map((n) => app.post(said(`m${n}`, `message ${n}`, { counter: n }))));
    const inbound = (await desk.messages()).filter((m) => m.direction === 'inbound');
    const shown = inbound.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.counter - b.counter);
    expect(shown.map((m) => m.text)).toEqual(ids.map((n) => `message ${n}`));
  });

  it('a batch of 1,000 events comes in whole', async () => {
    const events = Array.from({ length: 1_000 }, (_, n) =>
      said(`m${n}`, `message ${n}`, { sender: { id: `user-${n % 50}` } }),
    );
    expect(await app.post(events, { times: 2 })).toEqual([200, 200]);
    const conversations = await desk.conversations();
    expect(conversations).toHaveLength(50);
    const counts = await Promise.all(
      conversations.map(
        async (c) => (await desk.messages(c.id)).filter((m) => m.direction === 'inbound').length,
      ),
    );
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(1_000);
  });

  it('a message seven days late, signed anew, is placed into the past', async () => {
    await app.post(said('m2', 'a new one'));
    expect(await app.post(said('m1', 'an old one', { sentAt: fromNow(-7 * DAY) }))).toEqual([200]);
    expect((await desk.messages()).map((m) => [m.text, m.late])).toEqual([
      ['a new one', false],
      ['an old one', true],
    ]);
  });

  it('edits, reactions, unsends, echoes and statuses land on what they mean', async () => {
    await app.post([said('m1', '注文12です'), said('m2', 'まちがい')]);
    await app.post([
      { type: 'edit', messageId: 'm1', sender: HANA, text: '注文13です', sentAt: fromNow(1_000) },
      { type: 'unsend', messageId: 'm2', sender: HANA },
    ]);
    const answer = await desk.answer('どちらですか');
    const messageId = 'app-1';
    await app.post([
      { type: 'reaction', messageId, sender: HANA, emoji: '👍' },
      { type: 'status', messageId, state: 'read' },
      { type: 'status', messageId, state: 'delivered' },
      { type: 'echo', id: 'phone-1', sender: HANA, text: '電話でお答えしました', sentAt: fromNow(2_000) },
    ]);
    await desk.test.settled();
    const messages = await desk.messages();
    expect(messages[0]).toMatchObject({ text: '注文13です', extra: { edits: [{ text: '注文12です' }] } });
    expect(messages[1]).toMatchObject({ text: '', extra: { isUnsent: true } });
    const ours = messages.find((m) => m.id === answer.id);
    expect(ours?.extra.reactions).toEqual([{ emoji: '👍', by: 'customer' }]);
    expect(ours?.delivery?.state).toBe('read');
  });

  it('an unclear end is tried again and taken once; a refusal is shown', async () => {
    await app.post(said('m1', 'x'));
    app.fault('reset-taken');
    const first = await desk.answer('一度だけ');
    expect(first.delivery?.state).not.toBe('failed');
    desk.test.clock.advance(3_600_000);
    await desk.deliver();
    expect(app.taken.map(({ body }) => body.text)).toEqual(['一度だけ']);
    app.fault({ error: 'window-closed' });
    expect((await desk.answer('遅すぎました')).delivery).toMatchObject({
      state: 'failed',
      reason: 'reply-window-closed',
    });
  });

  it('whoever cannot be reached is written to no more until they are back', async () => {
    await app.post(said('m1', 'x'));
    await app.post({ type: 'contact', sender: HANA, state: 'unreachable' });
    await desk.test.settled();
    await expect(desk.answer('hello')).rejects.toMatchObject({ code: 'opted-out' });
    await app.post({ type: 'contact', sender: HANA, state: 'reachable' });
    await desk.test.settled();
    expect((await desk.answer('hello')).delivery?.state).toBe('sent');
  });

  it('an identity token makes an address the customer’s own', async () => {
    const now = desk.test.clock.now().getTime() / 1_000;
    const token = await new SignJWT({ email: 'hana@example.com' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(HANA.id)
      .setAudience(desk.accountId)
      .setExpirationTime(now + 600)
      .sign(new TextEncoder().encode(SECRETS.identitySecret));
    await app.post(said('m1', 'x', { sender: { ...HANA, token, phone: '+819011112222' } }));
    const { customerId } = await desk.conversation();
    const identities = await desk.test.ports.stores.customers.identities(system('test'), [customerId]);
    expect(identities.map((i) => [i.kind, i.verified]).toSorted()).toEqual([
      ['email', true],
      ['external', true],
      ['phone', false],
    ]);
  });

  it('a kind nobody has heard of is kept, and holds nothing up', async () => {
    await app.post([{ type: 'super-like', sender: HANA }, said('m1', '', { unsupported: 'voice-call' })]);
    expect((await desk.messages())[0]).toMatchObject({ text: '', extra: { unsupported: 'voice-call' } });
    const ledger = await desk.test.ports.stores.ledger.list(system('test'), { limit: 10 });
    expect(ledger.items.map((i) => i.outcome).toSorted()).toEqual(['message', 'unsupported']);
  });
});
