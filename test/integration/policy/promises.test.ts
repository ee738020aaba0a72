import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import { eraseCustomer } from '#server/commands/erase-customer.ts';
import { escalateConversation } from '#server/commands/escalate-conversation.ts';
import { handBackConversation } from '#server/commands/hand-back-conversation.ts';
import { keepPromise, makePromise } from '#server/commands/make-promise.ts';
import { resolveConversation } from '#server/commands/resolve-conversation.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import type { Customer } from '#server/domain/customer/customer.ts';
import { type Scope, system } from '#server/ports/scope.ts';
import { presentConversationRow } from '#server/presenters/conversation.ts';
import {
  type AgentScope,
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
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
/** Three in the morning in Tokyo, a Tuesday. */
const NIGHT = new Date('2026-11-23T18:00:00Z');
const day = [{ from: 9 * 60, to: 18 * 60 }];
const HOURS = {
  timeZone: 'Asia/Tokyo',
  week: { '1': day, '2': day, '3': day, '4': day, '5': day },
  exceptions: {},
};

let stores: TestStores;
let test: TestPorts;
let floor: Floor;
let ana: AgentScope;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: NIGHT });
  floor = await createFloor(test);
  await test.ports.stores.settings.save(scope, { ...TEST_SETTINGS, hours: HOURS, version: 2 });
  ana = await addAgent(floor, 'ana', { presence: 'none' });
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

/** Handed over at three in the morning. */
const atNight = async (
  fields: Partial<Conversation> = {},
  customer: Partial<Customer> = {},
): Promise<string> => {
  const { id } = await addConversation(floor, fields, customer);
  await escalateConversation(test.ports, scope, { conversationId: id, reason: 'out-of-scope' });
  await runRouting(test);
  return id;
};
const promisesOf = async (id: string) => (await conversationOf(test, id)).promises ?? [];
const events = async (id: string) =>
  (await recordOf(test, id, ['promise.made', 'promise.kept', 'promise.broken', 'promise.withdrawn'])).map(
    ({ type }) => type,
  );
const answer = (conversationId: string) =>
  sendMessage(test.ports, ana, { conversationId, text: 'お待たせしました。', by: 'agent' });
const rowOf = async (id: string) => presentConversationRow(await conversationOf(test, id));

describe('out of hours', () => {
  it('a hand-over promises a time, by opening and the tier’s target, in the customer’s language', async () => {
    const ja = await atNight({ tier: 'A' });
    expect((await systemLines(test, ja))[0]).toContain('本日09:30までに担当者よりご返信いたします。');
    const en = await atNight({ tier: 'B', language: 'en' });
    expect((await systemLines(test, en))[0]).toContain('One of us will reply by 10:00 today.');
    expect(await promisesOf(ja)).toEqual([
      expect.objectContaining({ kind: 'reply', dueAt: new Date('2026-11-24T00:30:00Z') }),
    ]);
    expect(await rowOf(ja)).toMatchObject({ promise: { state: 'open', dueAt: '2026-11-24T00:30:00.000Z' } });
  });

  it('in the customer’s own zone where it is known', async () => {
    const id = await atNight({ tier: 'A', language: 'en' }, { timeZone: 'Europe/London' });
    expect((await systemLines(test, id))[0]).toMatch(/reply by 00:30 GMT tomorrow/);
  });

  it('the promise is kept by a person’s answer in time', async () => {
    const id = await atNight({ tier: 'A' });
    await passTime(test, 6 * HOUR);
    await acceptConversation(test.ports, ana, { conversationId: id });
    await answer(id);
    expect(await promisesOf(id)).toEqual([expect.objectContaining({ keptAt: test.clock.now() })]);
    await passTime(test, HOUR);
    expect(await events(id)).toEqual(['promise.made', 'promise.kept']);
    expect(await rowOf(id)).not.toHaveProperty('promise');
  });

  it('the promise is broken by the clock, flagged, and made good late', async () => {
    const id = await atNight({ tier: 'A' });
    await passTime(test, 6 * HOUR + 31 * MINUTE);
    expect(await events(id)).toEqual(['promise.made', 'promise.broken']);
    expect(await rowOf(id)).toMatchObject({ promise: { state: 'broken' } });
    await passTime(test, MINUTE);
    expect(await events(id)).toHaveLength(2);
    await acceptConversation(test.ports, ana, { conversationId: id });
    await answer(id);
    const [kept] = await recordOf(test, id, ['promise.kept']);
    expect(kept?.after).toMatchObject({ late: true });
    expect(await rowOf(id)).not.toHaveProperty('promise');
  });

  it('a promise nobody waits for any more is withdrawn, not broken', async () => {
    const id = await atNight({ tier: 'A' });
    await resolveConversation(test.ports, scope, { conversationId: id, by: 'customer', confirmed: true });
    await passTime(test, 8 * HOUR);
    expect(await events(id)).toEqual(['promise.made', 'promise.withdrawn']);
  });
});

