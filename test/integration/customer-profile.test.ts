import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '#channels/delivery-error.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { receiveMessages } from '#server/commands/receive-messages.ts';
import { updateCustomer } from '#server/commands/update-customer.ts';
import { system } from '#server/ports/scope.ts';
import { wakeTimer } from '#server/reactions/wake-timer.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { connectSms, SMS_ACCOUNT } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const USER = 'U0123456789abcdef';
const THREAD = `${SMS_ACCOUNT}|${USER}`;
type Message = Extract<InboundEvent, { type: 'message' }>;
type Profile = TestPorts['ports']['channels']['profile'];

let stores: TestStores;
let test: TestPorts;
let next = 0;
let asked: string[];
let answer: Profile;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri });
  await connectSms(test);
  asked = [];
  answer = async () => ({ name: '佐藤 花子', language: 'en' });
  const { channels } = test.ports;
  const { capabilities } = channels;
  channels.capabilities = (account) => ({ ...capabilities(account), profiles: true });
  channels.profile = (accountId, who) => {
    asked.push(who.threadKey);
    return answer(accountId, who);
  };
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const says = async (text: string, more: Partial<Message> = {}): Promise<void> => {
  next += 1;
  const id = `${SMS_ACCOUNT}|item:${next}`;
  await test.ports.stores.ledger.insert(scope, [
    {
      id,
      accountId: SMS_ACCOUNT,
      key: `item:${next}`,
      lane: 'lane',
      partition: 0,
      ord: next,
      state: 0,
      body: {},
      receivedAt: test.clock.now(),
      attempts: 0,
    },
  ]);
  const event: Message = {
    type: 'message',
    externalId: `m${next}`,
    threadKey: USER,
    from: { kind: 'line', value: USER, verified: true, scoped: true },
    at: test.clock.now(),
    text,
    attachments: [],
    ...more,
  };
  const account = {
    id: SMS_ACCOUNT,
    channel: 'sms' as const,
    matterWindowHours: 72,
    botOn: true,
    optOut: true,
  };
  await receiveMessages(test.ports, [{ ledgerId: id, account, events: [event] }]);
  await test.settled();
};
const wake = async (): Promise<boolean> => {
  const timer = await test.ports.stores.timers.get(scope, 'profile', THREAD);
  if (!timer) return false;
  await wakeTimer(test.ports, timer.id, timer.generation);
  await test.settled();
  return true;
};
const conversation = async () => {
  const thread = await test.ports.stores.customers.thread(scope, THREAD);
  const found = await test.ports.stores.conversations.get(scope, thread?.conversationId ?? '');
  if (!found) throw new Error('no conversation');
  return found;
};
const customer = async () => test.ports.stores.customers.get(scope, (await conversation()).customerId);

describe('somebody known by their id alone', () => {
  it('is named by the provider after their message is in, on the conversation too', async () => {
    await says('こんにちは');
    expect((await conversation()).customerName).toBe(USER);
    expect(asked).toEqual([]);
    expect(await wake()).toBe(true);
    expect(asked).toEqual([USER]);
    expect(await customer()).toMatchObject({ name: '佐藤 花子', language: 'en' });
    expect((await conversation()).customerName).toBe('佐藤 花子');
    expect(await wake()).toBe(false);
  });

  it('keeps the name an agent gave, also when the provider answers later', async () => {
    await says('こんにちは');
    const { customerId } = await conversation();
    answer = async () => {
      await updateCustomer(test.ports, scope, { customerId, name: '山田 太郎' });
      return { name: '別の名前' };
    };
    await wake();
    expect((await customer())?.name).toBe('山田 太郎');
    asked = [];
    await says('まだいます');
    expect(await test.ports.stores.timers.get(scope, 'profile', THREAD)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('stays as they are when the provider tells nothing or refuses, and is asked again when it was unwell', async () => {
    await says('こんにちは');
    answer = async () => {
      throw new DeliveryError('delivery-throttled', { retryable: true });
    };
    await expect(wake()).rejects.toThrow('delivery-throttled');
    answer = async () => {
      throw new DeliveryError('delivery-invalid-recipient', { retryable: false });
    };
    expect(await wake()).toBe(true);
    expect(await wake()).toBe(false);
    expect((await customer())?.name).toBe(USER);
  });
});

describe('what only a person may answer', () => {
  it('opens a conversation that waits for people, and wakes no bot', async () => {
    await says('みなさんこんにちは', { personOnly: true });
    const opened = await conversation();
    expect(opened).toMatchObject({ status: 'queued', speaker: 'human', botInvolved: false });
    expect(opened.bot).toMatchObject({ seenSeq: 1, turn: 0 });
    expect(opened.escalationId).toBeDefined();
  });

  it('calls people when the bot holds the conversation', async () => {
    await says('在庫はありますか');
    expect((await conversation()).status).toBe('bot');
    await says('私も知りたいです', { personOnly: true });
    expect(await conversation()).toMatchObject({ status: 'queued', speaker: 'human', bot: { seenSeq: 2 } });
  });
});

describe('a gesture', () => {
  it('is answered as somebody’s first words only', async () => {
    await says('[スタンプ]', { isGesture: true });
    expect((await conversation()).bot.turn).toBe(1);
    await says('[スタンプ]', { isGesture: true });
    expect((await conversation()).bot).toMatchObject({ turn: 1, seenSeq: 2 });
  });

  it('reopens nothing within the window, and is a new matter after it', async () => {
    await says('ありがとうございました');
    const first = await conversation();
    const { conversations } = test.ports.stores;
    const set = { status: 'resolved' as const, resolvedAt: test.clock.now() };
    await conversations.update(scope, first.id, first.version, { set });
    await says('[スタンプ]', { isGesture: true });
    expect(await conversation()).toMatchObject({ id: first.id, status: 'resolved', seq: 2 });
    test.clock.advance(73 * 3_600_000);
    await says('[スタンプ]', { isGesture: true });
    expect((await conversation()).previousId).toBe(first.id);
  });
});

describe('a message while another answers', () => {
  it('joins what is known without waking anybody, and opens nothing', async () => {
    await says('待機中', { automatic: 'standby' });
    expect(await test.ports.stores.customers.thread(scope, THREAD)).toBeUndefined();
    await says('在庫はありますか');
    const { bot } = await conversation();
    await says('待機中', { automatic: 'standby' });
    expect(await conversation()).toMatchObject({ seq: 2, bot: { turn: bot.turn, seenSeq: 2 } });
  });
});
