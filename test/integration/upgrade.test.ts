import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { JOBS } from '#contracts/jobs.ts';
import type { Log } from '#server/ports.ts';
import { workerRedis } from '#server/queues/connection.ts';
import { type AnyJobHandler, startWorkers, type Workers } from '#server/queues/worker.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const prefix = '{mgupgrade}';
const TIMERS = JOBS['wake-timer'].queue;
const ESCALATION = JOBS['route-escalation'].queue;
const DELIVER = `${JOBS['deliver-message'].queue}-sms`;

let stores: TestStores;
let redis: Redis;
let workers: Workers;
const warned: { message: string; job?: unknown }[] = [];
const ran: string[] = [];
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => void warned.push({ message, job: (fields as { job?: unknown }).job }),
  error: () => undefined,
};
const queues = new Map<string, Queue>();
const queueOf = (name: string): Queue => {
  const queue = queues.get(name);
  if (!queue) throw new Error(`no queue ${name}`);
  return queue;
};

const done = async (what: string): Promise<undefined> => {
  ran.push(what);
  return undefined;
};
const handlers: AnyJobHandler[] = [
  { name: 'deliver-message', run: ({ deliveryId }) => done(`deliver ${deliveryId}`) },
  { name: 'route-escalation', run: ({ escalationId }) => done(`route ${escalationId}`) },
  { name: 'wake-timer', run: ({ timerId, generation }) => done(`wake ${timerId} ${generation}`) },
  { name: 'fetch-media', run: ({ messageId }) => done(`fetch ${messageId}`) },
  { name: 'call-http', run: ({ callId }) => done(`call ${callId}`) },
  { name: 'slow-bot-turn', run: ({ conversationId }) => done(`turn ${conversationId}`) },
  { name: 'summarise-hand-over', run: ({ conversationId }) => done(`summary ${conversationId}`) },
];

/** What an older and a newer version left in Redis, before this one starts; the good jobs stand behind all of it. */
const leaveBehind = async (): Promise<void> => {
  const old = { attempts: 5, backoff: { type: 'exponential', delay: 60_000 } };
  // Of an older version: a field more than today, a field less, a job that is gone.
  await queueOf(TIMERS).add(
    'wake-timer',
    { timerId: 'more', generation: 1, shard: 7 },
    { ...old, jobId: 'more' },
  );
  await queueOf(TIMERS).add('wake-timer', { timerId: 'less' }, { ...old, jobId: 'less' });
  await queueOf(TIMERS).add('check-reminders', { all: true }, { ...old, jobId: 'gone' });
  // Of a newer version: another shape altogether, nothing at all, a name only it knows.
  await queueOf(ESCALATION).add('route-escalation', { v: 2, ids: ['a', 'b'] }, { ...old, jobId: 'shape' });
  await queueOf(ESCALATION).add('route-escalation', null, { ...old, jobId: 'nothing' });
  await queueOf(ESCALATION).add('route-by-model', { escalationId: 'x' }, { ...old, jobId: 'later' });
  await queueOf(DELIVER).add('deliver-message', 'd1', { ...old, jobId: 'text' });
  await queueOf(TIMERS).add('wake-timer', { timerId: 'good', generation: 3 }, { jobId: 'good-timer' });
  await queueOf(ESCALATION).add('route-escalation', { escalationId: 'good' }, { jobId: 'good-route' });
  await queueOf(DELIVER).add(
    'deliver-message',
    { deliveryId: 'good', channel: 'sms' },
    { jobId: 'good-send' },
  );
};

beforeAll(async () => {
  stores = await startStores();
  redis = workerRedis(stores.redisUrl, log);
  for (const name of [TIMERS, ESCALATION, DELIVER])
    queues.set(name, new Queue(name, { connection: redis, prefix }));
  await leaveBehind();
  workers = startWorkers({ redis, prefix, handlers, channels: ['sms'], log });
  const left = async (): Promise<number> => {
    const counts = await Promise.all(
      [...queues.values()].map((queue) =>
        queue.getJobCountByTypes('waiting', 'active', 'prioritized', 'delayed'),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  };
  await vi.waitUntil(async () => (await left()) === 0, { timeout: 30_000, interval: 50 });
});
afterAll(async () => {
  await workers.close();
  await Promise.all([...queues.values()].map((queue) => queue.close()));
  redis.disconnect();
  await stores.stop();
});

const stateOf = async (queue: string, id: string): Promise<string> => queueOf(queue).getJobState(id);

describe('jobs of another version that are queued when this one starts', () => {
  it('are understood when they say what is needed, whatever else they say', () => {
    expect(ran).toContain('wake more 1');
  });

  it('are dropped with a warning when this version does not know their name', async () => {
    const dropped = warned.filter(({ message }) => message === 'queue: unknown job dropped');
    expect(dropped.map(({ job }) => job).toSorted()).toEqual(['check-reminders', 'route-by-model']);
    expect(await stateOf(TIMERS, 'gone')).toBe('completed');
    expect(await stateOf(ESCALATION, 'later')).toBe('completed');
  });

  it('fail for good at the first try when they cannot be read, and never reach a handler', async () => {
    const unreadable = [
      [TIMERS, 'less'],
      [ESCALATION, 'shape'],
      [ESCALATION, 'nothing'],
      [DELIVER, 'text'],
    ] as const;
    for (const [queue, id] of unreadable) {
      const job = await queueOf(queue).getJob(id);
      expect([id, await job?.getState(), job?.attemptsMade]).toEqual([id, 'failed', 1]);
      expect(job?.failedReason).toContain('invalid-input');
    }
  });

  it('block none of the jobs behind them', () => {
    expect(ran.toSorted()).toEqual(['deliver good', 'route good', 'wake good 3', 'wake more 1']);
  });
});
