import type { ConversationRow, Priority } from '#contracts/conversation.ts';
import { MINUTE } from '#contracts/time.ts';

/** How long a customer may wait before the ring is whole and red, by priority. Milliseconds. */
export const REPLY_TARGET_MS: Record<Priority, number> = {
  urgent: 15 * MINUTE,
  high: 30 * MINUTE,
  normal: 60 * MINUTE,
  low: 240 * MINUTE,
};
/** From this share of the target on the ring is amber. */
const DUE_FROM = 2 / 3;

export interface Wait {
  /** `paused`: nobody waits for us. */
  state: 'paused' | 'ok' | 'due' | 'late';
  /** How long the customer has waited. Milliseconds; 0 when paused. */
  waitedMs: number;
  /** Time left until the target; negative when past it. Milliseconds; 0 when paused. */
  leftMs: number;
  /** Share of the ring to draw, 0..1. */
  share: number;
}

/** The row's clock at `now`: what its ring shows. */
export const waitOf = (
  row: Pick<ConversationRow, 'waitingSince' | 'priority' | 'status'>,
  now: number,
): Wait => {
  if (row.waitingSince === undefined || row.status === 'resolved' || row.status === 'snoozed')
    return { state: 'paused', waitedMs: 0, leftMs: 0, share: 0 };
  const target = REPLY_TARGET_MS[row.priority];
  const waitedMs = Math.max(0, now - Date.parse(row.waitingSince));
  const leftMs = target - waitedMs;
  if (leftMs <= 0) return { state: 'late', waitedMs, leftMs, share: 1 };
  return {
    state: waitedMs >= target * DUE_FROM ? 'due' : 'ok',
    waitedMs,
    leftMs,
    share: Math.max(0.04, leftMs / target),
  };
};
