import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BotTurn } from '#contracts/bot.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { DEFAULT_POLICY } from '#contracts/policy-default.ts';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { escalateConversation } from '#server/commands/escalate-conversation.ts';
import { receiveMessages } from '#server/commands/receive-messages.ts';
import { takeOverConversation } from '#server/commands/take-over-conversation.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { system } from '#server/ports/scope.ts';
import { queuePlace } from '#server/queries/queue-place.ts';
import {
  addAgent,
  addConversation,
  conversationOf,
  createFloor,
  escalationOf,
  type Floor,
  passTime,
  recordOf,
  runRouting,
  systemLines,
} from '#test/kit/floor.ts';
import { createTestPorts, TEST_SETTINGS, type TestPorts } from '#test/kit/ports.ts';
import { SMS_ACCOUNT } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
type Message = Extract<InboundEvent, { type: 'message' }>;
const NUMBER = '+819012345678';

let stores: TestStores;
let test: TestPorts;
let floor: Floor;
let heard: string[];
let next = 0;

/** Hands everything that says so to a person, and says nothing. */
const bot = async (turn: BotTurn) => {
  heard.push(...turn.messages.map(({ text }) => text));
  const wish = turn.messages.some(({ text }) => text.includes('担当者'));
  const card = { summary: '', facts: [], tried: [], missing: [], mood: 'calm' as const };
  return {
    actions: wish
      ? [
          {
            type: 'escalate' as const,
            reason: 'customer-asked' as const,
            skills: [],
            priority: 'normal' as const,
            card,
          },
        ]
      : [],
    state: turn.state,
  };
};

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  heard = [];
  test = await createTestPorts({ mongoUri: stores.mongoUri, bot, now: new Date('2026-11-24T03:00:00Z') });
  floor = await createFloor(test);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

/** Writes on a thread of the SMS account; another key than the number is a name of a provider. */
const says = async (text: string, more: Partial<Message> = {}): Promise<Conversation> => {
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
    threadKey: NUMBER,
    from: { kind: 'phone', value: NUMBER, verified: true, scoped: false },
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
    optOut: false,
  };
  await receiveMessages(test.ports, [{ ledgerId: id, account, events: [event] }]);
  await test.settled();
  await runRouting(test);
  const thread = await test.ports.stores.customers.thread(scope, `${SMS_ACCOUNT}|${event.threadKey}`);
  return conversationOf(test, thread?.conversationId ?? '');
};

describe('who waits in the queue', () => {
  beforeEach(async () => {
    await addAgent(floor, 'busy', { capacity: 1 });
    await addConversation(floor, { status: 'open', speaker: 'human', assigneeId: 'busy' });
  });
  const offers = async (id: string) =>
    (await systemLines(test, id)).filter((line) => line.includes('折り返し電話'));

  it('is offered a call-back or e-mail after five minutes, once, and keeps the place by answering', async () => {
    const { id } = await says('担当者と話したい');
    await addConversation(floor).then(({ id: behind }) =>
      escalateConversation(test.ports, scope, { conversationId: behind, reason: 'no-bot' }),
    );
    await passTime(test, 4 * MINUTE);
    expect(await offers(id)).toEqual([]);
    await passTime(test, MINUTE);
    expect(await offers(id)).toHaveLength(1);
    test.clock.advance(MINUTE);
    await says('1');
    const escalation = await escalationOf(test, id);
    expect(escalation).toMatchObject({
      state: 'queued',
      wish: { how: 'call-back', address: NUMBER },
      card: { facts: [{ label: '連絡希望', value: `折り返し電話: ${NUMBER}` }] },
    });
    expect(await queuePlace(test.ports, scope, id)).toMatchObject({ place: 1 });
    expect((await conversationOf(test, id)).status).toBe('queued');
    expect((await systemLines(test, id)).at(-1)).toContain(`${NUMBER} へ担当者からお電話します。`);
    await passTime(test, HOUR);
    expect(await offers(id)).toHaveLength(1);
    const record = await recordOf(test, id, ['escalation.wait-offered', 'escalation.contact-wished']);
    expect(record.map(({ type, after }) => ({ type, ...after }))).toEqual([
      { type: 'escalation.wait-offered' },
      { type: 'escalation.contact-wished', how: 'call-back', known: true },
    ]);
  });

  it('is asked for an address that is not known, once, and goes on about the matter as before', async () => {
    const { id } = await says('担当者と話したい');
    await passTime(test, 5 * MINUTE);
    await says('電球が割れていた件です');
    expect((await escalationOf(test, id)).wish).toBeUndefined();
    await says('メール', { payload: 'wait:email' });
    expect((await systemLines(test, id)).at(-1)).toContain('メールアドレスを教えていただけますか');
    await says('hana@example.jp です');
    expect((await escalationOf(test, id)).wish).toEqual({ how: 'email', address: 'hana@example.jp' });
    const said = (await systemLines(test, id)).length;
    await says('よろしくお願いします');
    expect(await systemLines(test, id)).toHaveLength(said);
  });

  it('is offered nothing where the time is set to never', async () => {
    await test.ports.stores.settings.save(scope, {
      ...TEST_SETTINGS,
      policy: { ...DEFAULT_POLICY, waitOfferMinutes: 0 },
      version: 2,
    });
    const { id } = await says('担当者と話したい');
    await passTime(test, HOUR);
    expect(await offers(id)).toEqual([]);
  });

  it('is offered nothing out of hours, but once it has opened', async () => {
    const day = [{ from: 12 * 60 + 2, to: 18 * 60 }];
    const week = Object.fromEntries([1, 2, 3, 4, 5].map((d) => [String(d), day]));
    const hours = { timeZone: 'Asia/Tokyo', week, exceptions: {} };
    await test.ports.stores.settings.save(scope, { ...TEST_SETTINGS, hours, version: 2 });
    test.clock.advance(-10 * MINUTE);
    const { id } = await says('担当者と話したい');
    await passTime(test, 6 * MINUTE);
    expect(await offers(id)).toEqual([]);
    await passTime(test, 11 * MINUTE);
    expect(await offers(id)).toHaveLength(1);
  });
});

