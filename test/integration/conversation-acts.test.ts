import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, SECOND } from '#contracts/time.ts';
import { cancelEscalation } from '#server/commands/cancel-escalation.ts';
import { endConversation } from '#server/commands/end-conversation.ts';
import { markSpam } from '#server/commands/mark-spam.ts';
import { recordSpan } from '#server/commands/record-span.ts';
import { reopenConversation } from '#server/commands/reopen-conversation.ts';
import { resolveConversation } from '#server/commands/resolve-conversation.ts';
import { updateConversation } from '#server/commands/update-conversation.ts';
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
  recordOf,
  runRouting,
} from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
let stores: TestStores;
let test: TestPorts;
let floor: Floor;
let ana: AgentScope;
let ben: AgentScope;

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
  await addAgent(floor, 'cleo', { role: 'manager', presence: 'away' });
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const escalated = async (fields: Partial<Conversation> = {}): Promise<string> =>
  (await askForPerson(floor, fields)).id;
/** Open and Ana's. */
const held = (fields: Partial<Conversation> = {}): Promise<string> => heldBy(floor, ana, fields);
const typesOf = async (id: string): Promise<string[]> => (await recordOf(test, id)).map((i) => i.type);
const customerScope = (c: Conversation) =>
  ({ kind: 'customer', customerId: c.customerId, threadId: c.threads[0]?.id ?? '' }) as const;

describe('resolving', () => {
  it('ends the cycle, completes the escalation and keeps who had it', async () => {
    const conversationId = await held();
    test.clock.advance(HOUR);
    await resolveConversation(test.ports, ana, { conversationId });
    const now = await conversationOf(test, conversationId);
    expect(now).toMatchObject({ status: 'resolved', resolvedAt: test.clock.now(), assigneeId: 'ana' });
    expect(now.waitingSince).toBeUndefined();
    expect(await escalationOf(test, conversationId)).toMatchObject({ state: 'completed' });
    const [resolved] = await recordOf(test, conversationId, ['conversation.resolved']);
    expect(resolved).toMatchObject({ actor: { kind: 'agent', id: 'ana' }, after: { cycle: 1, by: 'agent' } });
  });

  it('is undone within ten seconds: agent, status, wait and escalation are as before, in the same cycle', async () => {
    const conversationId = await held();
    const before = await conversationOf(test, conversationId);
    await resolveConversation(test.ports, ana, { conversationId });
    await test.ports.stores.timers.set(scope, {
      kind: 'csat',
      subject: conversationId,
      dueAt: new Date(test.clock.now().getTime() + HOUR),
      data: {},
    });
    test.clock.advance(9 * SECOND);
    await reopenConversation(test.ports, ana, { conversationId, undo: true });
    const { version: _v, updatedAt: _u, ...now } = await conversationOf(test, conversationId);
    const { version: _w, updatedAt: _x, ...was } = before;
    expect(now).toEqual(was);
    expect(await escalationOf(test, conversationId)).toMatchObject({ state: 'accepted', acceptedBy: 'ana' });
    expect(await test.ports.stores.timers.get(scope, 'csat', conversationId)).toBeUndefined();
    const [reopened] = await recordOf(test, conversationId, ['conversation.reopened']);
    expect(reopened).toMatchObject({ before: { cycle: 1, undo: true }, after: { cycle: 1, status: 'open' } });
  });

  it('of a waiting one is undone back into the queue, where it is routed again', async () => {
    const conversationId = await escalated();
    const { queuedAt } = await escalationOf(test, conversationId);
    await resolveConversation(test.ports, ana, { conversationId });
    await reopenConversation(test.ports, ana, { conversationId, undo: true });
    test.presence.set('ben', 'available');
    await runRouting(test);
    expect(await escalationOf(test, conversationId)).toMatchObject({
      state: 'offered',
      offeredTo: 'ben',
      queuedAt,
    });
  });

  it('undone too late is an ordinary reopening: a new cycle with the same agent', async () => {
    const conversationId = await held();
    await resolveConversation(test.ports, ana, { conversationId });
    test.clock.advance(HOUR);
    await reopenConversation(test.ports, ben, { conversationId, undo: true });
    expect(await conversationOf(test, conversationId)).toMatchObject({
      status: 'open',
      assigneeId: 'ana',
      cycle: 2,
      cycleAt: test.clock.now(),
    });
  });
});

