import { HOUR } from '#contracts/time.ts';
import type { CycleFact, FactSheet } from './facts.ts';

/** A customer who comes back within this time was not helped; until it is over the automation rate is provisional. */
export const RETURN_MS = 72 * HOUR;

/** Whether the bot alone served it, so that a return matters. A conversation that was handed to people is not the bot's, even if they never came. */
export const byBotAlone = (cycle: CycleFact): boolean =>
  cycle.resolvedAt !== undefined &&
  cycle.startedBy === 'customer' &&
  cycle.bot &&
  !cycle.human &&
  !cycle.escalated;

/** Whether the bot had the last word in a conversation that nobody resolved and no person took part in. */
export const leftQuiet = (cycle: CycleFact): boolean =>
  cycle.resolvedAt === undefined &&
  cycle.quietSince !== undefined &&
  cycle.startedBy === 'customer' &&
  cycle.bot &&
  !cycle.human &&
  !cycle.escalated;

const firstWithin = (starts: readonly number[], end: Date | undefined): number | undefined => {
  const from = end?.getTime();
  return from === undefined ? undefined : starts.find((at) => at > from && at <= from + RETURN_MS);
};

/**
 * Sets on every cycle the bot resolved alone, or left with its own last word, whether the customer came back (opened or reopened any
 * conversation, on any channel) within 72 h of it.
 * Takes the sheets of one customer; answers those that changed, as new objects. Pure.
 */
export const settleReturns = (sheets: readonly FactSheet[]): FactSheet[] => {
  const starts = sheets
    .filter((s) => !s.pointers.spam)
    .flatMap((s) => s.cycles.filter((c) => c.startedBy === 'customer').map((c) => c.start.getTime()))
    .sort((a, b) => a - b);
  return sheets.flatMap((sheet) => {
    let changed = false;
    const cycles = sheet.cycles.map((cycle) => {
      const back = byBotAlone(cycle) ? firstWithin(starts, cycle.resolvedAt) : undefined;
      const quietBack = leftQuiet(cycle) ? firstWithin(starts, cycle.quietSince) : undefined;
      if (back === cycle.returnedAt?.getTime() && quietBack === cycle.quietReturnedAt?.getTime())
        return cycle;
      changed = true;
      const { returnedAt: _was, quietReturnedAt: _quiet, ...rest } = cycle;
      return {
        ...rest,
        ...(back === undefined ? {} : { returnedAt: new Date(back) }),
        ...(quietBack === undefined ? {} : { quietReturnedAt: new Date(quietBack) }),
      };
    });
    return changed ? [{ ...sheet, cycles }] : [];
  });
};
