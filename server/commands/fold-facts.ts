import { AppError } from '#contracts/errors.ts';
import { SECOND } from '#contracts/time.ts';
import { addContributions, type Cells, localTimeIn } from '../domain/report/cells.ts';
import { contributionsOf } from '../domain/report/contributions.ts';
import type { FactSheet } from '../domain/report/facts.ts';
import { foldConversation, inFoldOrder } from '../domain/report/fold-conversation.ts';
import type { HoursHistory } from '../domain/report/hours-history.ts';
import { planFold, reachOf } from '../domain/report/plan-fold.ts';
import type { FactMark } from '../ports/figure-stores.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { loadHoursHistory } from '../queries/hours-history.ts';

const scope = system('fold-facts');
type FoldPorts = Pick<Ports, 'stores' | 'clock'>;

/**
 * Facts are this far behind: long enough that what happened up to then has been committed and marked. What is marked later still (a provider's old
 * times, a crash) has its conversation folded from the beginning, so that the order of arrival never shows.
 */
export const SETTLE_MS = 3 * SECOND;
const MARKS = 2_000;

/** Folds what the marked conversations have up to `until`: on from their sheet, or anew where something older came. */
const foldMarked = async (
  ports: FoldPorts,
  marks: readonly FactMark[],
  until: Date,
  hours: HoursHistory,
): Promise<{ before: FactSheet[]; next: FactSheet[] }> => {
  const oldest = new Map<string, Date>();
  for (const { conversationId, minAt } of marks) {
    const known = oldest.get(conversationId);
    if (!known || minAt < known) oldest.set(conversationId, minAt);
  }
  const before = await ports.stores.facts.sheets(scope, [...oldest.keys()]);
  const sheets = new Map(before.map((s) => [s.id, s]));
  const base = new Map(
    [...oldest].map(([id, minAt]) => {
      const sheet = sheets.get(id);
      return [id, sheet && minAt > sheet.through ? sheet : undefined] as const;
    }),
  );
  const asks = [...base].map(([conversationId, sheet]) => ({
    conversationId,
    ...(sheet ? { after: sheet.through } : {}),
  }));
  const found = await ports.stores.facts.interactions(scope, asks, until);
  const next = [...found].flatMap(([id, rows]) => {
    const folded = foldConversation(base.get(id), inFoldOrder(rows), hours);
    return folded ? [{ ...folded, through: until, rev: sheets.get(id)?.rev ?? 0 }] : [];
  });
  return { before, next };
};

/** Makes the roll-ups anew from the sheets, in the shop's zone. */
export const rebuildRollUps = async (ports: FoldPorts, zone: string): Promise<void> => {
  await ports.stores.facts.replaceCells(scope, zone, async () => {
    const cells: Cells = new Map();
    const local = localTimeIn(zone);
    for await (const sheets of ports.stores.facts.everySheet(scope))
      for (const sheet of sheets) addContributions(cells, contributionsOf(sheet), local);
    return cells.values();
  });
};

/**
 * One pass over what is marked: facts are upserted and the roll-ups changed by the difference, in one transaction. Answers how many marks it took; 0 when
 * nothing is left, or another process was faster. `settleMs` 0 folds everything up to now.
 */
export const foldFacts = async (
  ports: FoldPorts,
  options: { settleMs?: number; hours?: HoursHistory } = {},
): Promise<number> => {
  const { stores } = ports;
  const until = new Date(ports.clock.now().getTime() - (options.settleMs ?? SETTLE_MS));
  const zone = (await stores.settings.current(scope)).hours.timeZone;
  if ((await stores.facts.zone(scope)) !== zone) await rebuildRollUps(ports, zone);
  const marks = await stores.facts.marks(scope, until, MARKS);
  if (marks.length === 0) return 0;
  const hours = options.hours ?? (await loadHoursHistory(ports, scope));
  const { before, next } = await foldMarked(ports, marks, until, hours);
  const customers = [...new Set(next.map((s) => s.customerId))];
  const others = await stores.facts.sheetsOfCustomers(scope, customers, reachOf(next));
  const known = new Set(before.map((s) => s.id));
  const plan = planFold([...before, ...others.filter((s) => !known.has(s.id))], next, localTimeIn(zone));
  await stores.transaction(scope, async (tx) => {
    if (!(await stores.facts.apply(scope, { ...plan, zone }, tx))) throw new AppError('version-conflict');
    await stores.facts.settleMarks(scope, marks, until, tx);
  });
  return marks.length;
};
