import { z } from 'zod';
import { QueueId, TeamId } from './ids.ts';
import { Language, TimeZone } from './time.ts';

/** A queue takes an escalation when its language and skills fit; the first match by `order` wins, the default queue takes the rest. */
export const QueueView = z.object({
  id: QueueId,
  name: z.string(),
  order: z.number().int(),
  skills: z.array(z.string()),
  languages: z.array(Language),
  teamId: TeamId.optional(),
  isDefault: z.boolean(),
  /** How long one agent may hold an offer unanswered. Milliseconds. */
  offerTimeoutMs: z.number().int().positive(),
  waiting: z.number().int(),
});
export type QueueView = z.infer<typeof QueueView>;

/** Minutes since midnight, `from < to`; an overnight shift is two ranges. */
export const DayRange = z.object({
  from: z.number().int().min(0).max(1_440),
  to: z.number().int().min(0).max(1_440),
});

/** Opening times by ISO weekday (1 = Monday … 7 = Sunday), in one zone, with dated exceptions (`YYYY-MM-DD`; empty = closed). */
export const BusinessHours = z.object({
  timeZone: TimeZone,
  week: z.record(z.string(), z.array(DayRange).max(6)),
  exceptions: z.record(z.string(), z.array(DayRange).max(6)),
});
export type BusinessHours = z.infer<typeof BusinessHours>;

/** Where a waiting customer stands. `estimateMs` only when the queue has at least five of its last waits to go by. */
export const QueuePlace = z.object({
  place: z.number().int().positive(),
  estimateMs: z.number().int().nonnegative().optional(),
});
export type QueuePlace = z.infer<typeof QueuePlace>;
