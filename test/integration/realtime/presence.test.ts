import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import {
  agent,
  agentClient,
  ask,
  closeClients,
  type Desk,
  eventually,
  makeWorld,
  openDesk,
  type World,
} from './desk.ts';

/** A third of a second stands for five: the ratios are the product's. */
const times = { leaseMs: 1_000, renewMs: 333, lookMs: 67, lostMs: 1_333, visitorLeaseMs: 1_000 };

let stores: TestStores;
let world: World;
let one: Desk;
let two: Desk;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.flushRedis();
  world = makeWorld();
  world.sessions.set('ann', agent('ann'));
  world.working = ['worked-yesterday'];
  one = await openDesk(stores.redisUrl, world, { times });
  two = await openDesk(stores.redisUrl, world, { times });
});
afterEach(async () => {
  closeClients();
  await one.close();
  await two.close();
});

const states = (): Promise<Record<string, string>> => two.gateway.presence.states();

describe('presence', () => {
  it('holds while the socket lives, and the agent is lost once, some time after the last socket', async () => {
    const [tab, other] = [await agentClient(one, 'ann'), await agentClient(two, 'ann')];
    await eventually(states).toEqual({ ann: 'available' });
    tab.close();
    await new Promise((resolve) => setTimeout(resolve, times.lostMs + times.renewMs));
    expect(await states()).toEqual({ ann: 'available' });
    expect(world.lost).not.toContain('ann');
    const closedAt = Date.now();
    other.close();
    await eventually(states).toEqual({});
    await eventually(() => world.lost, { timeout: 4_000, interval: 20 }).toContain('ann');
    expect(Date.now() - closedAt).toBeGreaterThanOrEqual(times.lostMs - 50);
    await eventually(() => world.presence.at(-1)).toBe('ann offline');
    expect(world.lost.filter((agentId) => agentId === 'ann')).toHaveLength(1);
  });

  it('outlives a reload of the page, with the choice to be away', async () => {
    const tab = await agentClient(one, 'ann');
    await ask(tab, 'presence.set', { state: 'away' });
    tab.close();
    await eventually(states).toEqual({});
    await agentClient(two, 'ann');
    await eventually(states).toEqual({ ann: 'away' });
    expect(world.lost).not.toContain('ann');
  });

  it('is announced again after a wipe of Redis, with its choice, and nobody is lost by it', async () => {
    const tab = await agentClient(one, 'ann');
    await ask(tab, 'presence.set', { state: 'away' });
    await eventually(states).toEqual({ ann: 'away' });
    await stores.flushRedis();
    await eventually(states, { timeout: 10_000 }).toEqual({ ann: 'away' });
    expect(world.lost).not.toContain('ann');
  });

  it('ends for an agent whose process died, told by the one that is left', async () => {
    // A lease nobody renews is what a killed process leaves behind.
    await one.gateway.presence.announce('ann', 'socket-of-the-dead');
    await eventually(states).toEqual({ ann: 'available' });
    await eventually(() => world.lost, { timeout: 5_000 }).toContain('ann');
    expect(await states()).toEqual({});
  });

  it('ends for an agent who left just before Redis was wiped', async () => {
    const tab = await agentClient(one, 'ann');
    await eventually(states).toEqual({ ann: 'available' });
    await eventually(() => two.gateway.presence.look().then(({ alive }) => alive.has('ann'))).toBe(true);
    tab.close();
    await eventually(states).toEqual({});
    await stores.flushRedis();
    await eventually(() => world.lost, { timeout: 5_000 }).toContain('ann');
  });

  it('ends for an agent who came, left and was wiped between two looks', async () => {
    const { presence } = one.gateway;
    await presence.announce('brief', 'socket');
    await presence.leave('brief', 'socket');
    await stores.flushRedis();
    await eventually(() => world.lost, { timeout: 5_000 }).toContain('brief');
  });

  it('ends after a start for agents who held work and did not come back', async () => {
    await eventually(() => world.lost, { timeout: 5_000 }).toContain('worked-yesterday');
  });

  it('is not lost to an absent Redis, and a loss that could not be handled is told again', async () => {
    await agentClient(one, 'ann');
    await eventually(states).toEqual({ ann: 'available' });
    await stores.killRedis();
    expect(await states()).toEqual({ ann: 'available' });
    await new Promise((resolve) => setTimeout(resolve, times.lostMs));
    await stores.restartRedis();
    await eventually(states, { timeout: 10_000 }).toEqual({ ann: 'available' });
    expect(world.lost).not.toContain('ann');
    let failures = 0;
    world.onLost = (agentId) => {
      if (agentId !== 'ann' || failures > 1) return;
      failures += 1;
      throw new Error('MongoDB is away');
    };
    closeClients();
    await eventually(() => world.lost, { timeout: 8_000 }).toContain('ann');
    expect(failures).toBe(2);
  });

  it('of a visitor holds while a tab is open anywhere', async () => {
    const { presence } = one.gateway;
    await presence.visitorBeat('chat1|v', 's');
    expect(await two.gateway.presence.visitorOnline('chat1|v')).toBe(true);
    await eventually(() => presence.visitorOnline('chat1|v'), { timeout: 3_000 }).toBe(false);
  });
});
