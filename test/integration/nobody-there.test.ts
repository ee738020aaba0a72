import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import { requeueAbsent } from '#server/commands/agent-absent.ts';
import { cancelEscalation } from '#server/commands/cancel-escalation.ts';
import { escalateConversation } from '#server/commands/escalate-conversation.ts';
import { followPresence } from '#server/commands/follow-presence.ts';
import { routeWaiting } from '#server/commands/route-escalation.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { tellNobodyThere } from '#server/commands/tell-nobody-there.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import type { Message } from '#server/domain/conversation/message.ts';
import { system } from '#server/ports/scope.ts';
import {
  type AgentScope,
  addAgent,
  addConversation,
  askForPerson,
  conversationOf,
  createFloor,
  escalationOf,
  type Floor,
  type PersonAsk,
  passTime,
  recordOf,
  runRouting,
  systemLines,
} from '#test/kit/floor.ts';
import { createTestPorts, TEST_SETTINGS, type TestPorts } from '#test/kit/ports.ts';
import { SMS_ACCOUNT } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
/** A Tuesday, noon in Tokyo. */
const NOON = new Date('2026-11-24T03:00:00Z');
let stores: TestStores;
let test: TestPorts;
let floor: Floor;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: NOON });
  floor = await createFloor(test);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const escalated = (fields?: Partial<Conversation>, ask?: PersonAsk): Promise<Conversation> =>
  askForPerson(floor, fields, ask);
const routed = async (...args: Parameters<typeof escalated>): Promise<Conversation> => {
  const conversation = await escalated(...args);
  await runRouting(test);
  return conversation;
};
const accept = (agent: AgentScope, conversation: Conversation) =>
  acceptConversation(test.ports, agent, { conversationId: conversation.id });

describe('nobody there', () => {
  const closeShop = async () => {
    const week = Object.fromEntries([1, 2, 3, 4, 5].map((d) => [String(d), [{ from: 840, to: 1_080 }]]));
    const hours = { timeZone: 'Asia/Tokyo', week, exceptions: {} };
    await test.ports.stores.settings.save(scope, { ...TEST_SETTINGS, hours, version: 2 });
  };

  it('outside business hours is promised an answer by opening time and target, once, lands in Missed and waits', async () => {
    await closeShop();
    const ana = await addAgent(floor, 'ana', { presence: 'none' });
    const conversation = await routed();
    await passTime(test, MINUTE);
    await routeWaiting(test.ports);
    await runRouting(test);
    expect(await systemLines(test, conversation.id)).toEqual([
      'ただいま営業時間外です。本日16:00までに担当者よりご返信いたします。ご用件をこのままお書きください。',
    ]);
    expect(await conversationOf(test, conversation.id)).toMatchObject({ status: 'queued', missed: true });
    expect(await recordOf(test, conversation.id, ['escalation.nobody-there'])).toHaveLength(1);
    test.presence.set('ana', 'available');
    await followPresence(test.ports, { agentId: 'ana', state: 'available' });
    await accept(ana, conversation);
    expect((await conversationOf(test, conversation.id)).missed).toBe(false);
  });

  /** What was said before the wish for a person, and who is asked for then. */
  const asksAfter = async (messages: Partial<Message>[], fields: Partial<Conversation> = {}) => {
    const { id } = await addConversation(floor, { seq: messages.length, ...fields });
    await test.ports.stores.transaction(scope, (tx) =>
      test.ports.stores.messages.insert(
        scope,
        messages.map(
          (m, n): Message => ({
            id: `${id}-${n}`,
            conversationId: id,
            customerId: 'c',
            seq: n + 1,
            direction: 'inbound',
            author: { kind: 'customer' },
            text: '',
            attachments: [],
            extra: {},
            at: test.clock.now(),
            counter: 0,
            late: false,
            acceptedAt: test.clock.now(),
            tokens: [],
            version: 1,
            ...m,
          }),
        ),
        tx,
      ),
    );
    await escalateConversation(test.ports, scope, { conversationId: id, reason: 'customer-asked' });
    await runRouting(test);
    return { id, said: await systemLines(test, id) };
  };

  it('is not asked again for what they have told', async () => {
    await closeShop();
    const told = await asksAfter([{ text: '届いた電球が割れていました' }, { text: '担当者と話したい' }]);
    expect(told.said).toEqual([
      'ただいま営業時間外です。本日16:00までに担当者よりご返信いたします。お書きいただいた内容は担当者が拝見しますので、あらためてのご説明は不要です。',
    ]);
    const bare = await asksAfter([{ text: '担当者と話したい' }]);
    expect(bare.said[0]).toContain('ご用件をこのままお書きください。');
  });

  it('is promised a time although the bot has just told the hours, and not in the same words twice', async () => {
    await closeShop();
    const { id, said } = await asksAfter([
      { text: '営業時間は?' },
      {
        direction: 'outbound',
        author: { kind: 'bot' },
        text: 'ただいま営業時間外です。次は本日14:00に開きます。',
        extra: { bot: { decision: 'answer', intent: 'opening-hours' } },
        at: test.clock.now(),
      },
      { text: '人と話す' },
    ]);
    expect(said).toEqual([expect.stringContaining('本日16:00までに')]);
    await cancelEscalation(test.ports, scope, { conversationId: id, cause: 'customer-gave-up' });
    await escalateConversation(test.ports, scope, { conversationId: id, reason: 'customer-asked' });
    await runRouting(test);
    expect(await systemLines(test, id)).toHaveLength(1);
    expect((await conversationOf(test, id)).promises).toHaveLength(1);
  });

  it('in a group is not told at all, and waits the same', async () => {
    const thread = { id: `${SMS_ACCOUNT}|g`, accountId: SMS_ACCOUNT, channel: 'sms' as const, address: 'g' };
    const { id, said } = await asksAfter([], { threads: [{ ...thread, isGroup: true }] });
    expect(said).toEqual([]);
    await passTime(test, MINUTE);
    expect(await systemLines(test, id)).toEqual([]);
    expect(await conversationOf(test, id)).toMatchObject({ status: 'queued' });
    expect(await recordOf(test, id, ['escalation.nobody-there'])).toHaveLength(1);
  });

  it('within business hours is told that nobody is free, in the customer’s language, and is not missed', async () => {
    await addAgent(floor, 'ana', { presence: 'away' });
    const conversation = await routed({ language: 'en' });
    expect(await systemLines(test, conversation.id)).toEqual([
      'Nobody is at their desk right now. Sorry to keep you waiting. Someone will reply to you here as soon as they are back.',
    ]);
    expect((await conversationOf(test, conversation.id)).missed).toBe(false);
  });

  it('is recorded once by two routings at the same time', async () => {
    const conversation = await escalated();
    const { id: escalationId } = await escalationOf(test, conversation.id);
    const told = await Promise.all(
      [1, 2, 3].map(() => tellNobodyThere(test.ports, { conversationId: conversation.id, escalationId })),
    );
    expect(told.filter(Boolean)).toHaveLength(1);
    expect(await recordOf(test, conversation.id, ['escalation.nobody-there'])).toHaveLength(1);
  });

  it('is not said while somebody is there who is only busy', async () => {
    const ana = await addAgent(floor, 'ana', { capacity: 1 });
    await accept(ana, await routed());
    const conversation = await routed();
    expect(await recordOf(test, conversation.id, ['escalation.nobody-there'])).toEqual([]);
  });

  it('is said when the last agent leaves while the customer waits', async () => {
    const ana = await addAgent(floor, 'ana', { capacity: 1 });
    await accept(ana, await routed());
    const conversation = await routed();
    test.presence.delete('ana');
    await followPresence(test.ports, { agentId: 'ana', state: 'lost' });
    await runRouting(test);
    expect(await recordOf(test, conversation.id, ['escalation.nobody-there'])).toHaveLength(1);
  });
});

