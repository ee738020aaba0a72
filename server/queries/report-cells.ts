import { DAY, HOUR } from '#contracts/time.ts';
import { addContributions, type Cell, type Cells, type Group, localTimeIn } from '../domain/report/cells.ts';
import {
  type Contribution,
  contributionsOf,
  type Duration,
  type Measure,
} from '../domain/report/contributions.ts';
import type { FactSheet } from '../domain/report/facts.ts';
import { foldConversation, inFoldOrder } from '../domain/report/fold-conversation.ts';
import { inOtherZone, wholeHoursOf } from '../domain/report/hours-elsewhere.ts';
import { daysOf, endOfDay, type Period, startOfDay } from '../domain/report/periods.ts';
import { settled } from '../domain/report/plan-fold.ts';
import type { CellAsk } from '../ports/figure-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { loadHoursHistory } from './hours-history.ts';

export interface Filter {
  channel?: string | undefined;
  agent?: string | undefined;
  team?: string | undefined;
}
/** What cells are asked for: a period of a zone's days under a filter, one cell per day, or one per day and channel, agent or team. */
export interface CellsAsk {
  period: Period;
  timeZone: string;
  filter: Filter;
  /** By intent or article only the channel filters. */
  by?: 'channel' | 'agent' | 'team' | 'intent' | 'article' | undefined;
  counts?: readonly Measure[] | undefined;
  durations?: readonly Duration[] | undefined;
  asOf?: Date | undefined;
}
type ReportPorts = Pick<Ports, 'stores' | 'clock'>;

/** The coarsest cells that still tell apart what is asked for. */
const groupOf = ({ filter, by }: CellsAsk): Group => {
  if (by === 'intent' || by === 'article') return by;
  const needed = new Set(
    (['channel', 'agent', 'team'] as const).filter((d) => filter[d] !== undefined || by === d),
  );
  if (needed.size === 0) return 'all';
  return needed.size === 1 ? ([...needed][0] ?? 'all') : 'combined';
};

/** Sheets of the period as they were known at `asOf`: the same folds over what was recorded up to then. */
const sheetsAsOf = async (
  ports: ReportPorts,
  scope: Scope,
  period: Period,
  asOf: Date,
): Promise<FactSheet[]> => {
  const hours = await loadHoursHistory(ports, scope);
  const reach = 5 * DAY;
  const from = new Date(period.from.getTime() - reach);
  const to = new Date(period.to.getTime() + reach);
  const sheets: FactSheet[] = [];
  for await (const batch of ports.stores.facts.sheetsInHours(scope, from, to)) {
    const asks = batch.map((s) => ({ conversationId: s.id }));
    const found = await ports.stores.facts.interactions(scope, asks, asOf, asOf);
    for (const rows of found.values()) {
      const sheet = foldConversation(undefined, inFoldOrder(rows), hours);
      if (sheet) sheets.push(sheet);
    }
  }
  return settled(sheets);
};

const within = (period: Period): ((c: Contribution) => boolean) => {
  const [from, to] = [period.from.getTime(), period.to.getTime()];
  return (c) => c.at.getTime() >= from && c.at.getTime() < to;
};

/** Cells made now from facts: any zone, any instant, only slower. */
const fromFacts = async (
  ports: ReportPorts,
  scope: Scope,
  ask: CellsAsk,
  period: Period,
): Promise<Cell[]> => {
  if (period.to <= period.from) return [];
  const cells: Cells = new Map();
  const local = localTimeIn(ask.timeZone);
  const inside = within(period);
  const cube = groupOf(ask);
  const take = (sheets: readonly FactSheet[]): void => {
    for (const sheet of sheets)
      addContributions(cells, contributionsOf(sheet).filter(inside), local, 1, cube);
  };
  if (ask.asOf) take(await sheetsAsOf(ports, scope, period, ask.asOf));
  else
    for await (const sheets of ports.stores.facts.sheetsInHours(scope, period.from, period.to)) take(sheets);
  const { channel, agent, team } = ask.filter;
  return [...cells.values()].filter(
    (cell) =>
      (channel === undefined || cell.channel === channel) &&
      (agent === undefined || cell.agent === agent) &&
      (team === undefined || cell.team === team),
  );
};

/** What of a cell ask does not depend on where the cells lie. */
const cellAsk = (ask: CellsAsk): Omit<CellAsk, 'cube' | 'fromDay' | 'toDay'> => {
  const { channel, agent, team } = ask.filter;
  return {
    ...(channel === undefined ? {} : { channel }),
    ...(agent === undefined ? {} : { agent }),
    ...(team === undefined ? {} : { team }),
    ...(ask.counts ? { counts: ask.counts } : {}),
    ...(ask.durations ? { durations: ask.durations } : {}),
  };
};

