import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import {
  agent,
  agentClient,
  ask,
  closeClients,
  type Desk,
  eventually,
  makeWorld,
  messageView,
  openDesk,
  type World,
} from '../realtime/desk.ts';

// Numbers of complaints and pains: docs/complaints.md.
const AGENTS = Array.from({ length: 60 }, (_, n) => `agent-${n}`);
let stores: TestStores;
let world: World;
let one: Desk;
beforeAll(async () => {
  stores = await startStores();
  world = makeWorld();
  for (const name of AGENTS) world.sessions.set(name, agent(name, ['shipping']));
  one = await openDesk(stores.redisUrl, world, {});
});
afterEach(() => closeClients());
afterAll(async () => {
  await one.close();
  await stores.stop();
});

describe('a line that breaks', () => {
  it('complaint 17: sixty agents back at once are all served, each gets what it missed, and nobody has to reload', async () => {
    const first = await Promise.all(AGENTS.map((name) => agentClient(one, name)));
    for (const socket of first) socket.close();
    world.messages.set(
      'busy',
      Array.from({ length: 20 }, (_, n) => messageView('busy', n + 1)),
    );
    const back = await Promise.all(AGENTS.map((name) => agentClient(one, name)));
    const missed = await Promise.all(
      back.map((socket) => ask(socket, 'conversation.watch', { conversationId: 'busy', afterSeq: 15 })),
    );
    for (const { messages } of missed)
      expect((messages as { seq: number }[]).map(({ seq }) => seq)).toEqual([16, 17, 18, 19, 20]);
    await eventually(async () => Object.keys(await one.gateway.presence.states()).length).toBe(AGENTS.length);
    // Who only came back was never gone: nothing is said of it.
    expect(world.lost).toEqual([]);
    expect(world.presence.filter((line) => line.endsWith('offline'))).toEqual([]);
  });
});
