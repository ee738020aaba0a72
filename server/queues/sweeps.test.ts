import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AnyInteraction } from '#contracts/events.ts';
import type { Delivery } from '#server/domain/conversation/message.ts';
import { silentLog } from '#server/embedded/embedded-error.ts';
import { system } from '#server/ports/scope.ts';
import type { Ports } from '#server/ports.ts';
import { type Database, openDatabase } from '#server/store/connection.ts';
import { createDeliveryStore } from '#server/store/delivery-store.ts';
import { createEscalationStore } from '#server/store/escalation-store.ts';
import { createInteractionStore } from '#server/store/interaction-store.ts';
import { createLeaseStore } from '#server/store/lease-store.ts';
import { createTimerStore } from '#server/store/timer-store.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import { producerRedis, workerRedis } from './connection.ts';
import { createProducer, type Producer } from './producer.ts';
import { runSweepOnce, startSweeper } from './sweeps.ts';
import { startWorkers, type Workers } from './worker.ts';

const scope = system('test');
const prefix = '{mgsweep}';
const START = new Date('2026-11-23T01:00:00Z');
const MINUTE = 60_000;

/** A fact that comes true in a while; the machine may be busy. */
const eventually = <T>(read: () => T | Promise<T>, options: { timeout?: number; interval?: number } = {}) =>
  expect.poll(read, { timeout: 10_000, interval: 20, ...options });

let stores: TestStores;
let database: Database;
let adding: Redis;
let working: Redis;
let producer: Producer;
let ports: Ports;
let now: Date;
let workers: Workers | undefined;
const dispatched: AnyInteraction[] = [];
const woken: string[] = [];
const sent: string[] = [];

beforeAll(async () => {
  stores = await startStores();
  database = await openDatabase(stores.mongoUri, { poolSize: 8 });
  adding = producerRedis(stores.redisUrl, silentLog);
  working = workerRedis(stores.redisUrl, silentLog);
  await new Promise((resolve) => adding.once('ready', resolve));
  producer = createProducer({ redis: adding, prefix, log: silentLog });
  const { connection } = database;
  let ids = 0;
  // As much of Ports as the sweep may touch; the stores are the real ones.
  ports = {
    stores: {
      timers: createTimerStore(connection),
      deliveries: createDeliveryStore(connection),
      interactions: createInteractionStore(connection),
      escalations: createEscalationStore(connection),
      leases: createLeaseStore(connection),
    },
    queue: producer,
    dispatch: (rows: readonly AnyInteraction[]) => void dispatched.push(...rows),
    clock: { now: () => now },
    newId: () => `id${++ids}`,
    log: silentLog,
  } as unknown as Ports;
});
afterAll(async () => {
  await producer.close();
  adding.disconnect();
  working.disconnect();
  await database.close();
  await stores.stop();
});
beforeEach(async () => {
  now = START;
  for (const list of [dispatched, woken, sent]) list.length = 0;
  await stores.clearMongo();
  await stores.flushRedis();
});
afterEach(async () => {
  await workers?.close();
  workers = undefined;
});

/** Handlers that do what the commands do: take the timer, send the delivery. */
const work = (): void => {
  workers = startWorkers({
    redis: working,
    prefix,
    channels: ['sms'],
    log: silentLog,
    handlers: [
      {
        name: 'wake-timer',
        run: async ({ timerId, generation }) => {
          const timer = await ports.stores.timers.take(scope, timerId, generation);
          if (timer) woken.push(timer.subject);
          return undefined;
        },
      },
      {
        name: 'deliver-message',
        run: async ({ deliveryId }) => {
          if (await ports.stores.deliveries.claim(scope, deliveryId, 'worker', now)) sent.push(deliveryId);
          return undefined;
        },
      },
      { name: 'route-escalation', run: async () => undefined },
      { name: 'fetch-media', run: async () => undefined },
      { name: 'call-http', run: async () => undefined },
      { name: 'slow-bot-turn', run: async () => undefined },
      { name: 'summarise-hand-over', run: async () => undefined },
    ],
  });
};

const delivery = (id: string, more: Partial<Delivery> = {}): Delivery => ({
  id,
  messageId: `m-${id}`,
  conversationId: `c-${id}`,
  accountId: 'acc',
  channel: 'sms',
  threadId: 'acc|1',
  to: '+818011112222',
  seq: 1,
  part: 0,
  attempt: 1,
  state: 'queued',
  idempotencyKey: id,
  tries: 0,
  dueAt: START,
  at: START,
  ...more,
});
const insertDeliveries = (rows: Delivery[]): Promise<void> =>
  ports.stores.deliveries.insert(scope, rows, undefined as never);

