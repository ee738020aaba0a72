import type { BusinessHours } from '#contracts/queue.ts';
import { openMsBetween } from '../sla/business-hours.ts';

/** Business hours as they were: the newest entry not younger than an instant holds. Oldest first; the first holds since ever. */
export type HoursHistory = readonly { from: Date; version: number; hours: BusinessHours }[];

/** Business milliseconds between two instants under the hours of the first; undefined where none were set. */
export const openMsUnder = (history: HoursHistory, from: Date, to: Date): number | undefined => {
  const entry = history.findLast((h) => h.from.getTime() <= from.getTime()) ?? history[0];
  return entry ? openMsBetween(entry.hours, from, to) : undefined;
};
