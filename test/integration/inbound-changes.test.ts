import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InboundEvent, Sender } from '#contracts/inbound.ts';
import { MINUTE } from '#contracts/time.ts';
import { receiveMessages } from '#server/commands/receive-messages.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { settleDelivery } from '#server/commands/settle-delivery.ts';
import { system } from '#server/ports/scope.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { connectSms, SMS_ACCOUNT } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const HANA: Sender = { kind: 'phone', value: '+819011110001', verified: true, scoped: false };
const TARO: Sender = { kind: 'phone', value: '+819011110002', verified: true, scoped: false };
const KEY = HANA.value;

let stores: TestStores;
let test: TestPorts;
let next = 0;
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

const account = {
  id: SMS_ACCOUNT,
  channel: 'sms' as const,
  matterWindowHours: 72,
  botOn: true,
  optOut: true,
};
/** Keeps one item and applies it, as the drain does. Answers its id in the ledger. */
const apply = async (event: InboundEvent, options: { waitedOut?: boolean; id?: string } = {}) => {
  next += 1;
  const key = options.id ?? `item:${next}`;
  const id = `${SMS_ACCOUNT}|${key}`;
  const row = {
    id,
    accountId: SMS_ACCOUNT,
    key,
    lane: 'lane',
    partition: 0,
    ord: next,
    state: 0 as const,
    body: {},
    receivedAt: test.clock.now(),
    attempts: 0,
  };
  await test.ports.stores.ledger.insert(scope, [row]);
  const waited = options.waitedOut ? { waitedOut: true } : {};
  await receiveMessages(test.ports, [{ ledgerId: id, account, events: [event], ...waited }]);
  await test.settled();
  return id;
};
const says = (
  text: string,
  externalId: string,
  more: Partial<Extract<InboundEvent, { type: 'message' }>> = {},
) =>
  apply({
    type: 'message',
    externalId,
    text,
    attachments: [],
    threadKey: KEY,
    from: HANA,
    at: test.clock.now(),
    ...more,
  });
const base = () => ({ threadKey: KEY, from: HANA, at: test.clock.now() });
const conversations = async () =>
  (await test.ports.stores.conversations.list(scope, { sort: 'oldest', includeSpam: true }, { limit: 100 }))
    .items;
const only = async () => {
  const [conversation, ...more] = await conversations();
  if (!conversation || more.length) throw new Error(`${more.length + 1} conversations`);
  return conversation;
};
const messages = async (id?: string) =>
  test.ports.stores.messages.page(scope, id ?? (await only()).id, {
    afterSeq: 0,
    limit: 100,
    visible: 'all',
  });
const stateOf = async (id: string) =>
  (await test.ports.stores.ledger.list(scope, { limit: 100 })).items.find((i) => i.id === id);

describe('edits, reactions and unsends', () => {
  it('keep the earlier text, the customer’s last reaction, and nothing of what was taken back', async () => {
    await says('注文12です', 'm1');
    await apply({ type: 'edit', externalId: 'm1', text: '注文13です', ...base() });
    await apply({ type: 'reaction', externalId: 'm1', emoji: '👍', ...base() });
    await apply({ type: 'reaction', externalId: 'm1', emoji: '❤️', ...base() });
    const [edited] = await messages();
    expect(edited).toMatchObject({
      text: '注文13です',
      extra: { edits: [{ text: '注文12です' }], reactions: [{ emoji: '❤️', by: 'customer' }] },
    });
    expect((await only()).lastLine).toBe('注文13です');
    await apply({ type: 'unsend', externalId: 'm1', ...base() });
    await apply({ type: 'edit', externalId: 'm1', text: '戻す', ...base() });
    const [gone] = await messages();
    expect(gone).toMatchObject({ seq: 1, text: '', attachments: [], extra: { isUnsent: true } });
    expect(JSON.stringify(gone)).not.toContain('注文');
  });

  it('of what we wrote elsewhere change that alone, as a human’s', async () => {
    await says('在庫は?', 'm1');
    const echo: InboundEvent = {
      type: 'echo',
      externalId: 'phone-app',
      text: 'あります',
      attachments: [],
      ...base(),
    };
    await apply(echo, { waitedOut: true });
    const ours = { ...base(), ours: true } as const;
    await apply({ type: 'edit', externalId: 'phone-app', text: 'ありません', ...ours });
    await apply({ type: 'reaction', externalId: 'm1', emoji: '👍', ...ours });
    const id = await apply({ type: 'unsend', externalId: 'm1', ...ours });
    expect(await stateOf(id)).toMatchObject({ outcome: 'not-theirs' });
    const [asked, answered] = await messages();
    expect(asked).toMatchObject({ text: '在庫は?', extra: { reactions: [{ emoji: '👍', by: 'agent' }] } });
    expect(answered).toMatchObject({ text: 'ありません', extra: { edits: [{ text: 'あります' }] } });
    await apply({ type: 'unsend', externalId: 'phone-app', ...base() });
    expect((await messages())[1]?.text).toBe('ありません');
  });

  it('wait for the message they name when they come first', async () => {
    const id = await apply({ type: 'edit', externalId: 'm2', text: 'after', ...base() });
    expect((await stateOf(id))?.state).toBe(3);
    await says('before', 'm2');
    await test.intake.sweep();
    expect((await stateOf(id))?.state).toBe(0);
  });

  it('of a message nobody ever saw end in the ledger with the reason', async () => {
    const id = await apply({ type: 'unsend', externalId: 'nobody', ...base() }, { waitedOut: true });
    expect(await stateOf(id)).toMatchObject({ state: 1, outcome: 'no-receipt' });
  });
});

