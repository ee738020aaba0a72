import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, SECOND } from '#contracts/time.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import { assignConversation } from '#server/commands/assign-conversation.ts';
import { handBackConversation } from '#server/commands/hand-back-conversation.ts';
import { markSpam } from '#server/commands/mark-spam.ts';
import { resolveConversation } from '#server/commands/resolve-conversation.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { snoozeConversation } from '#server/commands/snooze-conversation.ts';
import { takeOverConversation } from '#server/commands/take-over-conversation.ts';
import { updateConversation } from '#server/commands/update-conversation.ts';
import { wakeConversation } from '#server/commands/wake-conversation.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
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
  heldBy,
  passTime,
  recordOf,
} from '#test/kit/floor.ts';
import { createTestPorts, TEST_SETTINGS, type TestPorts } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
let stores: TestStores;
let test: TestPorts;
let floor: Floor;
let ana: AgentScope;
let ben: AgentScope;
let cleo: AgentScope;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: new Date('2026-11-24T03:00:00Z') });
  floor = await createFloor(test);
  ana = await addAgent(floor, 'ana', { presence: 'away' });
  ben = await addAgent(floor, 'ben', { presence: 'away' });
  cleo = await addAgent(floor, 'cleo', { role: 'manager', presence: 'away' });
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const escalated = async (fields: Partial<Conversation> = {}): Promise<string> =>
  (await askForPerson(floor, fields)).id;
/** Open and Ana's. */
const held = (fields: Partial<Conversation> = {}): Promise<string> => heldBy(floor, ana, fields);

/** A message of the customer, as the intake leaves it. */
const customerWrites = async (conversationId: string, text: string): Promise<void> => {
  const { seq, version, customerId } = await conversationOf(test, conversationId);
  const at = test.clock.now();
  await test.ports.stores.transaction(scope, async (tx) => {
    await test.ports.stores.conversations.update(
      scope,
      conversationId,
      version,
      { set: { seq: seq + 1 } },
      tx,
    );
    await test.ports.stores.messages.insert(
      scope,
      [
        {
          id: test.ports.newId(),
          conversationId,
          customerId,
          seq: seq + 1,
          direction: 'inbound',
          author: { kind: 'customer', id: customerId },
          text,
          attachments: [],
          extra: {},
          at,
          counter: 0,
          late: false,
          acceptedAt: at,
          tokens: [],
          version: 1,
        },
      ],
      tx,
    );
  });
};

describe('two agents on one conversation', () => {
  it('never overwrite each other: an act on an older version is refused', async () => {
    const conversationId = await held();
    const { version } = await conversationOf(test, conversationId);
    const changed = await updateConversation(test.ports, ben, { conversationId, version, tags: ['vip'] });
    expect(changed.version).toBe(version + 1);
    for (const act of [
      () => updateConversation(test.ports, ana, { conversationId, version, tags: ['late'] }),
      () => assignConversation(test.ports, ana, { conversationId, version, assigneeId: 'ben' }),
      () => resolveConversation(test.ports, ana, { conversationId, version }),
      () => handBackConversation(test.ports, ana, { conversationId, version }),
      () => markSpam(test.ports, ana, { conversationId, version, spam: true }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'version-conflict' });
    expect(await conversationOf(test, conversationId)).toMatchObject({ tags: ['vip'], status: 'open' });
  });

  it('assign it at once: both are done, one after the other, and the record tells which was last', async () => {
    const conversationId = await held();
    await Promise.all([
      assignConversation(test.ports, cleo, { conversationId, assigneeId: 'ben' }),
      assignConversation(test.ports, cleo, { conversationId, assigneeId: 'cleo' }),
    ]);
    const assigned = await recordOf(test, conversationId, ['conversation.assigned']);
    const chain = assigned.map((i) => [
      i.before?.assigneeId,
      (i.after as { assigneeId?: string }).assigneeId,
    ]);
    expect(chain).toHaveLength(3);
    const last = (await conversationOf(test, conversationId)).assigneeId;
    const other = last === 'ben' ? 'cleo' : 'ben';
    expect(chain).toContainEqual(['ana', other]);
    expect(chain).toContainEqual([other, last]);
  });

  it('resolve it at once: one does, one is told the state', async () => {
    const conversationId = await held();
    const results = await Promise.allSettled(
      [ana, ben].map((who) => resolveConversation(test.ports, who, { conversationId })),
    );
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await recordOf(test, conversationId, ['conversation.resolved'])).toHaveLength(1);
  });
});

