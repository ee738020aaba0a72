import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '#contracts/time.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import { declineOffer } from '#server/commands/decline-offer.ts';
import { followPresence } from '#server/commands/follow-presence.ts';
import { timeOutOffer } from '#server/commands/time-out-offer.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { system } from '#server/ports/scope.ts';
import {
  addAgent,
  askForPerson,
  conversationOf,
  createFloor,
  escalationOf,
  type Floor,
  passTime,
  recordOf,
  runRouting,
} from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
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
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: new Date('2026-11-24T03:00:00Z') });
  floor = await createFloor(test);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const routed = async (): Promise<Conversation> => {
  const conversation = await askForPerson(floor);
  await runRouting(test);
  return conversation;
};
const offeredTo = async ({ id }: Conversation) => (await escalationOf(test, id)).offeredTo;
const offersMade = async ({ id }: Conversation): Promise<number> =>
  (await recordOf(test, id, ['escalation.offered'])).length;
const notices = () => test.pushed.filter((p) => p.name === 'notice');
const presenceRows = async () => {
  const rows = [];
  for await (const batch of test.ports.stores.interactions.scan(scope, {
    types: ['agent.presence-changed'],
    batch: 100,
  }))
    rows.push(...batch);
  return rows;
};

describe('an agent who lets two offers in a row lapse', () => {
  it('is away with a notice; the conversation waits in sight and is offered no more until they are back', async () => {
    await addAgent(floor, 'ana');
    const conversation = await routed();
    // The pause after the first lapse ends, the waiting is looked at again, the second offer lapses too.
    for (let minute = 0; minute < 30; minute++) await passTime(test, MINUTE);
    expect(await offersMade(conversation)).toBe(2);
    expect(test.presence.get('ana')).toBe('away');
    expect(notices()).toEqual([
      {
        room: 'agent:ana',
        name: 'notice',
        data: {
          kind: 'alarm',
          title: '離席中にしました',
          text: '打診に2回続けて応答がありませんでした。戻られたら「受付中」に切り替えてください。',
        },
      },
    ]);
    expect((await presenceRows()).map((row) => row.after)).toEqual([
      { agentId: 'ana', presence: 'away', cause: 'missed-offers' },
    ]);
    expect(await conversationOf(test, conversation.id)).toMatchObject({ status: 'queued' });
    const escalation = await escalationOf(test, conversation.id);
    expect(escalation).toMatchObject({ state: 'queued' });
    expect(escalation.nobodyThereAt).toBeInstanceOf(Date);
    expect(escalation.decisions.at(-1)?.candidates).toEqual([
      { agentId: 'ana', name: 'ana', excluded: 'away' },
    ]);

    test.presence.set('ana', 'available');
    await followPresence(test.ports, { agentId: 'ana', state: 'available' });
    expect(await offeredTo(conversation)).toBe('ana');
  });

  it('gets no third offer in the moment before their presence has changed', async () => {
    await addAgent(floor, 'ana', { capacity: 5 });
    const waiting = [await routed(), await routed()];
    await test.close();
    // A process without reactions: nothing sets the presence.
    test = await createTestPorts({ mongoUri: stores.mongoUri, reactions: [], now: test.clock.now() });
    test.presence.set('ana', 'available');
    test.clock.advance(30 * SECOND);
    for (const { id } of waiting)
      expect(
        await timeOutOffer(test.ports, { escalationId: (await escalationOf(test, id)).id, offerNo: 1 }),
      ).toBe(true);
    const third = await askForPerson({ ...floor, test });
    const { id: escalationId } = await escalationOf(test, third.id);
    test.jobs.push({ name: 'route-escalation', data: { escalationId }, options: { id: 'asked-by-test' } });
    await runRouting(test);
    expect((await escalationOf(test, third.id)).decisions.at(-1)).toMatchObject({
      candidates: [{ agentId: 'ana', excluded: 'away' }],
    });
  });

  it('is not one who took or declined an offer in between', async () => {
    const ana = await addAgent(floor, 'ana', { capacity: 9 });
    const missed = async (): Promise<void> => {
      await routed();
      await passTime(test, 30 * SECOND);
    };
    await missed();
    const declined = await routed();
    await declineOffer(test.ports, ana, { conversationId: declined.id });
    await missed();
    const taken = await routed();
    await acceptConversation(test.ports, ana, { conversationId: taken.id });
    await missed();
    expect(test.presence.get('ana')).toBe('available');
    expect(notices()).toEqual([]);
    expect((await test.ports.stores.agents.get(scope, 'ana'))?.missedOffers).toBe(1);
  });

  it('is not one whose presence was lost while offers stood', async () => {
    await addAgent(floor, 'ana', { capacity: 9 });
    await routed();
    await routed();
    test.presence.delete('ana');
    await followPresence(test.ports, { agentId: 'ana', state: 'lost' });
    expect((await test.ports.stores.agents.get(scope, 'ana'))?.missedOffers).toBeUndefined();
    expect(await presenceRows()).toEqual([]);
  });

  it('leaves what they missed to whoever else is there', async () => {
    await addAgent(floor, 'ana');
    await addAgent(floor, 'ben', { lastAcceptedAt: test.clock.now() });
    const first = await routed();
    await passTime(test, 30 * SECOND);
    expect(await offeredTo(first)).toBe('ben');
    await acceptConversation(
      test.ports,
      { kind: 'agent', agentId: 'ben', role: 'agent', teamIds: [] },
      {
        conversationId: first.id,
      },
    );
    const second = await routed();
    expect(await offeredTo(second)).toBe('ana');
    await passTime(test, 30 * SECOND);
    expect(test.presence.get('ana')).toBe('away');
    expect(await offeredTo(second)).toBe('ben');
  });
});