describe('runSweepOnce', () => {
  it('loses no timer and no delivery to a Redis wiped under running workers', async () => {
    work();
    const timer = await ports.stores.timers.set(scope, {
      kind: 'snooze',
      subject: 'conv1',
      dueAt: new Date(START.getTime() + 5 * MINUTE),
      data: {},
    });
    await producer.add(
      'wake-timer',
      { timerId: timer.id, generation: timer.generation },
      { id: `wake-${timer.id}-${timer.generation}`, delayMs: 5 * MINUTE },
    );
    await stores.flushRedis();
    await insertDeliveries([delivery('d1'), delivery('d2')]);

    await runSweepOnce(ports);
    await eventually(() => [...sent].sort()).toEqual(['d1', 'd2']);
    expect(woken).toEqual([]);

    // The injected clock jumps: no real five minutes pass.
    now = new Date(START.getTime() + 5 * MINUTE);
    expect((await runSweepOnce(ports)).timers).toBe(1);
    await eventually(() => woken).toEqual(['conv1']);
    expect((await runSweepOnce(ports)).timers).toBe(0);
  });

  it('does not pile up wake-ups while no worker runs', async () => {
    await ports.stores.timers.set(scope, { kind: 'snooze', subject: 'conv2', dueAt: START, data: {} });
    await insertDeliveries([delivery('d3')]);
    for (let pass = 0; pass < 5; pass += 1) await runSweepOnce(ports);
    expect(await producer.busy()).toBe(2);
  });

  it('wakes a delivery that a dead process left in sending, but not a young one', async () => {
    await insertDeliveries([
      delivery('old', { state: 'sending', claimedBy: 'dead', claimedAt: new Date(START.getTime() - MINUTE) }),
      delivery('young', { state: 'sending', claimedBy: 'alive', claimedAt: START }),
    ]);
    const found = await runSweepOnce(ports);
    expect(found.stuck).toBe(1);
    expect(found.deliveries).toBe(0);
  });

  it('dispatches again what was left pending for 2 s', async () => {
    const row = (id: string, at: Date) => ({
      _id: id,
      type: 'conversation.spam-marked',
      v: 1,
      at,
      recordedAt: at,
      actor: { kind: 'system' },
      refs: {},
      after: {},
      pending: true,
    });
    await database.connection
      .collection('interactions')
      .insertMany([row('left', new Date(START.getTime() - 5_000)), row('fresh', START)] as never);
    expect((await runSweepOnce(ports)).interactions).toBe(1);
    expect(dispatched.map(({ id }) => id)).toEqual(['left']);
    expect((await runSweepOnce(ports, { patience: 'none' })).interactions).toBe(2);
  });
});

describe('startSweeper', () => {
  it('sweeps in one process at a time and is taken over when that one stops', async () => {
    const passes: string[] = [];
    const spied = (owner: string): Ports => ({
      ...ports,
      stores: {
        ...ports.stores,
        timers: {
          ...ports.stores.timers,
          due: async () => {
            passes.push(owner);
            return [];
          },
        },
      },
    });
    const a = startSweeper({ ports: spied('a'), owner: 'a', everyMs: 10 });
    await eventually(() => passes.length).toBeGreaterThan(2);
    const b = startSweeper({ ports: spied('b'), owner: 'b', everyMs: 10 });
    await eventually(() => passes.length).toBeGreaterThan(10);
    expect(new Set(passes)).toEqual(new Set(['a']));
    await a.stop();
    await eventually(() => passes.at(-1)).toBe('b');
    await b.stop();
  });

  it('goes on after a pass that failed', async () => {
    let calls = 0;
    const failing = {
      ...ports,
      stores: {
        ...ports.stores,
        timers: {
          ...ports.stores.timers,
          due: async () => {
            calls += 1;
            if (calls === 1) throw new Error('mongod is away');
            return [];
          },
        },
      },
    };
    const sweeper = startSweeper({ ports: failing, owner: 'f', everyMs: 10 });
    await eventually(() => calls).toBeGreaterThan(1);
    await sweeper.stop();
  });
});
