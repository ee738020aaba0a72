import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#contracts/errors.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#contracts/time.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import { assignConversation } from '#server/commands/assign-conversation.ts';
import { declineOffer } from '#server/commands/decline-offer.ts';
import { escalateConversation } from '#server/commands/escalate-conversation.ts';
import { followPresence } from '#server/commands/follow-presence.ts';
import { resolveConversation } from '#server/commands/resolve-conversation.ts';
import { routeWaiting } from '#server/commands/route-escalation.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { timeOutOffer } from '#server/commands/time-out-offer.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { system } from '#server/ports/scope.ts';
import { queuePlace } from '#server/queries/queue-place.ts';
import {
  type AgentScope,
  addAgent,
  addConversation,
  addQueue,
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
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
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
const offeredTo = async (conversation: Conversation): Promise<string | undefined> =>
  (await escalationOf(test, conversation.id)).offeredTo;
const accept = (agent: AgentScope, conversation: Conversation) =>
  acceptConversation(test.ports, agent, { conversationId: conversation.id });
const codeOf = (result: PromiseSettledResult<unknown>): string =>
  result.status === 'fulfilled'
    ? 'done'
    : result.reason instanceof AppError
      ? result.reason.code
      : String(result.reason);

describe('an escalation', () => {
  it('goes into the queue of its skills, silences the bot and records each step', async () => {
    await addQueue(test, { id: 'returns', skills: ['returns'], order: 1 });
    const conversation = await escalated({}, { skills: ['returns'], priority: 'high' });
    expect(conversation).toMatchObject({
      status: 'queued',
      speaker: 'human',
      queueId: 'returns',
      priority: 'high',
    });
    const escalation = await escalationOf(test, conversation.id);
    expect(escalation).toMatchObject({ state: 'queued', requiredSkills: ['returns'], priority: 'high' });
    expect(escalation.card.summary).toBe('返品したいのですが');
    expect((await recordOf(test, conversation.id)).map((i) => i.type).sort()).toEqual([
      'conversation.priority-changed',
      'conversation.status-changed',
      'escalation.initiated',
      'escalation.queued',
    ]);
  });

  it('is one, however often it is asked for', async () => {
    const conversation = await addConversation(floor);
    const ask = { conversationId: conversation.id, reason: 'customer-asked' as const };
    const made = await Promise.all([1, 2, 3].map(() => escalateConversation(test.ports, scope, ask)));
    expect(new Set(made.map((e) => e?.id)).size).toBe(1);
    expect(await test.ports.stores.escalations.ofConversation(scope, conversation.id, 10)).toHaveLength(1);
  });

  it('is offered with the decision stored: who was excluded and why, and the score of the chosen', async () => {
    await addAgent(floor, 'ana', { skills: ['returns'] });
    await addAgent(floor, 'ben');
    await addAgent(floor, 'cleo', { skills: ['returns'], presence: 'away' });
    await addAgent(floor, 'dan', { skills: ['returns'], serves: ['en'] });
    await addAgent(floor, 'eve', { skills: ['returns'], presence: 'none' });
    const conversation = await routed({}, { skills: ['returns'] });
    const escalation = await escalationOf(test, conversation.id);
    expect(escalation).toMatchObject({ state: 'offered', offeredTo: 'ana', offerNo: 1 });
    const decision = escalation.decisions.at(-1);
    expect(decision?.chosen).toBe('ana');
    expect(decision?.candidates.find((c) => c.agentId === 'ana')?.score).toBeGreaterThan(0);
    expect(
      Object.fromEntries(
        decision?.candidates.flatMap((c) => (c.excluded ? [[c.agentId, c.excluded]] : [])) ?? [],
      ),
    ).toEqual({ ben: 'no-skill', cleo: 'away', dan: 'no-language', eve: 'absent' });
    expect(test.pushed.find((p) => p.name === 'offer.made')?.room).toBe('agent:ana');
  });

  it('is accepted by the one it is offered to: open, theirs, with the wait measured', async () => {
    const ana = await addAgent(floor, 'ana');
    const conversation = await routed();
    test.clock.advance(12 * SECOND);
    await accept(ana, conversation);
    expect(await conversationOf(test, conversation.id)).toMatchObject({
      status: 'open',
      speaker: 'human',
      assigneeId: 'ana',
      humanInvolved: true,
    });
    const [accepted] = await recordOf(test, conversation.id, ['escalation.accepted']);
    expect(accepted?.after).toEqual({ agentId: 'ana', queueId: 'general', waitMs: 12_000 });
    expect(await test.ports.stores.timers.due(scope, new Date(NOON.getTime() + DAY), 10)).toEqual([]);
  });

  it('prefers the agent who last served the customer', async () => {
    await addAgent(floor, 'ana', { capacity: 10 });
    const ben = await addAgent(floor, 'ben', { capacity: 2 });
    const first = await escalated();
    await accept(ben, first);
    await resolveConversation(test.ports, ben, { conversationId: first.id });
    test.clock.advance(MINUTE);
    const again = await routed({ customerId: first.customerId });
    expect(await offeredTo(again)).toBe('ben');
    expect(await offeredTo(await routed())).toBe('ana');
  });

  it('keeps to the team of its queue', async () => {
    await test.ports.stores.agents.saveTeam(scope, { id: 'vip', name: 'VIP', version: 1 });
    await addQueue(test, { id: 'vip', skills: ['vip'], teamId: 'vip' });
    await addAgent(floor, 'ana', { skills: ['vip'] });
    await addAgent(floor, 'ben', { skills: ['vip'], teamIds: ['vip'] });
    const conversation = await routed({}, { skills: ['vip'] });
    expect(await offeredTo(conversation)).toBe('ben');
    expect((await conversationOf(test, conversation.id)).teamId).toBe('vip');
  });

  it('of a conversation that a team has is offered within that team only', async () => {
    await test.ports.stores.agents.saveTeam(scope, { id: 'vip', name: 'VIP', version: 1 });
    await addAgent(floor, 'ana', { capacity: 9 });
    const ben = await addAgent(floor, 'ben', { teamIds: ['vip'], capacity: 1, presence: 'away' });
    const conversation = await routed({ teamId: 'vip' });
    expect(await offeredTo(conversation)).toBeUndefined();
    test.presence.set('ben', 'available');
    await followPresence(test.ports, { agentId: 'ben', state: 'available' });
    expect(await offeredTo(conversation)).toBe('ben');
    const moved = await escalated();
    await assignConversation(test.ports, ben, { conversationId: moved.id, teamId: 'vip' });
    await runRouting(test);
    expect((await escalationOf(test, moved.id)).decisions.at(-1)?.candidates).toEqual([
      { agentId: 'ben', name: 'ben', excluded: 'at-capacity' },
      { agentId: 'ana', name: 'ana', excluded: 'not-in-team' },
    ]);
  });
});

describe('an offer', () => {
  it('that times out goes on to the next, and an older wake-up does nothing', async () => {
    await addAgent(floor, 'ana');
    await addAgent(floor, 'ben', { lastAcceptedAt: NOON });
    const conversation = await routed();
    expect(await offeredTo(conversation)).toBe('ana');
    await passTime(test, 29 * SECOND);
    expect(await offeredTo(conversation)).toBe('ana');
    await passTime(test, SECOND);
    const escalation = await escalationOf(test, conversation.id);
    expect(escalation).toMatchObject({ offeredTo: 'ben', offerNo: 2 });
    expect(escalation.passed.map((p) => [p.agentId, p.how])).toEqual([['ana', 'timed-out']]);
    expect(await timeOutOffer(test.ports, { escalationId: escalation.id, offerNo: 1 })).toBe(false);
    expect(await offeredTo(conversation)).toBe('ben');
  });

  it('that is declined goes on at once; the decliner gets offer-gone for a late accept', async () => {
    const ana = await addAgent(floor, 'ana');
    await addAgent(floor, 'ben', { lastAcceptedAt: NOON });
    const conversation = await routed();
    await declineOffer(test.ports, ana, { conversationId: conversation.id });
    await runRouting(test);
    expect(await offeredTo(conversation)).toBe('ben');
    await expect(accept(ana, conversation)).rejects.toMatchObject({ code: 'offer-gone' });
    await expect(declineOffer(test.ports, ana, { conversationId: conversation.id })).rejects.toMatchObject({
      code: 'offer-gone',
    });
  });

  it('all let lapse leaves the conversation waiting in sight, and is made again when somebody becomes available', async () => {
    await addAgent(floor, 'ana');
    const conversation = await routed();
    await passTime(test, 30 * SECOND);
    expect(await escalationOf(test, conversation.id)).toMatchObject({ state: 'queued' });
    expect((await conversationOf(test, conversation.id)).status).toBe('queued');
    expect((await escalationOf(test, conversation.id)).decisions.at(-1)?.candidates).toEqual([
      { agentId: 'ana', name: 'ana', excluded: 'already-offered' },
    ]);
    await followPresence(test.ports, { agentId: 'ana', state: 'available' });
    expect(await offeredTo(conversation)).toBe('ana');
  });

  it('is withdrawn when the agent’s presence is lost, and goes on', async () => {
    await addAgent(floor, 'ana');
    await addAgent(floor, 'ben', { lastAcceptedAt: NOON });
    const conversation = await routed();
    test.presence.delete('ana');
    await followPresence(test.ports, { agentId: 'ana', state: 'lost' });
    await runRouting(test);
    const escalation = await escalationOf(test, conversation.id);
    expect(escalation).toMatchObject({ offeredTo: 'ben', passed: [] });
    expect(test.pushed.find((p) => p.name === 'offer.gone')?.room).toBe('agent:ana');
  });

  it('two agents take at once goes to one; the other gets offer-gone', async () => {
    const agents = await Promise.all(['ana', 'ben'].map((id) => addAgent(floor, id, { presence: 'away' })));
    for (let round = 0; round < 10; round++) {
      const conversation = await escalated();
      const results = await Promise.allSettled(agents.map((agent) => accept(agent, conversation)));
      expect(results.map(codeOf).sort()).toEqual(['done', 'offer-gone']);
      const winner = agents[results.findIndex((r) => r.status === 'fulfilled')];
      expect((await conversationOf(test, conversation.id)).assigneeId).toBe(winner?.agentId);
      expect(await recordOf(test, conversation.id, ['escalation.accepted'])).toHaveLength(1);
      if (winner) await resolveConversation(test.ports, winner, { conversationId: conversation.id });
    }
  });

  it('never takes an agent above capacity, however many are accepted at once', async () => {
    const ana = await addAgent(floor, 'ana', { capacity: 3, presence: 'away' });
    const many = await Promise.all(Array.from({ length: 10 }, () => escalated()));
    const results = await Promise.allSettled(many.map((conversation) => accept(ana, conversation)));
    expect(results.map(codeOf).filter((code) => code === 'done')).toHaveLength(3);
    expect(new Set(results.map(codeOf))).toEqual(new Set(['done', 'at-capacity']));
    expect(await test.ports.stores.conversations.openCount(scope, 'ana')).toBe(3);
  });

  it('is made to no more conversations than an agent has slots, also by routings at once', async () => {
    await addAgent(floor, 'ana', { capacity: 2 });
    for (let n = 0; n < 6; n++) await escalated();
    await Promise.all(
      Array.from({ length: 4 }, () => routeWaiting({ ...test.ports, stores: { ...test.ports.stores } })),
    );
    await runRouting(test);
    expect(await test.ports.stores.escalations.offeredTo(scope, 'ana')).toHaveLength(2);
  });
});

describe('the queue', () => {
  it('is served by priority, then tier, then time, as slots free', async () => {
    const ana = await addAgent(floor, 'ana', { capacity: 1 });
    const busy = await routed();
    await accept(ana, busy);
    const line: [string, Conversation][] = [];
    for (const [name, fields, ask] of [
      ['third', { tier: 'C' }, {}],
      ['second', { tier: 'A' }, {}],
      ['first', { tier: 'C' }, { priority: 'urgent' }],
    ] as const) {
      test.clock.advance(SECOND);
      line.push([name, await routed(fields, ask)]);
    }
    const served: string[] = [];
    let current = busy;
    for (let n = 0; n < 3; n++) {
      await resolveConversation(test.ports, ana, { conversationId: current.id });
      await runRouting(test);
      for (const [name, conversation] of line)
        if ((await offeredTo(conversation)) === 'ana') {
          served.push(name);
          current = conversation;
        }
      await accept(ana, current);
    }
    expect(served).toEqual(['first', 'second', 'third']);
  });

  it('steps over one whom nobody can serve now', async () => {
    await addAgent(floor, 'ana');
    const stuck = await routed({}, { skills: ['billing'], priority: 'urgent' });
    const easy = await routed();
    expect(await offeredTo(easy)).toBe('ana');
    expect(await escalationOf(test, stuck.id)).toMatchObject({ state: 'queued' });
  });

  it('tells place and estimate: the median of the last waits times the place, nothing under five', async () => {
    const ana = await addAgent(floor, 'ana', { capacity: 50, presence: 'away' });
    for (const minutes of [1, 2, 3, 10]) {
      const done = await escalated();
      test.clock.advance(minutes * MINUTE);
      await accept(ana, done);
    }
    const first = await escalated();
    test.clock.advance(1);
    const second = await escalated();
    expect(await queuePlace(test.ports, scope, second.id)).toEqual({ place: 2 });
    test.clock.advance(4 * MINUTE);
    await accept(ana, first);
    expect(await queuePlace(test.ports, scope, second.id)).toEqual({ place: 1, estimateMs: 3 * MINUTE });
    test.clock.advance(1);
    const third = await escalated();
    expect(await queuePlace(test.ports, scope, third.id)).toEqual({ place: 2, estimateMs: 6 * MINUTE });
    await accept(ana, second);
    expect(await queuePlace(test.ports, scope, second.id)).toBeUndefined();
  });

  it('shows those who wait on a live channel how they move up', async () => {
    const ana = await addAgent(floor, 'ana', { presence: 'away' });
    const first = await routed();
    test.clock.advance(1);
    const thread = { id: 'chat|v1', accountId: 'chat', channel: 'web-chat', address: 'v1' } as const;
    await routed({ channel: 'web-chat', threads: [thread] });
    test.pushed.splice(0);
    await accept(ana, first);
    await runRouting(test);
    // A line that moved a moment ago is told again when its rest is over.
    await vi.waitFor(() => {
      const states = test.pushed.filter((p) => p.room === 'thread:chat|v1').map((p) => p.data);
      expect(states).toMatchObject([{ state: { status: 'queued', queue: { place: 1 } } }]);
    }, 5_000);
  });

  it('announces the place once on a channel that does not show it', async () => {
    const ana = await addAgent(floor, 'ana', { capacity: 1 });
    await accept(ana, await routed());
    const conversation = await routed();
    await passTime(test, 30 * SECOND);
    await passTime(test, HOUR);
    const places = (await systemLines(test, conversation.id)).filter((line) => line.includes('番目'));
    expect(places).toEqual(['ただいま順番にご案内しております。お客様は1番目です。']);
  });

  it('counts an answer straight from it as an accept', async () => {
    await addAgent(floor, 'ana', { presence: 'away' });
    const ben = await addAgent(floor, 'ben', { presence: 'away' });
    const conversation = await escalated();
    test.clock.advance(5 * SECOND);
    await sendMessage(test.ports, ben, {
      conversationId: conversation.id,
      text: 'こんにちは。',
      by: 'agent',
    });
    await runRouting(test);
    expect(await escalationOf(test, conversation.id)).toMatchObject({ state: 'accepted', acceptedBy: 'ben' });
  });
});
