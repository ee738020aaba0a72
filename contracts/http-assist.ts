import { z } from 'zod';
import { byId, get, post } from './http-words.ts';

/** Where a suggested answer comes from. */
export const AssistSource = z.object({
  kind: z.enum(['article', 'answer', 'canned']),
  id: z.string().max(64),
});
export type AssistSource = z.infer<typeof AssistSource>;

export const AssistSuggestion = AssistSource.extend({
  title: z.string(),
  section: z.string().optional(),
  slug: z.string().optional(),
  /** Ready to be put into the composer. */
  text: z.string(),
  /** 0..1, by which they are ordered (docs/bot.md has the definition). */
  score: z.number().min(0).max(1),
  /** How often agents sent it after a similar question. */
  sent: z.number().int(),
});
export type AssistSuggestion = z.infer<typeof AssistSuggestion>;

/** Endpoints of the agent's assistance; part of the catalogue in http.ts. */
export const assistEndpoints = {
  suggest: get('/conversations/{id}/suggestions', "Answers that fit the customer's last words, best first")
    .input(byId)
    .output(
      z.object({
        items: z.array(AssistSuggestion).max(3),
        /** The customer's message they are for; 0 when there is nothing to answer. */
        seq: z.number().int(),
      }),
    ),
  note: post('/conversations/{id}/suggestions', 'A suggestion was shown, used or dismissed')
    .input(
      byId.extend({
        seq: z.number().int().positive(),
        did: z.enum(['shown', 'used', 'dismissed']),
        source: AssistSource,
      }),
    )
    .output(z.object({ noted: z.boolean() })),
};
