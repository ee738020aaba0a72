import type { AnyInteraction } from '#contracts/events.ts';
import type { Ports } from '#server/ports.ts';
import { addContributions, type Cells, localTimeIn } from '../domain/report/cells.ts';
import { contributionsOf } from '../domain/report/contributions.ts';
import { foldConversation, inFoldOrder } from '../domain/report/fold-conversation.ts';
import { settled } from '../domain/report/plan-fold.ts';
import { groupBy } from '../domain/report/totals.ts';
import { system } from '../ports/scope.ts';
import { loadHoursHistory } from '../queries/hours-history.ts';

const scope = system('demo');

/** Makes the facts and roll-ups of interactions that were written in bulk, by the same folds the figure keeper uses: a recount finds no difference. */
export const seedFacts = async (
  ports: Pick<Ports, 'stores'>,
  interactions: readonly AnyInteraction[],
): Promise<void> => {
  const { facts, settings } = ports.stores;
  const zone = (await settings.current(scope)).hours.timeZone;
  const hours = await loadHoursHistory(ports, scope);
  const local = localTimeIn(zone);
  const folded = [...groupBy(interactions, (i) => i.refs.conversation).values()].flatMap(
    (rows) => foldConversation(undefined, inFoldOrder(rows), hours) ?? [],
  );
  const sheets = settled(folded).map((sheet) => ({ ...sheet, rev: 1 }));
  const cells: Cells = new Map();
  for (const sheet of sheets) addContributions(cells, contributionsOf(sheet), local);
  await facts.insertSheets(scope, sheets);
  await facts.replaceCells(scope, zone, async () => cells.values());
};
