import { addContributions, type Cells, localTimeIn } from '../domain/report/cells.ts';
import { contributionsOf } from '../domain/report/contributions.ts';
import type { FactSheet } from '../domain/report/facts.ts';
import { foldConversation, inFoldOrder } from '../domain/report/fold-conversation.ts';
import { settled } from '../domain/report/plan-fold.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { loadHoursHistory } from './hours-history.ts';

/**
 * All facts and cells from raw interactions alone: the same folds, from scratch. Holds one sheet per conversation in memory.
 * `timeZone`: whose days the cells have; default the shop's.
 */
export const recount = async (
  ports: Pick<Ports, 'stores'>,
  scope: Scope,
  options: { recordedUntil?: Date; timeZone?: string } = {},
): Promise<{ sheets: FactSheet[]; cells: Cells }> => {
  const hours = await loadHoursHistory(ports, scope);
  const timeZone = options.timeZone ?? (await ports.stores.settings.current(scope)).hours.timeZone;
  const folded: FactSheet[] = [];
  for await (const rows of ports.stores.facts.everyConversation(scope, options.recordedUntil)) {
    const sheet = foldConversation(undefined, inFoldOrder(rows), hours);
    if (sheet) folded.push(sheet);
  }
  const sheets = settled(folded);
  const cells: Cells = new Map();
  const local = localTimeIn(timeZone);
  for (const sheet of sheets) addContributions(cells, contributionsOf(sheet), local);
  return { sheets, cells };
};
