import { DAY } from '#contracts/time.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Customer } from '../customer/customer.ts';

/** Nobody is asked for NPS more often than this, whatever the schedule says. */
export const NPS_QUIET_DAYS = 90;
/** Served lately: whose last conversation was resolved between these two times ago. A day apart from the CSAT of the same conversation. */
export const NPS_SERVED_WITHIN_MS = 30 * DAY;
export const NPS_SERVED_BEFORE_MS = DAY;

/**
 * Whether a resolved conversation's customer may be asked for CSAT about `cycle`: still resolved in that cycle, no spam, not blocked, and somebody
 * served them: a person answered, or the bot did and the customer was not left waiting for a person (`leftWaiting`).
 */
export const mayAskCsat = (
  conversation: Conversation,
  customer: Pick<Customer, 'blocked' | 'erasedAt'> | undefined,
  ask: { cycle: number; leftWaiting: boolean },
): boolean =>
  conversation.status === 'resolved' &&
  conversation.cycle === ask.cycle &&
  !conversation.spam &&
  customer !== undefined &&
  !customer.blocked &&
  customer.erasedAt === undefined &&
  (conversation.firstHumanReplyAt !== undefined || (conversation.botInvolved && !ask.leftWaiting));

/** Whether a customer may be asked for NPS now, on their last conversation. */
export const mayAskNps = (
  customer: Customer,
  last: Conversation | undefined,
  everyDays: number,
  now: Date,
): boolean => {
  const ago = (at: Date | undefined): number =>
    at === undefined ? Number.POSITIVE_INFINITY : now.getTime() - at.getTime();
  return (
    !customer.blocked &&
    customer.erasedAt === undefined &&
    customer.mergedInto === undefined &&
    ago(customer.lastNpsAt) >= Math.max(NPS_QUIET_DAYS, everyDays) * DAY &&
    last?.status === 'resolved' &&
    !last.spam &&
    ago(last.resolvedAt) >= NPS_SERVED_BEFORE_MS &&
    ago(customer.servedAt) <= NPS_SERVED_WITHIN_MS
  );
};