describe('an absent agent', () => {
  it('keeps open conversations for ten minutes; then those in which the customer waits go back to the queue', async () => {
    const ana = await addAgent(floor, 'ana');
    const waits = await routed();
    await accept(ana, waits);
    const answered = await routed();
    await accept(ana, answered);
    await sendMessage(test.ports, ana, { conversationId: answered.id, text: '承知しました。', by: 'agent' });
    test.presence.delete('ana');
    await followPresence(test.ports, { agentId: 'ana', state: 'lost' });
    await passTime(test, 9 * MINUTE);
    expect((await conversationOf(test, waits.id)).assigneeId).toBe('ana');
    await addAgent(floor, 'ben');
    await passTime(test, MINUTE);
    expect(await conversationOf(test, answered.id)).toMatchObject({ status: 'open', assigneeId: 'ana' });
    expect((await conversationOf(test, waits.id)).assigneeId).toBeUndefined();
    expect(await escalationOf(test, waits.id)).toMatchObject({ reason: 'agent-absent', offeredTo: 'ben' });
  });

  it('who is back when the time is over keeps everything, also when the timer was not cancelled', async () => {
    const ana = await addAgent(floor, 'ana');
    const conversation = await routed();
    await accept(ana, conversation);
    expect(await requeueAbsent(test.ports, { agentId: 'ana' })).toBe(0);
    test.presence.delete('ana');
    expect(await requeueAbsent(test.ports, { agentId: 'ana' })).toBe(1);
  });

  it('who returns keeps everything', async () => {
    const ana = await addAgent(floor, 'ana');
    const conversation = await routed();
    await accept(ana, conversation);
    test.presence.delete('ana');
    await followPresence(test.ports, { agentId: 'ana', state: 'lost' });
    test.presence.set('ana', 'available');
    await followPresence(test.ports, { agentId: 'ana', state: 'available' });
    await passTime(test, HOUR);
    expect((await conversationOf(test, conversation.id)).assigneeId).toBe('ana');
  });
});
