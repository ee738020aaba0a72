import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { ReportQuery, ReportResult } from '#contracts/report.ts';
import { FIGURES_OF, type FigureKey } from '#contracts/report-definitions.ts';
import { DAY, MINUTE } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import type { Cell } from '../domain/report/cells.ts';
import type { Duration, Measure } from '../domain/report/contributions.ts';
import { figureOf, type PeriodCells, RECIPES, rowValues } from '../domain/report/figures.ts';
import { comparedWith, daysOf, type Period, weekdayOf } from '../domain/report/periods.ts';
import { RETURN_MS } from '../domain/report/settle-returns.ts';
import { groupBy, totalsOf } from '../domain/report/totals.ts';
import { isTimeZone } from '../domain/sla/business-hours.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type CellsAsk, loadCells } from './report-cells.ts';
import { topicNames } from './topic-names.ts';

type Query = z.infer<typeof ReportQuery>;
type ReportPorts = Pick<Ports, 'stores' | 'clock'>;
/** Longest period of one report. */
const LONGEST_DAYS = 800;
type Dimension = 'agent' | 'team' | 'channel' | 'intent' | 'article';
/** By what a report has a table. */
const TABLE_BY: Partial<Record<Query['name'], Dimension>> = {
  agents: 'agent',
  csat: 'agent',
  'first-response': 'agent',
  resolution: 'agent',
  teams: 'team',
  channels: 'channel',
  'bot-intents': 'intent',
  'bot-articles': 'article',
};
/** Reports that show conversations by channel and by hour. */
const BY_CHANNEL: ReadonlySet<Query['name']> = new Set(['overview', 'volume']);

const periodOf = (query: Query): Period => {
  const period = { from: new Date(query.from), to: new Date(query.to) };
  const ms = period.to.getTime() - period.from.getTime();
  if (ms <= 0 || ms > LONGEST_DAYS * DAY) throw new AppError('invalid-input', { issues: [{ path: 'to' }] });
  if (!isTimeZone(query.timeZone)) throw new AppError('invalid-input', { issues: [{ path: 'timeZone' }] });
  return period;
};

const unique = <T>(items: Iterable<T>): T[] => [...new Set(items)];
const needs = (keys: readonly FigureKey[]): { counts: Measure[]; durations: Duration[] } => ({
  counts: unique(keys.flatMap((key) => [...RECIPES[key].counts])),
  durations: unique(keys.flatMap((key) => [...RECIPES[key].durations])),
});

const heatOf = (cells: readonly Cell[]): ReportResult['heat'] => {
  const sums = new Map<string, number>();
  for (const [day, ofDay] of groupBy(cells, (cell) => cell.day)) {
    const weekday = weekdayOf(day);
    for (const cell of ofDay)
      for (const [hour, n] of Object.entries(cell.hours)) {
        const key = `${weekday}-${hour}`;
        sums.set(key, (sums.get(key) ?? 0) + n);
      }
  }
  return [...sums]
    .filter(([, value]) => value > 0)
    .map(([key, value]) => {
      const [weekday = 0, hour = 0] = key.split('-').map(Number);
      return { weekday, hour, value };
    })
    .sort((a, b) => a.weekday - b.weekday || a.hour - b.hour);
};

const breakdownOf = (cells: readonly Cell[], days: readonly string[]): ReportResult['breakdown'] =>
  [...groupBy(cells, (cell) => cell.channel)]
    .map(([key, ofChannel]) => {
      const byDay = groupBy(ofChannel, (cell) => cell.day);
      const series = days.map((day) => ({ day, value: totalsOf(byDay.get(day) ?? []).n('opened') }));
      return { key, series };
    })
    .filter(({ series }) => series.some(({ value }) => value > 0))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

/** Names of agents or teams; a channel is named by whoever shows it. */
const namesOf = async (
  ports: ReportPorts,
  scope: Scope,
  by: Dimension,
  language: Query['language'],
): Promise<Map<string, string>> => {
  if (by === 'channel') return new Map();
  if (by === 'intent' || by === 'article') return topicNames(ports, scope, by, language);
  const { agents } = ports.stores;
  const named = by === 'agent' ? await agents.list(scope) : await agents.teams(scope);
  return new Map(named.map(({ id, name }) => [id, name]));
};

const rowsOf = async (
  ports: ReportPorts,
  scope: Scope,
  cells: readonly Cell[],
  by: Dimension,
  keys: readonly FigureKey[],
  language: Query['language'],
): Promise<ReportResult['rows']> => {
  const names = await namesOf(ports, scope, by, language);
  const topic = by === 'intent' || by === 'article';
  return [...groupBy(cells, (cell) => (topic ? cell.topic : cell[by]))]
    .map(([id, ofOne]) => ({ id, label: names.get(id) ?? id, values: rowValues(keys, ofOne) }))
    .filter((row) => Object.values(row.values).some(({ n }) => n > 0))
    .sort((a, b) => a.label.localeCompare(b.label, 'ja'));
};

/** Up to when the answer knows everything: now, less what is not folded yet. */
const knownUntil = async (ports: ReportPorts, scope: Scope, asOf: Date | undefined): Promise<Date> => {
  if (asOf) return asOf;
  const now = ports.clock.now();
  const oldest = await ports.stores.facts.oldestMark(scope);
  return oldest && oldest < now ? oldest : now;
};

/**
 * One report: figures over a period against another, with what they stand on. Definitions: contracts/report-definitions.ts. Team scope needs no filter here:
 * only who sees every conversation may read reports.
 * @throws AppError `not-allowed`, `invalid-input`
 */
export const showReport = async (ports: ReportPorts, scope: Scope, query: Query): Promise<ReportResult> => {
  authorize(scope, 'read-reports');
  const { name, timeZone } = query;
  const period = periodOf(query);
  const other = comparedWith(period, query.compare, timeZone);
  const keys = FIGURES_OF[name];
  const table = TABLE_BY[name];
  const { channel, agent, team } = query;
  const given = query.asOf ? new Date(query.asOf) : undefined;
  const asOf = given && given.getTime() < ports.clock.now().getTime() - MINUTE ? given : undefined;
  const ask = { timeZone, filter: { channel, agent, team }, asOf, ...needs(keys) };
  const load = (of: Period, more: Partial<CellsAsk> = {}): Promise<Cell[]> =>
    loadCells(ports, scope, { ...ask, period: of, ...more });
  const [cells, before, channels, grouped, until] = await Promise.all([
    load(period),
    other ? load(other) : undefined,
    BY_CHANNEL.has(name) ? load(period, { by: 'channel', durations: [] }) : [],
    table ? load(period, { by: table }) : [],
    knownUntil(ports, scope, asOf),
  ]);
  const now: PeriodCells = { cells, days: daysOf(period, timeZone) };
  const was = other && before ? { cells: before, days: daysOf(other, timeZone) } : undefined;
  const provisional = period.to.getTime() > until.getTime() - RETURN_MS;
  return {
    name,
    from: query.from,
    to: query.to,
    asOf: until.toISOString(),
    figures: keys.map((key) => figureOf(key, now, was, provisional)),
    breakdown: breakdownOf(channels, now.days),
    heat: BY_CHANNEL.has(name) ? heatOf(cells) : [],
    rows: table ? await rowsOf(ports, scope, grouped, table, keys, query.language) : [],
  };
};
