import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { JOBS, type JobData, type JobName, QUEUE_DEFAULTS } from '#contracts/jobs.ts';
import { Channel } from '#contracts/message.ts';
import { SECOND } from '#contracts/time.ts';
import type { Log, QueuePort } from '../ports.ts';

/** BullMQ's name of the queue a job goes to: one per catalogue entry, deliveries one per channel. */
export const queueName = <N extends JobName>(name: N, data: JobData<N>): string =>
  'channel' in data ? `${JOBS[name].queue}-${data.channel}` : JOBS[name].queue;

/** Every queue a job's kind can go to. */
export const queueNames = (name: JobName, channels: readonly string[] = Channel.options): string[] =>
  name === 'deliver-message'
    ? channels.map((channel) => `${JOBS[name].queue}-${channel}`)
    : [JOBS[name].queue];

export interface ProducerOptions {
  /** Made by `producerRedis`. Closed by its owner. */
  redis: Redis;
  /** Default `{mg}`; tests give their own. */
  prefix?: string;
  log: Log;
}

export interface Producer extends QueuePort {
  /** Jobs that were not added, by name, since the start. */
  failures(): Record<string, number>;
  /** Jobs that wait or run now; delayed ones do not count. Throws when Redis is away. */
  busy(): Promise<number>;
  close(): Promise<void>;
}

/** BullMQ refuses `:` and ids of digits alone; ours are made of ids that may hold either. */
const jobId = (id: string): string => (/^\d+$/.test(id) ? `j${id}` : id.replaceAll(':', '.'));

/** Errors are logged at most this often; the count has them all. */
const LOG_EVERY_MS = 5 * SECOND;

/** The QueuePort over BullMQ. `add` never throws and never waits for Redis to come back. */
export const createProducer = (options: ProducerOptions): Producer => {
  const { redis, log } = options;
  const prefix = options.prefix ?? QUEUE_DEFAULTS.prefix;
  const queues = new Map<string, Queue>();
  const failed: Record<string, number> = {};
  let loggedAt = 0;

  const fail = (name: string, error: unknown): void => {
    failed[name] = (failed[name] ?? 0) + 1;
    if (Date.now() - loggedAt < LOG_EVERY_MS) return;
    loggedAt = Date.now();
    log.warn(
      { job: name, failed: failed[name], error: String(error) },
      'queue: job not added, the sweep will',
    );
  };
  const queueOf = (name: string): Queue => {
    const known = queues.get(name);
    if (known) return known;
    const queue = new Queue(name, { connection: redis, prefix, skipWaitingForReady: true });
    queue.on('error', (error) => fail(name, error));
    queues.set(name, queue);
    return queue;
  };

  return {
    async add(name, data, ask) {
      try {
        if (redis.status !== 'ready') throw new Error('Redis is not connected');
        const { attempts, backoffMs } = JOBS[name].options;
        const { keepDone, keepFailed } = QUEUE_DEFAULTS;
        await queueOf(queueName(name, data)).add(name, JOBS[name].schema.parse(data), {
          jobId: jobId(ask.id),
          attempts,
          backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
          removeOnComplete: { count: keepDone.count, age: keepDone.ageSeconds },
          removeOnFail: { count: keepFailed.count, age: keepFailed.ageSeconds },
          ...(ask.delayMs === undefined ? {} : { delay: Math.max(0, ask.delayMs) }),
          ...(ask.priority === undefined ? {} : { priority: ask.priority }),
          ...(ask.once === undefined ? {} : { deduplication: { id: ask.once } }),
        });
      } catch (error) {
        fail(name, error);
      }
    },
    failures: () => ({ ...failed }),
    async busy() {
      const counts = await Promise.all(
        [...queues.values()].map((queue) => queue.getJobCountByTypes('waiting', 'active', 'prioritized')),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
};