describe('an agent’s promise', () => {
  const dueAt = new Date(NIGHT.getTime() + 31 * HOUR);
  const call = (conversationId: string, who: Scope = ana) =>
    makePromise(test.ports, who, { conversationId, kind: 'other', what: 'お電話', dueAt });

  it('of a call is not kept by a message, but by saying so; broken by the clock otherwise', async () => {
    const { id } = await addConversation(floor, { status: 'open', speaker: 'human', assigneeId: 'ana' });
    const kept = await call(id);
    const forgotten = await makePromise(test.ports, ana, {
      conversationId: id,
      kind: 'other',
      what: '交換品の発送',
      dueAt,
    });
    await answer(id);
    expect((await promisesOf(id)).every(({ keptAt }) => keptAt === undefined)).toBe(true);
    await keepPromise(test.ports, ana, { conversationId: id, promiseId: kept.id });
    await passTime(test, 32 * HOUR);
    const all = await promisesOf(id);
    expect(all.find((one) => one.id === kept.id)).not.toHaveProperty('brokenAt');
    expect(all.find((one) => one.id === forgotten.id)).toMatchObject({ brokenAt: dueAt, madeBy: 'ana' });
    expect(await events(id)).toEqual(['promise.made', 'promise.made', 'promise.kept', 'promise.broken']);
  });

  it('must lie ahead, and is nobody’s who may not answer', async () => {
    const { id } = await addConversation(floor, { status: 'open', speaker: 'human', teamId: 'other' });
    await expect(call(id)).rejects.toMatchObject({ code: 'not-found' });
    const mine = await addConversation(floor, { status: 'open', speaker: 'human', assigneeId: 'ana' });
    await expect(
      makePromise(test.ports, ana, { conversationId: mine.id, kind: 'other', what: 'x', dueAt: NIGHT }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('reaches the bot with the hand-back and the next person with the card, and goes with an erased customer', async () => {
    const made = await addConversation(floor, {
      status: 'open',
      speaker: 'human',
      assigneeId: 'ana',
      articleIds: [],
    });
    await call(made.id);
    await handBackConversation(test.ports, ana, { conversationId: made.id, note: 'よろしく' });
    expect((await conversationOf(test, made.id)).bot.state.person).toMatchObject({
      note: 'よろしく',
      promises: [{ kind: 'other', what: 'お電話', dueAt: dueAt.toISOString() }],
    });
    await escalateConversation(test.ports, scope, { conversationId: made.id, reason: 'customer-asked' });
    const { card } = await escalationOf(test, made.id);
    expect(card).toMatchObject({ language: 'ja', promises: [{ what: 'お電話' }] });
    const admin: Scope = { kind: 'agent', agentId: 'root', role: 'administrator', teamIds: [] };
    await eraseCustomer(test.ports, admin, { customerId: made.customerId });
    expect(await conversationOf(test, made.id)).not.toHaveProperty('promises');
    expect((await escalationOf(test, made.id)).card).not.toHaveProperty('promises');
    await passTime(test, 40 * HOUR);
  });
});
