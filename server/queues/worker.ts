import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { AppError } from '#contracts/errors.ts';
import { JOBS, type JobData, type JobName, QUEUE_DEFAULTS } from '#contracts/jobs.ts';
import type { Log } from '../ports.ts';
import { queueNames } from './producer.ts';

/** What a handler answers: nothing when done, or how long the job must wait before it is tried again (costs no attempt). */
export type JobOutcome = undefined | { waitMs: number };

export interface JobHandler<N extends JobName = JobName> {
  name: N;
  run(data: JobData<N>, context: { attempt: number }): Promise<JobOutcome>;
}
export type AnyJobHandler = { [N in JobName]: JobHandler<N> }[JobName];

export interface WorkersOptions {
  /** Made by `workerRedis`; each worker duplicates it for its blocking reads. Closed by its owner. */
  redis: Redis;
  /** Default `{mg}`. */
  prefix?: string;
  /** Exactly one for each name of the job catalogue. */
  handlers: readonly AnyJobHandler[];
  /** Channels deliveries are sent on; each costs a Redis connection. Default: all. */
  channels?: readonly string[];
  log: Log;
}

export interface Workers {
  /** Stops taking jobs and waits for the running ones, at most 20 s; those left are taken over as stalled. */
  close(): Promise<void>;
}

/** @throws Error that names the missing, doubled or unknown handler */
export const checkHandlers = (handlers: readonly { name: string }[]): void => {
  const names = handlers.map((handler) => handler.name);
  const faults = [
    ...Object.keys(JOBS).flatMap((name) => (names.includes(name) ? [] : [`no handler for job ${name}`])),
    ...[...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map(
      (name) => `second handler for job ${name}`,
    ),
    ...names.filter((name) => !Object.hasOwn(JOBS, name)).map((name) => `handler for unknown job ${name}`),
  ];
  if (faults.length > 0) throw new Error(`jobs: ${faults.join('; ')}`);
};

const runHandler = (handler: AnyJobHandler, data: unknown, attempt: number): Promise<JobOutcome> => {
  const parsed = JOBS[handler.name].schema.safeParse(data);
  if (!parsed.success) throw new UnrecoverableError(`invalid-input: ${parsed.error.message}`);
  return (handler as JobHandler).run(parsed.data as never, { attempt });
};

const process = async (
  handler: AnyJobHandler,
  job: Job,
  token: string | undefined,
  log: Log,
): Promise<void> => {
  if (job.name !== handler.name) {
    log.warn({ job: job.name, queue: job.queueName }, 'queue: unknown job dropped');
    return;
  }
  try {
    const outcome = await runHandler(handler, job.data, job.attemptsMade + 1);
    if (outcome === undefined) return;
    await job.moveToDelayed(Date.now() + outcome.waitMs, token);
  } catch (error) {
    // A refusal that will be the same next time is not tried again.
    if (error instanceof AppError && !error.retryable) throw new UnrecoverableError(error.code);
    throw error;
  }
  throw new DelayedError();
};

/**
 * Starts the workers of every queue.
 * @throws Error when a name of the job catalogue has no handler or two
 */
export const startWorkers = (options: WorkersOptions): Workers => {
  const { redis, handlers, log } = options;
  checkHandlers(handlers);
  const workers = handlers.flatMap((handler) =>
    queueNames(handler.name, options.channels).map((name) => {
      const worker = new Worker(name, (job, token) => process(handler, job, token, log), {
        connection: redis,
        prefix: options.prefix ?? QUEUE_DEFAULTS.prefix,
        concurrency: JOBS[handler.name].options.concurrency,
        lockDuration: QUEUE_DEFAULTS.lockMs,
        stalledInterval: QUEUE_DEFAULTS.stalledMs,
        maxStalledCount: QUEUE_DEFAULTS.maxStalledCount,
      });
      worker.on('error', (error) => log.warn({ queue: name, error: error.message }, 'queue: worker error'));
      worker.on('failed', (job, error) =>
        log.warn(
          { queue: name, job: job?.id, attempt: job?.attemptsMade, error: error.message },
          'queue: job failed',
        ),
      );
      return worker;
    }),
  );
  return {
    async close() {
      const done = Promise.all(workers.map((worker) => worker.close()));
      if (await withinMs(done, QUEUE_DEFAULTS.drainTimeoutMs)) return;
      // BullMQ cannot cut a running job short; the process ends and the next one takes it over.
      log.warn({}, 'queue: workers did not drain in time; their jobs are taken over');
    },
  };
};

const withinMs = async (work: Promise<unknown>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
};
