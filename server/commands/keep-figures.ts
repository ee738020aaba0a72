import { AppError } from '#contracts/errors.ts';
import { SECOND } from '#contracts/time.ts';
import type { HoursHistory } from '../domain/report/hours-history.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { loadHoursHistory } from '../queries/hours-history.ts';
import { foldFacts } from './fold-facts.ts';

const scope = system('keep-figures');
const LEASE = 'figures';
const LEASE_MS = 30 * SECOND;
/** Passes of one turn; the next turn takes the rest. */
const PASSES = 50;

/**
 * Keeps facts and roll-ups up with the record: call it every second in each worker. The one that holds the lease folds, the others do nothing; a turn
 * under way is not begun a second time.
 */
export const createFigureKeeper = (
  ports: Pick<Ports, 'stores' | 'clock'>,
  owner: string,
): { turn(): Promise<void> } => {
  let busy = false;
  let known: { version: number; hours: HoursHistory } | undefined;
  const hoursNow = async (): Promise<HoursHistory> => {
    const { version } = await ports.stores.settings.current(scope);
    if (known?.version !== version) known = { version, hours: await loadHoursHistory(ports, scope) };
    return known.hours;
  };
  return {
    turn: async () => {
      if (busy) return;
      busy = true;
      try {
        if (!(await ports.stores.leases.take(LEASE, owner, LEASE_MS))) return;
        for (let pass = 0; pass < PASSES; pass++)
          if ((await foldFacts(ports, { hours: await hoursNow() })) === 0) return;
      } catch (error) {
        // A race with a process that holds the lease no longer: the marks stay, the next turn folds them.
        if (!(error instanceof AppError) || error.code !== 'version-conflict') throw error;
      } finally {
        busy = false;
      }
    },
  };
};
