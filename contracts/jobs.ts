import { z } from 'zod';
import { MINUTE, SECOND } from './time.ts';

/**
 * The job catalogue. Redis is never the only copy: each job only wakes a due thing that MongoDB holds,
 * so an id that is lost, doubled or late does no harm. Job ids carry the attempt; no `:` and not all digits.
 */
const job = <N extends string, S extends z.ZodType>(
  name: N,
  queue: string,
  schema: S,
  options: { attempts: number; backoffMs: number; concurrency: number },
) => ({ name, queue, schema, options });

export const JOBS = {
  /** Sends one delivery. One queue per channel: `deliver-<channel>`; the queue name here is the prefix. */
  'deliver-message': job(
    'deliver-message',
    'deliver',
    z.object({ deliveryId: z.string(), channel: z.string() }),
    { attempts: 1, backoffMs: SECOND, concurrency: 16 },
  ),
  /** Finds an agent for a waiting escalation and offers it. */
  'route-escalation': job('route-escalation', 'escalation', z.object({ escalationId: z.string() }), {
    attempts: 5,
    backoffMs: SECOND,
    concurrency: 4,
  }),
  /** Wakes a due timer of MongoDB's `timers`. */
  'wake-timer': job('wake-timer', 'timers', z.object({ timerId: z.string(), generation: z.number() }), {
    attempts: 5,
    backoffMs: SECOND,
    concurrency: 8,
  }),
  /** Makes a call that a dialog asked for. */
  'call-http': job('call-http', 'calls', z.object({ callId: z.string() }), {
    attempts: 1,
    backoffMs: SECOND,
    concurrency: 8,
  }),
  /** Fetches a provider's media behind the SSRF guard and stores it. */
  'fetch-media': job('fetch-media', 'media', z.object({ messageId: z.string() }), {
    attempts: 6,
    backoffMs: 5 * SECOND,
    concurrency: 4,
  }),
  /** A turn of the bot whose answer the language model may put into words: the conversation's messages since its last. */
  'slow-bot-turn': job('slow-bot-turn', 'bot-turns', z.object({ conversationId: z.string() }), {
    attempts: 1,
    backoffMs: SECOND,
    concurrency: 16,
  }),
  /** Writes the summary of a conversation that was handed over. Lost: the agent asks for it. */
  'summarise-hand-over': job('summarise-hand-over', 'summaries', z.object({ conversationId: z.string() }), {
    attempts: 1,
    backoffMs: SECOND,
    concurrency: 4,
  }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobData<N extends JobName> = z.infer<(typeof JOBS)[N]['schema']>;

/** Kinds of timers: due things that MongoDB holds. `subject` is an id. */
export const TIMER_KINDS = [
  'offer-timeout',
  'snooze',
  'csat',
  'nps',
  'queue-announce',
  'presence-lost',
  'status-wait',
  'profile',
  'unread-chat',
  'promise-due',
  'wait-offer',
  'bot-call',
  'slow-turn',
] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

/** BullMQ settings shared by all queues (design: Queues). */
export const QUEUE_DEFAULTS = {
  prefix: '{mg}',
  lockMs: 10 * SECOND,
  stalledMs: 5 * SECOND,
  maxStalledCount: 10,
  keepDone: { count: 200, ageSeconds: 3_600 },
  keepFailed: { count: 2_000, ageSeconds: 7 * 24 * 3_600 },
  drainTimeoutMs: 20 * SECOND,
  longestBackoffMs: 5 * MINUTE,
} as const;
