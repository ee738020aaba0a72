import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#contracts/errors.ts';
import type { Log } from '#server/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import { producerRedis, workerRedis } from './connection.ts';
import { createProducer, type Producer } from './producer.ts';
import { type AnyJobHandler, checkHandlers, type JobOutcome, startWorkers, type Workers } from './worker.ts';

const prefix = '{mgtest}';
const lines: string[] = [];
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (_o, message) => void lines.push(message),
  error: (_o, message) => void lines.push(message),
};

/** A fact that comes true in a while; the machine may be busy. */
const eventually = <T>(read: () => T | Promise<T>, options: { timeout?: number; interval?: number } = {}) =>
  expect.poll(read, { timeout: 10_000, interval: 20, ...options });

let stores: TestStores;
let adding: Redis;
let working: Redis;
let producer: Producer;
let workers: Workers;
/** What `route-escalation` does with each try; set by a test. */
let behave: (escalationId: string, attempt: number) => Promise<JobOutcome>;
const delivered: string[] = [];
const woken: string[] = [];

const handlers: AnyJobHandler[] = [
  {
    name: 'deliver-message',
    run: async ({ deliveryId, channel }) => {
      delivered.push(`${channel}/${deliveryId}`);
      return undefined;
    },
  },
  { name: 'route-escalation', run: ({ escalationId }, { attempt }) => behave(escalationId, attempt) },
  {
    name: 'wake-timer',
    run: async ({ timerId }) => {
      woken.push(timerId);
      return undefined;
    },
  },
  { name: 'fetch-media', run: async () => undefined },
  { name: 'call-http', run: async () => undefined },
  { name: 'slow-bot-turn', run: async () => undefined },
  { name: 'summarise-hand-over', run: async () => undefined },
];

beforeAll(async () => {
  stores = await startStores();
  adding = producerRedis(stores.redisUrl, log);
  working = workerRedis(stores.redisUrl, log);
  await new Promise((resolve) => adding.once('ready', resolve));
  producer = createProducer({ redis: adding, prefix, log });
  workers = startWorkers({ redis: working, prefix, handlers, channels: ['sms', 'web-chat'], log });
});
afterAll(async () => {
  await workers.close();
  await producer.close();
  adding.disconnect();
  working.disconnect();
  await stores.stop();
});
beforeEach(() => {
  lines.length = 0;
  behave = async () => undefined;
});

describe('checkHandlers', () => {
  it('fails the boot on a missing, a second and an unknown handler, naming each', () => {
    expect(() => checkHandlers(handlers)).not.toThrow();
    expect(() => checkHandlers(handlers.slice(1))).toThrow('no handler for job deliver-message');
    expect(() => checkHandlers([...handlers, { name: 'fetch-media' }])).toThrow(
      'second handler for job fetch-media',
    );
    expect(() => checkHandlers([...handlers, { name: 'make-tea' }])).toThrow(
      'handler for unknown job make-tea',
    );
    expect(() => startWorkers({ redis: working, handlers: handlers.slice(0, 3), log })).toThrow(
      'no handler for job fetch-media',
    );
  });
});

describe('workers', () => {
  it('run a job of each channel queue with its data', async () => {
    await producer.add('deliver-message', { deliveryId: 'm1:0:1', channel: 'sms' }, { id: 'm1:0:1' });
    await producer.add('deliver-message', { deliveryId: 'm2:0:1', channel: 'web-chat' }, { id: '42' });
    await eventually(() => [...delivered].sort()).toEqual(['sms/m1:0:1', 'web-chat/m2:0:1']);
    expect(producer.failures()).toEqual({});
  });

  it('try a retryable failure again and a refusal only once', async () => {
    const tries: string[] = [];
    behave = async (id, attempt) => {
      tries.push(`${id}${attempt}`);
      if (id === 'no') throw new AppError('not-found');
      if (attempt === 1) throw new Error('Redis hiccup');
      return undefined;
    };
    await producer.add('route-escalation', { escalationId: 'no' }, { id: 'a' });
    await producer.add('route-escalation', { escalationId: 'yes' }, { id: 'b' });
    await eventually(() => tries, { timeout: 8_000 }).toEqual(['no1', 'yes1', 'yes2']);
    await eventually(() => producer.busy()).toBe(0);
    expect(tries).toEqual(['no1', 'yes1', 'yes2']);
  });

  it('put a job off without counting an attempt', async () => {
    const seen: number[] = [];
    behave = async (_id, attempt) => {
      seen.push(attempt);
      return seen.length < 3 ? { waitMs: 20 } : undefined;
    };
    await producer.add('route-escalation', { escalationId: 'later' }, { id: 'c' });
    await eventually(() => seen, { timeout: 8_000 }).toEqual([1, 1, 1]);
  });

  it('drop a job whose name nobody knows, with a warning, and go on', async () => {
    const queue = new Queue('timers', { connection: adding, prefix });
    await queue.add('from-an-older-version', {});
    await queue.add('wake-timer', { timerId: 'after', generation: 1 });
    await eventually(() => woken).toEqual(['after']);
    expect(lines).toContain('queue: unknown job dropped');
    await queue.close();
  });

  it('fail data of the wrong shape for good', async () => {
    const queue = new Queue('timers', { connection: adding, prefix });
    const job = await queue.add('wake-timer', { timerId: 7 }, { attempts: 5 });
    await eventually(() => job.isFailed()).toBe(true);
    expect((await queue.getJob(job.id ?? ''))?.attemptsMade).toBe(1);
    await queue.close();
  });

  it('hold one unfinished job for the same `once`, and take it again afterwards', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let runs = 0;
    behave = async () => {
      runs += 1;
      await gate;
      return undefined;
    };
    for (const id of ['o1', 'o2', 'o3'])
      await producer.add('route-escalation', { escalationId: 'one' }, { id, once: 'one' });
    open();
    await eventually(() => producer.busy()).toBe(0);
    expect(runs).toBe(1);
    await producer.add('route-escalation', { escalationId: 'one' }, { id: 'o4', once: 'one' });
    await eventually(() => runs).toBe(2);
  });
});

describe('producer', () => {
  it('neither throws nor waits while Redis is dead, counts, and adds again when it is back', async () => {
    await stores.killRedis();
    await eventually(() => adding.status).not.toBe('ready');
    const before = Date.now();
    await producer.add('wake-timer', { timerId: 'lost', generation: 1 }, { id: 'lost' });
    expect(Date.now() - before).toBeLessThan(500);
    expect(producer.failures()['wake-timer']).toBe(1);
    await stores.restartRedis();
    await eventually(() => adding.status, { timeout: 10_000 }).toBe('ready');
    await producer.add('wake-timer', { timerId: 'kept', generation: 1 }, { id: 'kept' });
    await eventually(() => woken, { timeout: 15_000 }).toContain('kept');
    expect(woken).not.toContain('lost');
  });
});
