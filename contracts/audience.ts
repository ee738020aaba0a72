import { z } from 'zod';
import { LIFECYCLE_STAGES } from './choices.ts';

/** Where in their life with us a customer stands. */
export const LifecycleStage = z.enum(LIFECYCLE_STAGES);
export type LifecycleStage = z.infer<typeof LifecycleStage>;

/**
 * Whom a text is meant for. Every condition given must hold; none given = everyone (the default).
 * `tags` and `persona` are the customer's own; one of the listed suffices.
 */
export const Audience = z.object({
  tiers: z
    .array(z.enum(['A', 'B', 'C']))
    .max(3)
    .optional(),
  stages: z.array(LifecycleStage).max(5).optional(),
  tags: z.array(z.string().min(1).max(60)).max(20).optional(),
  personas: z.array(z.string().min(1).max(60)).max(20).optional(),
});
export type Audience = z.infer<typeof Audience>;

/** What of the customer decides which text they get. */
export const AudienceFacts = z.object({
  tier: z.string().max(20),
  stage: LifecycleStage.optional(),
  tags: z.array(z.string().max(60)).max(100).optional(),
  persona: z.string().max(60).optional(),
});
export type AudienceFacts = z.infer<typeof AudienceFacts>;
