import { z } from 'zod';
import { Channel } from './message.ts';
import { Instant, Language } from './time.ts';

/** The figures of the first version; definitions are design.md §5, shown on the page in both languages. */
export const ReportName = z.enum([
  'overview',
  'csat',
  'nps',
  'volume',
  'first-response',
  'queue-wait',
  'resolution',
  'automation',
  'agents',
  'teams',
  'channels',
  'detail',
  'bot',
  'bot-intents',
  'bot-articles',
]);
export type ReportName = z.infer<typeof ReportName>;

export const ReportQuery = z.object({
  name: ReportName,
  from: Instant,
  to: Instant,
  timeZone: z.string().max(64).default('Asia/Tokyo'),
  compare: z.enum(['previous', 'year', 'none']).default('previous'),
  channel: Channel.optional(),
  agent: z.string().optional(),
  team: z.string().optional(),
  /** The language in which rows are named that have a name in both. */
  language: Language.optional(),
  /** The report as it was known at this instant: what was recorded up to then. Default now. */
  asOf: Instant.optional(),
});
export type ReportQuery = z.infer<typeof ReportQuery>;

/** A figure with what it stands on. `value: null` = nothing to count (never 0). Units: share 0..1, score −100..100, ms, count. */
export const Figure = z.object({
  key: z.string(),
  unit: z.enum(['share', 'score', 'ms', 'count']),
  value: z.number().nullable(),
  previous: z.number().nullable(),
  n: z.number().int(),
  /** More numbers under the tile, e.g. p90, response rate, involvement. */
  parts: z.record(z.string(), z.number().nullable()),
  /** `better` when a rise is good. */
  goodDirection: z.enum(['up', 'down', 'none']),
  provisional: z.boolean(),
  series: z.array(z.object({ day: z.string(), value: z.number().nullable(), n: z.number().int() })),
  previousSeries: z.array(z.object({ day: z.string(), value: z.number().nullable(), n: z.number().int() })),
});
export type Figure = z.infer<typeof Figure>;

export const ReportResult = z.object({
  name: ReportName,
  from: Instant,
  to: Instant,
  asOf: Instant,
  figures: z.array(Figure),
  /** Stacked series, e.g. conversations by channel and day. */
  breakdown: z.array(
    z.object({ key: z.string(), series: z.array(z.object({ day: z.string(), value: z.number() })) }),
  ),
  /** Conversations by ISO weekday (1..7) and hour (0..23). */
  heat: z.array(z.object({ weekday: z.number().int(), hour: z.number().int(), value: z.number() })),
  rows: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      values: z.record(z.string(), z.object({ value: z.number().nullable(), n: z.number().int() })),
    }),
  ),
});
export type ReportResult = z.infer<typeof ReportResult>;
