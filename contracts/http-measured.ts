import { z } from 'zod';
import { get, list, Page } from './http-words.ts';
import { Channel } from './message.ts';
import { Instant, Language } from './time.ts';

/** A conversation the bot resolved alone although it did not help. */
export const FalseDeflection = z.object({
  conversationId: z.string(),
  customerName: z.string(),
  channel: Channel,
  resolvedAt: Instant,
  /** The customer had said that it was solved. */
  confirmed: z.boolean(),
  /** When they came back, on any channel. */
  returnedAt: Instant.optional(),
  /** Where they came back: the same conversation or another one. */
  returnedTo: z.string().optional(),
  returnedChannel: Channel.optional(),
  /** Their rating, where it is 2 or less of 5. */
  score: z.number().int().optional(),
  /** What it was about, as the bot understood it. */
  intent: z.string().optional(),
  /** The article that names the intent. */
  intentTitle: z.string().optional(),
});
export type FalseDeflection = z.infer<typeof FalseDeflection>;

/** Endpoints of the bot's results; part of the catalogue in http.ts. The figures themselves are reports. */
export const measuredEndpoints = {
  falseDeflections: get('/bot/false-deflections', 'Conversations the bot wrongly took for resolved')
    .input(
      Page.extend({
        from: Instant,
        to: Instant,
        channel: Channel.optional(),
        /** In which articles are named. */
        language: Language.default('ja'),
      }),
    )
    .output(list(FalseDeflection)),
};
