import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { system } from '#server/ports/scope.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { connectSms, SMS_ACCOUNT, smsItem, smsStatus } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
let stores: TestStores;
let test: TestPorts;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri });
  await connectSms(test);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const accept = (items: Parameters<TestPorts['intake']['accept']>[0]['items']) =>
  test.intake.accept({ accountId: SMS_ACCOUNT, items, receivedAt: test.clock.now() });
const conversations = async () =>
  (await test.ports.stores.conversations.list(scope, { sort: 'oldest' }, { limit: 100 })).items;
const messagesOf = (id: string) =>
  test.ports.stores.messages.page(scope, id, { afterSeq: 0, limit: 500, visible: 'all' });

const shuffled = <T>(items: readonly T[], seed: number): T[] => {
  const out = [...items];
  let state = seed;
  for (let i = out.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const j = state % (i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
};

describe('intake of inbound items', () => {
  it('makes one message of five redeliveries in any order', async () => {
    const items = Array.from({ length: 20 }, (_, n) =>
      smsItem('+819011110001', `m${n}`, `message ${n}`, test.clock.now()),
    );
    await Promise.all(
      shuffled(Array.from({ length: 5 }, () => items).flat(), 7).map((item) => accept([item])),
    );
    await test.settled();
    const all = await conversations();
    expect(all).toHaveLength(1);
    const messages = await messagesOf(all[0]?.id ?? '');
    expect(messages.map((m) => m.seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(new Set(messages.map((m) => m.text)).size).toBe(20);
  });

  it('opens one conversation for two first messages at the same instant', async () => {
    const at = test.clock.now();
    await Promise.all([
      accept([smsItem('+819011110002', 'a', 'first', at)]),
      accept([smsItem('+819011110002', 'b', 'second', at)]),
    ]);
    await test.settled();
    const all = await conversations();
    expect(all).toHaveLength(1);
    expect(all[0]?.seq).toBe(2);
  });

  it('applies the items of one lane in the order in which they arrived', async () => {
    for (let n = 0; n < 30; n++)
      await accept([smsItem('+819011110003', `o${n}`, String(n), new Date(test.clock.now().getTime() + n))]);
    await test.settled();
    const [conversation] = await conversations();
    expect((await messagesOf(conversation?.id ?? '')).map((m) => m.text)).toEqual(
      Array.from({ length: 30 }, (_, n) => String(n)),
    );
  });

  it('keeps a hundred senders apart and each of them in order', async () => {
    const sends: Promise<void>[] = [];
    for (let n = 0; n < 5; n++)
      for (let s = 0; s < 100; s++)
        sends.push(
          accept([
            smsItem(`+8190222200${String(s).padStart(2, '0')}`, `s${s}-${n}`, `${n}`, test.clock.now()),
          ]),
        );
    await Promise.all(sends);
    await test.settled();
    const all = await conversations();
    expect(all).toHaveLength(100);
    for (const c of all)
      expect((await messagesOf(c.id)).map((m) => m.text)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('sets an item that cannot be understood aside and goes on with its lane', async () => {
    const bad = { accountRef: '', key: 'message:broken', lane: '+819011110004', body: { nonsense: true } };
    await accept([
      smsItem('+819011110004', 'p1', 'before', test.clock.now()),
      bad,
      smsItem('+819011110004', 'p2', 'after', test.clock.now()),
    ]);
    await test.settled();
    const [conversation] = await conversations();
    expect((await messagesOf(conversation?.id ?? '')).map((m) => m.text)).toEqual(['before', 'after']);
    const poison = await test.ports.stores.ledger.list(scope, { state: 2, limit: 10 });
    expect(poison.items.map((i) => [i.key, i.reason])).toEqual([['message:broken', 'unparseable']]);
  });

  it('gives each interaction to its reactions and clears its pending mark', async () => {
    await accept([smsItem('+819011110005', 'i1', 'hello', test.clock.now())]);
    await test.settled();
    const [conversation] = await conversations();
    const types = (
      await test.ports.stores.interactions.ofConversation(scope, conversation?.id ?? '', { limit: 50 })
    ).map((i) => i.type);
    expect(types).toEqual(expect.arrayContaining(['conversation.opened', 'message.received']));
    expect(await test.ports.stores.interactions.pending(scope, new Date(Date.now() + 60_000), 10)).toEqual(
      [],
    );
    expect(test.pushed.some((p) => p.name === 'conversations.changed')).toBe(true);
  });

  it('reopens a conversation resolved within the window and links a new one after it', async () => {
    await accept([smsItem('+819011110006', 'w1', 'first matter', test.clock.now())]);
    await test.settled();
    const [first] = await conversations();
    if (!first) throw new Error('no conversation');
    const resolve = (id: string, version: number) =>
      test.ports.stores.conversations.update(scope, id, version, {
        set: { status: 'resolved', resolvedAt: test.clock.now() },
      });
    await resolve(first.id, first.version);
    test.clock.advance(71 * 3_600_000);
    await accept([smsItem('+819011110006', 'w2', 'one more question', test.clock.now())]);
    await test.settled();
    const reopened = await test.ports.stores.conversations.get(scope, first.id);
    expect([reopened?.status, reopened?.cycle]).toEqual(['bot', 2]);
    await resolve(first.id, reopened?.version ?? 0);
    test.clock.advance(73 * 3_600_000);
    await accept([smsItem('+819011110006', 'w3', 'a new matter', test.clock.now())]);
    await test.settled();
    const all = await conversations();
    expect(all).toHaveLength(2);
    expect(all.find((c) => c.id !== first.id)?.previousId).toBe(first.id);
  });

  it('keeps bare thanks on a resolved conversation without reopening it', async () => {
    await accept([smsItem('+819011110007', 't1', 'hello', test.clock.now())]);
    await test.settled();
    const [first] = await conversations();
    if (!first) throw new Error('no conversation');
    await test.ports.stores.conversations.update(scope, first.id, first.version, {
      set: { status: 'resolved', resolvedAt: test.clock.now() },
    });
    await accept([smsItem('+819011110007', 't2', 'ありがとうございました。', test.clock.now())]);
    await test.settled();
    const after = await test.ports.stores.conversations.get(scope, first.id);
    expect([after?.status, after?.seq]).toEqual(['resolved', 2]);
  });

  it('lets a status that overtook our own receipt wait for it', async () => {
    const sidOfSend = 'SM00000000000000000000000000000001';
    await accept([smsStatus('+819011110008', sidOfSend, 'delivered', test.clock.now())]);
    await test.settled();
    const waiting = await test.ports.stores.ledger.list(scope, { state: 3, limit: 10 });
    expect(waiting.items).toHaveLength(1);
    test.clock.advance(11 * 60_000);
    await test.intake.sweep();
    expect((await test.ports.stores.ledger.list(scope, { state: 3, limit: 10 })).items).toHaveLength(0);
  });
});