describe('assigning', () => {
  it('from the queue ends the customer’s wait as an accept by the assignee', async () => {
    const conversationId = await escalated();
    test.clock.advance(7 * SECOND);
    await assignConversation(test.ports, cleo, { conversationId, assigneeId: 'ben' });
    expect(await conversationOf(test, conversationId)).toMatchObject({ status: 'open', assigneeId: 'ben' });
    expect(await escalationOf(test, conversationId)).toMatchObject({ state: 'accepted', acceptedBy: 'ben' });
    await test.settled();
    expect(test.pushed.find((p) => p.name === 'notice')?.room).toBe('agent:ben');
  });

  it('to nobody leaves it open and nobody’s; another agent takes it', async () => {
    const conversationId = await held();
    await assignConversation(test.ports, ana, { conversationId, assigneeId: null });
    const free = await conversationOf(test, conversationId);
    expect(free.status).toBe('open');
    expect(free.assigneeId).toBeUndefined();
    await acceptConversation(test.ports, ben, { conversationId });
    expect((await conversationOf(test, conversationId)).assigneeId).toBe('ben');
  });

  it('by a manager may exceed the capacity, by the agent for themselves not', async () => {
    const dan = await addAgent(floor, 'dan', { capacity: 1, presence: 'away' });
    const [one, two] = [await escalated(), await escalated()];
    await assignConversation(test.ports, dan, { conversationId: one, assigneeId: 'dan' });
    await expect(
      assignConversation(test.ports, dan, { conversationId: two, assigneeId: 'dan' }),
    ).rejects.toMatchObject({ code: 'at-capacity' });
    await assignConversation(test.ports, cleo, { conversationId: two, assigneeId: 'dan' });
    expect(await test.ports.stores.conversations.openCount(scope, 'dan')).toBe(2);
  });

  it('refuses agents and teams that do not exist, and light users', async () => {
    await addAgent(floor, 'lee', { role: 'light' });
    const conversationId = await held();
    const assign = (to: { assigneeId?: string; teamId?: string }) =>
      assignConversation(test.ports, cleo, { conversationId, ...to });
    await expect(assign({ assigneeId: 'nobody' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(assign({ teamId: 'nowhere' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(assign({ assigneeId: 'lee' })).rejects.toMatchObject({ code: 'not-allowed' });
  });
});

describe('taking over', () => {
  it('from the bot silences it at once and drops what it was about to save', async () => {
    const before = await addConversation(floor);
    await takeOverConversation(test.ports, ana, { conversationId: before.id });
    const now = await conversationOf(test, before.id);
    expect(now).toMatchObject({ status: 'open', speaker: 'human', assigneeId: 'ana' });
    const late = await test.ports.stores.conversations.update(scope, before.id, before.version, {
      set: { lastLine: 'a late answer' },
    });
    expect(late).toBeUndefined();
  });

  it('from the queue cancels the wait', async () => {
    const conversationId = await escalated();
    await takeOverConversation(test.ports, ben, { conversationId });
    expect(await escalationOf(test, conversationId)).toMatchObject({ state: 'cancelled' });
    const [cancelled] = await recordOf(test, conversationId, ['escalation.cancelled']);
    expect(cancelled?.after).toEqual({ cause: 'taken-over' });
    expect((await conversationOf(test, conversationId)).escalationId).toBeUndefined();
  });

  it('from a colleague is a manager’s right', async () => {
    const conversationId = await held();
    await expect(takeOverConversation(test.ports, ben, { conversationId })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    await takeOverConversation(test.ports, cleo, { conversationId });
    expect((await conversationOf(test, conversationId)).assigneeId).toBe('cleo');
    expect(await escalationOf(test, conversationId)).toMatchObject({ state: 'accepted' });
  });
});

describe('the row of a conversation', () => {
  it('keeps what the customer wrote when the bot hands over, and shows the bot’s answers otherwise', async () => {
    const { id: conversationId } = await addConversation(floor);
    const say = (text: string, decision: 'answer' | 'escalate') =>
      sendMessage(test.ports, scope, { conversationId, text, by: 'bot', extra: { bot: { decision } } });
    await say('担当者におつなぎします。', 'escalate');
    expect(await conversationOf(test, conversationId)).toMatchObject({
      lastLine: '返品したいのですが',
      lastAuthor: 'customer',
    });
    await say('30日以内でしたら返品できます。', 'answer');
    expect(await conversationOf(test, conversationId)).toMatchObject({
      lastLine: '30日以内でしたら返品できます。',
      lastAuthor: 'bot',
    });
  });
});

describe('handing back', () => {
  it('gives the word to the bot, which knows what the person promised', async () => {
    const conversationId = await held();
    await sendMessage(test.ports, ana, { conversationId, text: '明日発送いたします。', by: 'agent' });
    await handBackConversation(test.ports, ana, { conversationId });
    const now = await conversationOf(test, conversationId);
    expect(now).toMatchObject({ status: 'bot', speaker: 'bot' });
    expect([now.assigneeId, now.escalationId]).toEqual([undefined, undefined]);
    expect(now.bot.state.facts).toEqual([{ label: '担当者からのご案内', value: '明日発送いたします。' }]);
    expect(now.bot.seenSeq).toBe(now.seq);
    expect(await escalationOf(test, conversationId)).toMatchObject({ state: 'handed-back' });
  });

  it('taken back leaves the customer waiting since the first message that nobody answered', async () => {
    const conversationId = await held();
    await sendMessage(test.ports, ana, { conversationId, text: '承ります。', by: 'agent' });
    const asked = test.clock.now();
    await customerWrites(conversationId, '土曜に届きますか');
    test.clock.advance(HOUR);
    await customerWrites(conversationId, '急いでいます');
    await handBackConversation(test.ports, ana, { conversationId });
    expect((await conversationOf(test, conversationId)).waitingSince).toBeUndefined();
    await takeOverConversation(test.ports, ana, { conversationId });
    expect((await conversationOf(test, conversationId)).waitingSince).toEqual(asked);
  });

  it('taken back after everything was answered leaves nobody waiting', async () => {
    const conversationId = await held();
    await sendMessage(test.ports, ana, { conversationId, text: '承ります。', by: 'agent' });
    await handBackConversation(test.ports, ana, { conversationId });
    await takeOverConversation(test.ports, ana, { conversationId });
    expect((await conversationOf(test, conversationId)).waitingSince).toBeUndefined();
  });

  it('is refused where the bot is off', async () => {
    await test.ports.stores.settings.save(scope, {
      ...TEST_SETTINGS,
      bot: { ...TEST_SETTINGS.bot, enabled: false },
      version: 2,
    });
    const conversationId = await held();
    await expect(handBackConversation(test.ports, ana, { conversationId })).rejects.toMatchObject({
      code: 'wrong-state',
    });
  });
});

describe('snoozing', () => {
  it('puts it away until its time and brings it back to the same agent', async () => {
    const conversationId = await held();
    const until = new Date(test.clock.now().getTime() + HOUR);
    await snoozeConversation(test.ports, ana, { conversationId, until });
    expect(await conversationOf(test, conversationId)).toMatchObject({
      status: 'snoozed',
      snoozedUntil: until,
    });
    await passTime(test, HOUR - SECOND);
    expect((await conversationOf(test, conversationId)).status).toBe('snoozed');
    await passTime(test, SECOND);
    const woken = await conversationOf(test, conversationId);
    expect(woken).toMatchObject({ status: 'open', assigneeId: 'ana' });
    expect(woken.snoozedUntil).toBeUndefined();
  });

  it('moved to a later time is not woken by the earlier one', async () => {
    const conversationId = await held();
    const at = (hours: number) => new Date(test.clock.now().getTime() + hours * HOUR);
    await snoozeConversation(test.ports, ana, { conversationId, until: at(1) });
    await snoozeConversation(test.ports, ana, { conversationId, until: at(2) });
    test.clock.advance(HOUR);
    await wakeConversation(test.ports, system('snooze'), { conversationId });
    expect((await conversationOf(test, conversationId)).status).toBe('snoozed');
    await wakeConversation(test.ports, ana, { conversationId });
    expect((await conversationOf(test, conversationId)).status).toBe('open');
  });

  it('refuses a time that is past or more than a year away', async () => {
    const conversationId = await held();
    for (const ms of [-SECOND, 0, 400 * DAY, Number.NaN])
      await expect(
        snoozeConversation(test.ports, ana, {
          conversationId,
          until: new Date(test.clock.now().getTime() + ms),
        }),
      ).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('who may not see a conversation', () => {
  it('is told that it does not exist; a light user may not act on it', async () => {
    const lee = await addAgent(floor, 'lee', { role: 'light' });
    const { id: conversationId } = await addConversation(floor, {
      status: 'open',
      assigneeId: 'ana',
      teamId: 'secret',
      mentions: ['lee'],
    });
    await expect(updateConversation(test.ports, ben, { conversationId, tags: ['x'] })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(resolveConversation(test.ports, lee, { conversationId })).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });
});
