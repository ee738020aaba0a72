import type { BusinessHours } from '#contracts/queue.ts';
import { hasHours, isOpen, nextClosing, nextOpening } from './business-hours.ts';

/** Spans looked through: a target of a week in a shop that opens an hour a day is still found. */
const MAX_SPANS = 400;

/**
 * The instant at which so much open time has passed since `from`; counting starts at the next opening while it is closed. Where no hours are set every
 * hour counts. `undefined`: the shop does not open long enough within a year.
 */
export const afterOpenMs = (hours: BusinessHours, from: Date, openMs: number): Date | undefined => {
  if (!hasHours(hours)) return new Date(from.getTime() + openMs);
  let at: Date | undefined = isOpen(hours, from) ? from : nextOpening(hours, from);
  let left = openMs;
  for (let spans = 0; at && spans < MAX_SPANS; spans++) {
    const closes = nextClosing(hours, at);
    if (!closes || closes.getTime() - at.getTime() >= left) return new Date(at.getTime() + left);
    left -= closes.getTime() - at.getTime();
    at = nextOpening(hours, closes);
  }
  return undefined;
};
