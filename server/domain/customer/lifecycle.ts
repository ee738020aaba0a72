import type { AudienceFacts, LifecycleStage } from '#contracts/audience.ts';
import { DAY } from '#contracts/time.ts';
import type { Customer, Order } from './customer.ts';

/** First order at most this long ago: new. */
const NEW_MS = 30 * DAY;
/** Newest order longer ago than this: lapsed. */
const LAPSED_MS = 180 * DAY;
/** Orders within the last year from which on a customer is loyal. */
const LOYAL_ORDERS = 3;
const YEAR_MS = 365 * DAY;

/**
 * Where in their life with us a customer stands. Only orders that were neither cancelled nor returned count.
 * - `prospect`: has none, however long they have been known.
 * - `lapsed`: the newest is more than 180 days old. That they write now does not change it: to win them back is what the stage is for.
 * - `new`: the first is at most 30 days old, or they first wrote within 30 days.
 * - `loyal`: three or more within the last 365 days.
 * - `active`: everyone else.
 */
export const lifecycleStage = (
  { createdAt }: Pick<Customer, 'createdAt'>,
  orders: readonly Pick<Order, 'status' | 'placedAt'>[],
  now: Date,
): LifecycleStage => {
  const ages = orders
    .filter(({ status }) => status !== 'cancelled' && status !== 'returned')
    .map(({ placedAt }) => now.getTime() - placedAt.getTime());
  if (ages.length === 0) return 'prospect';
  if (Math.min(...ages) > LAPSED_MS) return 'lapsed';
  if (ages.filter((age) => age <= YEAR_MS).length >= LOYAL_ORDERS) return 'loyal';
  if (Math.max(...ages) <= NEW_MS || now.getTime() - createdAt.getTime() <= NEW_MS) return 'new';
  return 'active';
};

/** What of a customer decides which text they get. The persona is their attribute of that name. */
export const audienceFactsOf = (
  customer: Pick<Customer, 'tier' | 'tags' | 'attributes' | 'createdAt'>,
  orders: readonly Pick<Order, 'status' | 'placedAt'>[],
  now: Date,
): AudienceFacts => {
  const persona = customer.attributes.find(({ k }) => k === 'persona')?.v;
  return {
    tier: customer.tier,
    tags: customer.tags,
    stage: lifecycleStage(customer, orders, now),
    ...(typeof persona === 'string' && persona.trim() !== '' ? { persona: persona.trim() } : {}),
  };
};