describe('the customer', () => {
  it('ends the chat: resolved by them, their wait cancelled', async () => {
    const conversationId = await escalated();
    const conversation = await conversationOf(test, conversationId);
    await endConversation(test.ports, customerScope(conversation), { conversationId });
    expect((await conversationOf(test, conversationId)).status).toBe('resolved');
    const [resolved] = await recordOf(test, conversationId, ['conversation.resolved']);
    expect(resolved).toMatchObject({ actor: { kind: 'customer' }, after: { by: 'customer' } });
    const [cancelled] = await recordOf(test, conversationId, ['escalation.cancelled']);
    expect(cancelled?.after).toEqual({ cause: 'customer-ended' });
    await endConversation(test.ports, customerScope(conversation), { conversationId });
    expect(await recordOf(test, conversationId, ['conversation.ended'])).toHaveLength(1);
  });

  it('cannot end, nor hand on, another’s', async () => {
    const conversationId = await escalated();
    const other = await addConversation(floor);
    await expect(endConversation(test.ports, customerScope(other), { conversationId })).rejects.toMatchObject(
      { code: 'not-found' },
    );
    await expect(
      resolveConversation(test.ports, customerScope(other), { conversationId }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('gives up waiting and is with the bot again, or has solved it and is done', async () => {
    const [gaveUp, solved] = [await escalated(), await escalated()];
    await cancelEscalation(test.ports, scope, { conversationId: gaveUp, cause: 'customer-gave-up' });
    await cancelEscalation(test.ports, scope, { conversationId: solved, cause: 'customer-solved' });
    expect(await conversationOf(test, gaveUp)).toMatchObject({ status: 'bot', speaker: 'bot' });
    expect((await conversationOf(test, solved)).status).toBe('resolved');
    for (const id of [gaveUp, solved])
      expect(await escalationOf(test, id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('spam', () => {
  it('leaves the queue without a resolution that would be counted, and comes back open', async () => {
    const conversationId = await escalated();
    await markSpam(test.ports, ana, { conversationId, spam: true });
    expect(await conversationOf(test, conversationId)).toMatchObject({ status: 'resolved', spam: true });
    expect(await escalationOf(test, conversationId)).toMatchObject({ state: 'cancelled' });
    expect(await typesOf(conversationId)).not.toContain('conversation.resolved');
    await markSpam(test.ports, ana, { conversationId, spam: false });
    const cleared = await conversationOf(test, conversationId);
    expect(cleared).toMatchObject({ status: 'open', spam: false });
    expect(cleared.resolvedAt).toBeUndefined();
  });
});

describe('updating', () => {
  it('records what changed, before and after, and moves a waiting one in the line', async () => {
    const conversationId = await escalated({ tags: ['a'] });
    await updateConversation(test.ports, ana, {
      conversationId,
      priority: 'urgent',
      tags: ['a', 'b', 'b'],
      subject: '返品について',
      attributes: [{ k: 'size', v: 'L' }],
    });
    expect(await conversationOf(test, conversationId)).toMatchObject({
      priority: 'urgent',
      tags: ['a', 'b'],
      subject: '返品について',
      attributes: [{ k: 'size', v: 'L' }],
    });
    expect(await escalationOf(test, conversationId)).toMatchObject({ priority: 'urgent' });
    const [priority] = await recordOf(test, conversationId, ['conversation.priority-changed']);
    expect(priority).toMatchObject({ before: { priority: 'normal' }, after: { priority: 'urgent' } });
    const [attributes] = await recordOf(test, conversationId, ['conversation.attributes-changed']);
    expect(attributes?.after).toEqual({ keys: ['subject', 'size'] });
    expect(JSON.stringify(attributes)).not.toContain('返品');
  });

  it('to what it is already writes nothing', async () => {
    const conversationId = await held({ tags: ['a'] });
    const { version } = await conversationOf(test, conversationId);
    await updateConversation(test.ports, ana, { conversationId, tags: ['a'], priority: 'normal' });
    expect((await conversationOf(test, conversationId)).version).toBe(version);
  });
});

describe('an active span', () => {
  it('is kept for the agent who holds the conversation, for nobody else', async () => {
    const conversationId = await held();
    const to = test.clock.now();
    const span = { conversationId, from: new Date(to.getTime() - 60 * SECOND), to };
    expect(await recordSpan(test.ports, ana, span)).toBe(true);
    expect(await recordSpan(test.ports, ben, span)).toBe(false);
    const spans = await recordOf(test, conversationId, ['span.recorded']);
    expect(spans.map((i) => i.after)).toEqual([
      { agentId: 'ana', ms: 60_000, from: span.from.toISOString(), to: span.to.toISOString() },
    ]);
  });
});
