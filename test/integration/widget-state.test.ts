import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WidgetState } from '#contracts/socket.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { system } from '#server/ports/scope.ts';
import { widgetStateOf } from '#server/queries/widget-state.ts';
import { tellWaiting } from '#server/reactions/tell-waiting.ts';
import { presenceDeps } from '#server/wiring/presence-deps.ts';
import {
  addAgent,
  addConversation,
  addQueue,
  askForPerson,
  createFloor,
  type Floor,
  runRouting,
} from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
/** A Tuesday, noon in Tokyo. */
const NOON = new Date('2026-11-24T03:00:00Z');
const ACCOUNT = 'chat';
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
  await test.ports.stores.accounts.save(
    scope,
    testAccount({ id: ACCOUNT, channel: 'web-chat', adapter: 'web-chat' }),
    undefined,
  );
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

/** A visitor's conversation on the web chat. */
const onWebChat = (visitor: string): Partial<Conversation> => ({
  accountId: ACCOUNT,
  channel: 'web-chat',
  threads: [
    {
      id: `${ACCOUNT}|${visitor}`,
      accountId: ACCOUNT,
      channel: 'web-chat',
      address: visitor,
      lastInboundAt: NOON,
    },
  ],
});
const stateOf = (conversation: Conversation): Promise<WidgetState> =>
  widgetStateOf(test.ports, conversation.threads[0]?.id ?? '', conversation);
/** States pushed to a visitor since the last look, oldest first. */
const pushedTo = (visitor: string): WidgetState[] =>
  test.pushed
    .splice(0)
    .filter(({ room }) => room === `thread:${ACCOUNT}|${visitor}`)
    .flatMap(({ data }) => (data as { state?: WidgetState }).state ?? []);

const AFTERNOON = {
  timeZone: 'Asia/Tokyo',
  week: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [String(day), [{ from: 840, to: 1_080 }]])),
  exceptions: {},
};

describe('what a visitor sees', () => {
  it('goes by the hours of the queue they wait in, and by the shop’s while they wait in none', async () => {
    await addQueue(test, { id: 'repairs', skills: ['repairs'], hours: AFTERNOON });
    const waiting = await askForPerson(floor, onWebChat('hana'), { skills: ['repairs'] });
    expect((await stateOf(waiting)).hours).toMatchObject({
      open: false,
      opensAt: '2026-11-24T05:00:00.000Z',
    });
    const asking = await addConversation(floor, onWebChat('ken'));
    expect((await stateOf(asking)).hours.open).toBe(true);
    const elsewhere = await askForPerson(floor, onWebChat('mio'));
    expect((await stateOf(elsewhere)).hours.open).toBe(true);
  });

  it('says that somebody is there only where somebody can serve them', async () => {
    await addQueue(test, { id: 'repairs', skills: ['repairs'] });
    await addAgent(floor, 'ana', { skills: ['orders'] });
    const waiting = await askForPerson(floor, onWebChat('hana'), { skills: ['repairs'] });
    expect((await stateOf(waiting)).hours.someone).toBe(false);
    await addAgent(floor, 'ben', { skills: ['repairs'] });
    expect((await stateOf(waiting)).hours.someone).toBe(true);
    expect((await stateOf(await addConversation(floor, onWebChat('ken')))).hours.someone).toBe(true);
  });

  it('keeps the hours of the queue while a person serves them', async () => {
    await addQueue(test, { id: 'repairs', skills: ['repairs'], hours: AFTERNOON });
    const ana = await addAgent(floor, 'ana', { skills: ['repairs'] });
    const { id } = await askForPerson(floor, onWebChat('hana'), { skills: ['repairs'] });
    await runRouting(test);
    await acceptConversation(test.ports, ana, { conversationId: id });
    const open = await test.ports.stores.conversations.get(scope, id);
    expect(open?.status).toBe('open');
    expect((await stateOf(open as Conversation)).hours.open).toBe(false);
  });
});

describe('who waits', () => {
  it('learns without a change of their own that an agent came, and that the last one went', async () => {
    const ana = await addAgent(floor, 'ana', { capacity: 0, presence: 'none' });
    await askForPerson(floor, onWebChat('hana'));
    await askForPerson(floor, onWebChat('ken'));
    await runRouting(test);
    const { onPresenceChanged } = presenceDeps(test.ports);
    pushedTo('hana');
    test.presence.set(ana.agentId, 'available');
    await onPresenceChanged(ana.agentId, 'available');
    await tellWaiting(test.ports);
    expect(pushedTo('hana').at(-1)).toMatchObject({ queue: { place: 1 }, hours: { someone: true } });
    test.presence.delete(ana.agentId);
    await onPresenceChanged(ana.agentId, 'offline');
    await tellWaiting(test.ports);
    expect(pushedTo('ken').at(-1)).toMatchObject({ queue: { place: 2 }, hours: { someone: false } });
  });

  it('is told once for several changes within a second', async () => {
    await addAgent(floor, 'ana', { capacity: 0 });
    await askForPerson(floor, onWebChat('hana'));
    await runRouting(test);
    pushedTo('hana');
    await Promise.all([tellWaiting(test.ports), tellWaiting(test.ports), tellWaiting(test.ports)]);
    expect(pushedTo('hana')).toHaveLength(1);
  });
});