describe('a customer who tells a person what they had told the bot', () => {
  it('is counted, with the two messages and how alike they are', async () => {
    const ana = await addAgent(floor, 'ana');
    const { id } = await says('届いた電球が割れていました');
    await says('担当者と話したい');
    await takeOverConversation(test.ports, ana, { conversationId: id });
    test.clock.advance(MINUTE);
    await says('お世話になります');
    await says('さっき書きましたが、届いた電球が割れていました');
    const record = await recordOf(test, id, ['customer.asked-twice']);
    expect(record).toHaveLength(1);
    expect(record[0]?.after).toMatchObject({ seq: 4, firstSeq: 1 });
    expect(record[0]?.refs.message).toBeDefined();
  });

  it('is not counted while they are with the bot, nor where the bot handed nothing over', async () => {
    await says('届いた電球が割れていました');
    const { id } = await says('届いた電球が割れていました');
    expect(await recordOf(test, id, ['customer.asked-twice'])).toEqual([]);
    const ana = await addAgent(floor, 'ana');
    await takeOverConversation(test.ports, ana, { conversationId: id });
    test.clock.advance(MINUTE);
    await says('届いた電球が割れていました');
    expect(await recordOf(test, id, ['customer.asked-twice'])).toEqual([]);
  });
});

describe('the customer’s time zone', () => {
  it('is known from their device, moves with it, and is not taken when it is none', async () => {
    const zoneOf = async ({ customerId }: Conversation) =>
      (await test.ports.stores.customers.get(scope, customerId))?.timeZone;
    const from = { kind: 'phone' as const, value: NUMBER, verified: true, scoped: true };
    const first = await says('こんにちは', { from: { ...from, timeZone: 'Mars/Olympus' } });
    expect(await zoneOf(first)).toBeUndefined();
    expect(await zoneOf(await says('はい', { from: { ...from, timeZone: 'Asia/Tokyo' } }))).toBe(
      'Asia/Tokyo',
    );
    expect(await zoneOf(await says('はい', { from: { ...from, timeZone: 'Europe/London' } }))).toBe(
      'Europe/London',
    );
    expect(await zoneOf(await says('はい', { from }))).toBe('Europe/London');
  });
});

describe('the bot', () => {
  it('hears the conversation’s own customer alone: another author, a group and what is kept for people go to a person', async () => {
    const { id } = await says('在庫はありますか');
    expect(heard).toEqual(['在庫はありますか']);
    const other = await says('私にも教えてください', {
      from: { kind: 'phone', value: '+819099998888', verified: true, scoped: false },
      isShared: true,
      join: [{ by: 'conversation', id }],
    });
    expect(other).toMatchObject({ id, status: 'queued', speaker: 'human' });
    expect(await escalationOf(test, id)).toMatchObject({ reason: 'policy' });
    const group = await says('みなさんこんにちは', {
      threadKey: 'group-1',
      from: { kind: 'phone', value: '+819077776666', verified: true, scoped: false },
      personOnly: true,
      isShared: true,
    });
    expect(group).toMatchObject({ status: 'queued', botInvolved: false });
    expect(await escalationOf(test, group.id)).toMatchObject({ reason: 'policy' });
    expect(heard).toEqual(['在庫はありますか']);
  });
});
