import { z } from 'zod';

/** Where in their life with us a customer stands. */
export const LifecycleStage = z.enum(['prospect', 'new', 'active', 'loyal', 'lapsed']);
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

const meets = <T>(wanted: readonly T[] | undefined, has: readonly T[]): boolean =>
  wanted === undefined || wanted.length === 0 || wanted.some((one) => has.includes(one));

/** Whether an audience holds a customer. */
export const isFor = (audience: Audience, facts: AudienceFacts): boolean =>
  meets<string>(audience.tiers, [facts.tier]) &&
  meets<string>(audience.stages, facts.stage ? [facts.stage] : []) &&
  meets(audience.tags, facts.tags ?? []) &&
  meets(audience.personas, facts.persona ? [facts.persona] : []);

/** Whether an audience holds everyone. */
export const isDefault = (audience: Audience): boolean => particularity(audience) === 0;

/** How many conditions an audience sets: of those that hold, the most particular speaks; of equals, the first. */
export const particularity = ({ tiers, stages, tags, personas }: Audience): number =>
  [tiers, stages, tags, personas].filter((list) => (list?.length ?? 0) > 0).length;

/** The text meant for a customer: the most particular whose audience holds them; undefined when none does. */
export const pickFor = <T extends { audience: Audience }>(
  variants: readonly T[],
  facts: AudienceFacts,
): T | undefined => {
  let best: T | undefined;
  for (const variant of variants)
    if (
      isFor(variant.audience, facts) &&
      (!best || particularity(variant.audience) > particularity(best.audience))
    )
      best = variant;
  return best;
};
