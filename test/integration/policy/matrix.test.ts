import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BotTurn, BotTurnResult } from '#contracts/bot.ts';
import type { BotPolicy } from '#contracts/policy.ts';
import { DEFAULT_POLICY } from '#contracts/policy-default.ts';
import { handBackConversation } from '#server/commands/hand-back-conversation.ts';
import { saveSettings } from '#server/commands/save-settings.ts';
import { takeOverConversation } from '#server/commands/take-over-conversation.ts';
import { updateCustomer } from '#server/commands/update-customer.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { type Scope, system } from '#server/ports/scope.ts';
import { listDecisions } from '#server/queries/list-decisions.ts';
import { addAgent, createFloor, escalationOf, type Floor, recordOf, runRouting } from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const manager: Scope = { kind: 'agent', agentId: 'maria', role: 'manager', teamIds: [] };
const human = { start: 'human' as const, firstReplyMinutes: 10 };

let stores: TestStores;
let test: TestPorts;
let floor: Floor;
let turns: BotTurn[];
let next = 0;

/** Keeps what it is given, and says nothing. */
const bot = async (turn: BotTurn): Promise<BotTurnResult> => {
  turns.push(turn);
  return { actions: [], state: { ...turn.state, turns: turn.state.turns + 1 } };
};

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  turns = [];
  test = await createTestPorts({ mongoUri: stores.mongoUri, bot, now: new Date('2026-11-24T03:00:00Z') });
  floor = await createFloor(test);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const setPolicy = (change: Partial<BotPolicy>) =>
  saveSettings(test.ports, manager, { policy: { ...DEFAULT_POLICY, ...change } });

const threadOf = (from: string): string => `${SMS_ACCOUNT}|${from}`;
const conversationFrom = async (from: string): Promise<Conversation> => {
  const thread = await test.ports.stores.customers.thread(scope, threadOf(from));
  const found = await test.ports.stores.conversations.get(scope, thread?.conversationId ?? '');
  if (!found) throw new Error(`no conversation of ${from}`);
  return found;
};
const says = async (from: string, text: string): Promise<Conversation> => {
  next += 1;
  const item = smsItem(from, `m${next}`, text, test.clock.now());
  await test.intake.accept({ accountId: SMS_ACCOUNT, items: [item], receivedAt: test.clock.now() });
  await test.settled();
  return conversationFrom(from);
};

describe('the policy matrix', () => {
  it('by editing one cell changes where the next conversation goes, and the decisions cite the cell', async () => {
    await addAgent(floor, 'ana');
    const before = await says('+819011110001', '返品したいのですが');
    expect(before).toMatchObject({ status: 'bot', speaker: 'bot' });
    expect(turns).toHaveLength(1);
    expect(turns[0]?.policy).toEqual({ cell: 'B/sms', start: 'bot', turnCap: 20 });

    const settings = await setPolicy({ cells: { 'B/sms': { ...human, language: 'en' } } });
    const after = await says('+819011110002', '返品したいのですが');
    expect(after).toMatchObject({ status: 'queued', speaker: 'human', botInvolved: false, language: 'en' });
    expect(turns).toHaveLength(1);
    const escalation = await escalationOf(test, after.id);
    expect(escalation).toMatchObject({ reason: 'policy', language: 'en' });
    expect(escalation.policy).toEqual({
      cell: 'B/sms',
      start: 'human',
      firstReplyMinutes: 10,
      language: 'en',
      version: settings.version,
      dueAt: '2026-11-24T03:10:00.000Z',
    });
    const record = await recordOf(test, after.id, ['conversation.opened', 'escalation.initiated']);
    expect(record.map(({ after: said }) => said)).toEqual([
      expect.objectContaining({ policyCell: 'B/sms' }),
      expect.objectContaining({ policyCell: 'B/sms', reason: 'policy' }),
    ]);
    await runRouting(test);
    const { items } = await listDecisions(test.ports, manager, after.id);
    expect(items[0]).toMatchObject({ chosen: 'ana', policy: { cell: 'B/sms', start: 'human' } });
    expect(await test.ports.stores.settings.version(scope, settings.version - 1)).not.toHaveProperty(
      'policy',
    );
  });

  it('is asked at each turn: a cell edited meanwhile reaches the bot with the next message', async () => {
    await says('+819011110003', 'こんにちは');
    await setPolicy({ rows: { ...DEFAULT_POLICY.rows, B: human }, turnCap: 7 });
    await says('+819011110003', '返品したいのですが');
    expect(turns.at(-1)?.policy).toEqual({ cell: 'B/sms', start: 'human', turnCap: 7 });
  });

  it('puts VIP before the tier, and a high-touch customer past the bot whatever it says', async () => {
    await setPolicy({ rows: { ...DEFAULT_POLICY.rows, vip: human } });
    const { customerId, id } = await says('+819011110004', 'こんにちは');
    await updateCustomer(test.ports, manager, { customerId, vip: true });
    await says('+819011110004', '返品したいのですが');
    expect(turns.at(-1)?.policy).toMatchObject({ cell: 'vip/sms', start: 'human' });
    await updateCustomer(test.ports, manager, { customerId, vip: false, highTouch: true });
    const { conversations } = test.ports.stores;
    const current = await conversations.get(scope, id);
    await conversations.update(scope, id, current?.version ?? 0, {
      set: { status: 'resolved', resolvedAt: test.clock.now() },
    });
    const count = turns.length;
    const reopened = await says('+819011110004', 'また質問があります。返品はできますか');
    expect(reopened).toMatchObject({ id, status: 'queued', cycle: 2 });
    expect(await escalationOf(test, id)).toMatchObject({ reason: 'policy' });
    expect(turns).toHaveLength(count);
  });

  it('lets the bot go on where a person has handed back', async () => {
    await setPolicy({ rows: { ...DEFAULT_POLICY.rows, B: human } });
    const ana = await addAgent(floor, 'ana');
    const { id } = await says('+819011110005', '返品したいのですが');
    await takeOverConversation(test.ports, ana, { conversationId: id });
    await handBackConversation(test.ports, ana, { conversationId: id, note: '交換品は本日発送済みです。' });
    await says('+819011110005', '送料は?');
    expect(turns.at(-1)?.state).toMatchObject({
      afterPeople: true,
      turns: 0,
      person: { note: '交換品は本日発送済みです。', told: false },
    });
  });

  it('begins a new engagement with a new cycle: no turn is counted on', async () => {
    const { id } = await says('+819011110006', 'こんにちは');
    await says('+819011110006', '返品したいのですが');
    const { conversations } = test.ports.stores;
    const current = await conversations.get(scope, id);
    await conversations.update(scope, id, current?.version ?? 0, {
      set: { status: 'resolved', resolvedAt: test.clock.now() },
    });
    await says('+819011110006', '別の件で、配送料はいくらですか');
    expect(turns.map(({ state }) => state.turns)).toEqual([0, 1, 0]);
  });

  it('is changed by managers and administrators alone', async () => {
    await expect(
      saveSettings(test.ports, { ...manager, role: 'agent' }, { policy: DEFAULT_POLICY }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
  });
});