/** Whole days, from the roll-ups. */
const wholeDays = async (
  ports: ReportPorts,
  scope: Scope,
  ask: CellsAsk,
  period: Period,
): Promise<Cell[]> => {
  const days = daysOf(period, ask.timeZone);
  const [fromDay, toDay] = [days[0], days.at(-1)];
  if (fromDay === undefined || toDay === undefined) return [];
  return ports.stores.facts.cells(scope, { ...cellAsk(ask), cube: groupOf(ask), fromDay, toDay });
};

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
const later = (a: Date, b: Date): Date => (a > b ? a : b);

/** Part of one day: its whole hours from the roll-ups of hours, the cut ones from facts. A day on which the clocks change comes from facts as it is. */
const partOfDay = async (
  ports: ReportPorts,
  scope: Scope,
  ask: CellsAsk,
  period: Period,
): Promise<Cell[]> => {
  if (period.to <= period.from) return [];
  const dayStart = startOfDay(period.from, ask.timeZone).getTime();
  const even = endOfDay(period.from, ask.timeZone).getTime() - dayStart === DAY;
  const first = Math.ceil((period.from.getTime() - dayStart) / HOUR);
  const last = Math.floor((period.to.getTime() - dayStart) / HOUR);
  if (!even || last <= first) return fromFacts(ports, scope, ask, period);
  const { day } = localTimeIn(ask.timeZone)(period.from);
  const instant = (hour: number): Date => new Date(dayStart + hour * HOUR);
  const parts = await Promise.all([
    fromFacts(ports, scope, ask, { from: period.from, to: instant(first) }),
    ports.stores.facts.cells(scope, {
      ...cellAsk(ask),
      cube: `${groupOf(ask)}/hour`,
      fromDay: day,
      toDay: day,
      fromHour: first,
      toHour: last - 1,
    }),
    fromFacts(ports, scope, ask, { from: instant(last), to: period.to }),
  ]);
  return parts.flat();
};

/** Days of another zone, from the roll-ups of the hours of `zone`; what no whole hour holds, and zones that are a part of an hour apart, from facts. */
const elsewhere = async (ports: ReportPorts, scope: Scope, ask: CellsAsk, zone: string): Promise<Cell[]> => {
  const { begins, rest } = wholeHoursOf(ask.period, zone);
  const days = daysOf(ask.period, zone);
  const [fromDay, toDay] = [days[0], days.at(-1)];
  if (fromDay === undefined || toDay === undefined) return [];
  const stored = await ports.stores.facts.cells(scope, {
    ...cellAsk(ask),
    cube: `${groupOf(ask)}/hour`,
    fromDay,
    toDay,
  });
  const moved = inOtherZone(stored, begins, ask.timeZone);
  if (moved === undefined) return fromFacts(ports, scope, ask, ask.period);
  const cut = await Promise.all(rest.map((period) => fromFacts(ports, scope, ask, period)));
  return [...moved, ...cut.flat()];
};

/**
 * The cells of a period. Whole days come from the roll-ups, a day that is cut by the period's start or end from those of its hours and the facts of the cut
 * hour; those of another zone than the roll-ups' from their hours, and an `asOf` in the past from facts alone. All give the same numbers.
 */
export const loadCells = async (ports: ReportPorts, scope: Scope, ask: CellsAsk): Promise<Cell[]> => {
  const { period, timeZone } = ask;
  const zone = await ports.stores.facts.zone(scope);
  if (ask.asOf || zone === undefined) return fromFacts(ports, scope, ask, period);
  if (zone !== timeZone) return elsewhere(ports, scope, ask, zone);
  // Nothing has happened yet after now: today counts as a whole day.
  const to = period.to >= ports.clock.now() ? endOfDay(ports.clock.now(), timeZone) : period.to;
  if (to <= period.from) return [];
  const cutStart = startOfDay(period.from, timeZone) < period.from;
  const firstWhole = cutStart ? endOfDay(period.from, timeZone) : period.from;
  const lastWhole = later(startOfDay(to, timeZone), firstWhole);
  const parts = await Promise.all([
    partOfDay(ports, scope, ask, { from: period.from, to: earlier(firstWhole, to) }),
    wholeDays(ports, scope, ask, { from: firstWhole, to: lastWhole }),
    partOfDay(ports, scope, ask, { from: lastWhole, to }),
  ]);
  return parts.flat();
};
