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

/**
 * Sets on every cycle the bot resolved alone whether the customer came back (opened or reopened any conversation, on any channel) within 72 h of it.
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
      const end = cycle.resolvedAt?.getTime();
      const back =
        end !== undefined && byBotAlone(cycle)
          ? starts.find((at) => at > end && at <= end + RETURN_MS)
          : undefined;
      if (back === cycle.returnedAt?.getTime()) return cycle;
      changed = true;
      const { returnedAt: _was, ...rest } = cycle;
      return back === undefined ? rest : { ...rest, returnedAt: new Date(back) };
    });
    return changed ? [{ ...sheet, cycles }] : [];
  });
};
