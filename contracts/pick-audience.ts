import type { Audience, AudienceFacts } from './audience.ts';

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