describe('echoes', () => {
  const sendOne = async (text: string) => {
    const conversation = await only();
    const message = await sendMessage(test.ports, system('test'), {
      conversationId: conversation.id,
      text,
      by: 'agent',
    });
    await test.settled();
    const [delivery] = await test.ports.stores.deliveries.ofMessage(scope, message.id);
    if (!delivery) throw new Error('no delivery');
    return delivery;
  };

  it('of our own send are dropped, before and after our receipt', async () => {
    await says('hello', 'm1');
    const delivery = await sendOne('answer');
    const early = await apply({
      type: 'echo',
      externalId: 'out-1',
      text: 'answer',
      attachments: [],
      ...base(),
    });
    expect((await stateOf(early))?.state).toBe(3);
    await settleDelivery(test.ports, delivery, { state: 'sent', providerId: 'out-1' }, ['queued', 'sending']);
    await apply({ type: 'echo', externalId: 'out-1', text: 'answer', attachments: [], ...base() });
    await test.settled();
    expect((await messages()).filter((m) => m.direction === 'outbound').map((m) => m.text)).toEqual([
      'answer',
    ]);
  });

  it('written elsewhere become a human’s message, and the bot falls silent', async () => {
    await says('hello', 'm1');
    await apply(
      { type: 'echo', externalId: 'phone-app', text: '私が対応します', attachments: [], ...base() },
      { waitedOut: true },
    );
    const conversation = await only();
    expect(conversation).toMatchObject({ status: 'open', speaker: 'human', humanInvolved: true });
    expect(conversation.waitingSince).toBeUndefined();
    expect((await messages()).at(-1)).toMatchObject({
      direction: 'outbound',
      author: { kind: 'agent' },
      text: '私が対応します',
      extra: { isEcho: true },
    });
  });

  it('to somebody who never wrote open a conversation with their message', async () => {
    await apply(
      { type: 'echo', externalId: 'first', text: 'ご案内です', attachments: [], ...base() },
      { waitedOut: true },
    );
    expect((await messages()).map((m) => [m.seq, m.text])).toEqual([[1, 'ご案内です']]);
  });
});

describe('read watermarks and reachability', () => {
  it('a watermark reads what was sent until then and no more', async () => {
    await says('hello', 'm1');
    const conversation = await only();
    for (const n of [1, 2]) {
      const message = await sendMessage(test.ports, system('test'), {
        conversationId: conversation.id,
        text: `answer ${n}`,
        by: 'agent',
      });
      const [delivery] = await test.ports.stores.deliveries.ofMessage(scope, message.id);
      if (delivery)
        await settleDelivery(test.ports, delivery, { state: 'sent', providerId: `o${n}` }, [
          'queued',
          'sending',
        ]);
      test.clock.advance(MINUTE);
    }
    await apply({ type: 'read-up-to', ...base(), at: new Date(test.clock.now().getTime() - 1.5 * MINUTE) });
    const states = (await messages()).filter((m) => m.direction === 'outbound').map((m) => m.delivery?.state);
    expect(states).toEqual(['read', 'sent']);
  });

  it('somebody who blocked us is written to no more, until they are back', async () => {
    await says('hello', 'm1');
    const conversation = await only();
    const write = () =>
      sendMessage(test.ports, system('test'), { conversationId: conversation.id, text: 'hi', by: 'agent' });
    await apply({ type: 'contact', state: 'unreachable', ...base() });
    await expect(write()).rejects.toMatchObject({ code: 'opted-out' });
    await apply({ type: 'contact', state: 'reachable', ...base() });
    expect((await write()).text).toBe('hi');
  });
});

describe('mails that name their conversation', () => {
  const mail = (
    from: Sender,
    externalId: string,
    more: Partial<Extract<InboundEvent, { type: 'message' }>>,
  ) => says(`mail ${externalId}`, externalId, { threadKey: `root-${externalId}`, from, ...more });

  it('join by our signed address and by a message id, whoever writes, and another party reaches people', async () => {
    await mail(HANA, 'a', {});
    const first = await only();
    await mail(HANA, 'b', { join: [{ by: 'reference', externalId: 'a' }] });
    expect((await only()).status).toBe('bot');
    await mail(TARO, 'c', { join: [{ by: 'conversation', id: first.id }] });
    await test.settled();
    const all = await messages(first.id);
    expect(all.filter((m) => m.direction === 'inbound').map((m) => m.text)).toEqual([
      'mail a',
      'mail b',
      'mail c',
    ]);
    expect(all.find((m) => m.text === 'mail c')?.author.id).not.toBe(first.customerId);
    expect((await only()).status).toBe('queued');
  });

  it('join by a number only from the conversation’s own customer', async () => {
    await mail(HANA, 'a', {});
    const { number, id } = await only();
    await mail(TARO, 'b', { join: [{ by: 'number', number }] });
    expect(await conversations()).toHaveLength(2);
    await mail(HANA, 'c', { join: [{ by: 'number', number }] });
    expect(await conversations()).toHaveLength(2);
    expect((await messages(id)).filter((m) => m.direction === 'inbound').map((m) => m.text)).toEqual([
      'mail a',
      'mail c',
    ]);
  });

  it('of machines open nothing and wake nobody', async () => {
    const id = await mail(HANA, 'auto', { automatic: 'auto-reply' });
    expect(await conversations()).toEqual([]);
    expect(await stateOf(id)).toMatchObject({ state: 1, outcome: 'automatic' });
    await mail(HANA, 'a', {});
    const turns = (await only()).bot.turn;
    await mail(HANA, 'away', { automatic: 'auto-reply', join: [{ by: 'reference', externalId: 'a' }] });
    const after = await only();
    expect([after.bot.turn, after.seq]).toEqual([turns, 2]);
    expect(after.bot.seenSeq).toBe(2);
  });
});
