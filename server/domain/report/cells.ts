import { bucketOf, type Histogram } from './buckets.ts';
import type { Contribution, Duration, Measure } from './contributions.ts';

/** By what a cell groups: everything, one dimension, all three at once for filters that combine, or what the bot was asked about and on which channel. */
export type Group = 'all' | 'channel' | 'agent' | 'team' | 'combined' | 'intent' | 'article';
/** Cells of a whole day, or of one of its hours: those make up a day that a period cuts. */
export type Cube = Group | `${Group}/hour`;

/** Figures of one day (or hour) and one group: what a roll-up stores and what a report adds up. */
export interface Cell {
  cube: Cube;
  /** Day in the shop's zone, `2026-11-22`. */
  day: string;
  /** Hour of the day, in cells of an hour. */
  hour?: number;
  channel?: string;
  agent?: string;
  team?: string;
  /** In cells of an intent or article: its id. */
  topic?: string;
  counts: Partial<Record<Measure, number>>;
  durations: Partial<Record<Duration, Histogram>>;
  /** Cycles that started, by hour of the day. */
  hours: Histogram;
}

/** `YYYY-MM-DD` and hour of an instant in a zone. */
export type LocalTime = (at: Date) => { day: string; hour: number };

const HOUR_MS = 3_600_000;
const KEPT = 20_000;

const ZONES_KEPT = 50;
/** Zones asked for, each with what it has told so far: a value made of its key alone, so nothing here can go stale. */
const zones = new Map<string, LocalTime>();

/** Day and hour in a zone. */
export const localTimeIn = (timeZone: string): LocalTime => {
  const known = zones.get(timeZone);
  if (known) return known;
  if (zones.size >= ZONES_KEPT) zones.clear();
  const local = makeLocalTime(timeZone);
  zones.set(timeZone, local);
  return local;
};

/** Remembers by quarter of an hour: no zone shifts by less. */
const makeLocalTime = (timeZone: string): LocalTime => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const known = new Map<number, { day: string; hour: number }>();
  return (at) => {
    const key = Math.floor(at.getTime() / (HOUR_MS / 4));
    const hit = known.get(key);
    if (hit) return hit;
    const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, p.value]));
    const local = { day: `${part.year}-${part.month}-${part.day}`, hour: Number(part.hour) };
    if (known.size >= KEPT) known.clear();
    known.set(key, local);
    return local;
  };
};

type Place = Pick<Cell, 'channel' | 'agent' | 'team' | 'topic'>;
const groupsOf = (c: Contribution): (Place & { cube: Group })[] =>
  c.topic ? [{ cube: c.topic.kind, channel: c.channel, topic: c.topic.id }] : servedBy(c);
const servedBy = (c: Contribution): (Place & { cube: Group })[] => [
  { cube: 'all' },
  { cube: 'channel', channel: c.channel },
  ...(c.agent ? [{ cube: 'agent' as const, agent: c.agent }] : []),
  ...(c.team ? [{ cube: 'team' as const, team: c.team }] : []),
  {
    cube: 'combined',
    channel: c.channel,
    ...(c.agent ? { agent: c.agent } : {}),
    ...(c.team ? { team: c.team } : {}),
  },
];

const PLAIN = /^[\w-]*$/;
/** As `encodeURIComponent`, which leaves such a word as it is and takes ten times as long to find out. */
const escaped = (part: string): string => (PLAIN.test(part) ? part : encodeURIComponent(part));

/** Names a cell; the parts are escaped so that no id can be mistaken for a separator. */
export const cellKey = (cell: Pick<Cell, 'cube' | 'day' | 'hour'> & Place): string =>
  `${encodeURIComponent(cell.cube)}|${cell.day}|${cell.hour ?? ''}|${escaped(cell.channel ?? '')}|${escaped(cell.agent ?? '')}|${escaped(cell.team ?? '')}${cell.topic === undefined ? '' : `|${escaped(cell.topic)}`}`;

/** Answers whether nothing is left under the key: only then may what holds it be empty. */
const bump = (into: Record<string, number>, key: string, by: number): boolean => {
  const sum = (into[key] ?? 0) + by;
  if (sum !== 0) {
    into[key] = sum;
    return false;
  }
  delete into[key];
  return true;
};

/** Answers whether something cancelled out. */
const addTo = (cell: Cell, c: Contribution, hour: number, sign: 1 | -1): boolean => {
  let gone = false;
  for (const [name, n] of Object.entries(c.counts)) gone = bump(cell.counts, name, sign * n) || gone;
  for (const [name, ms] of Object.entries(c.durations ?? {})) {
    const histogram = cell.durations[name as Duration] ?? {};
    cell.durations[name as Duration] = histogram;
    if (!bump(histogram, String(bucketOf(ms)), sign)) continue;
    gone = true;
    if (Object.keys(histogram).length === 0) delete cell.durations[name as Duration];
  }
  return (c.started && bump(cell.hours, String(hour), sign)) || gone;
};

const isEmpty = (cell: Cell): boolean =>
  Object.keys(cell.counts).length === 0 &&
  Object.keys(cell.durations).length === 0 &&
  Object.keys(cell.hours).length === 0;

/** Cells under construction, by key. */
export type Cells = Map<string, Cell>;

const addCell = (
  cells: Cells,
  place: Pick<Cell, 'cube' | 'day' | 'hour'> & Place,
  c: Contribution,
  hour: number,
  sign: 1 | -1,
): void => {
  const key = cellKey(place);
  const cell = cells.get(key) ?? { ...place, counts: {}, durations: {}, hours: {} };
  if (addTo(cell, c, hour, sign) && isEmpty(cell)) cells.delete(key);
  else cells.set(key, cell);
};

/**
 * Adds (or with −1 takes away) contributions. Cells in which nothing is left are dropped: what cancels out leaves no trace. `only`: the cells of one
 * group's days and no others.
 */
export const addContributions = (
  cells: Cells,
  contributions: readonly Contribution[],
  local: LocalTime,
  sign: 1 | -1 = 1,
  only?: Group,
): Cells => {
  for (const c of contributions) {
    const { day, hour } = local(c.at);
    for (const group of groupsOf(c)) {
      if (only !== undefined && group.cube !== only) continue;
      addCell(cells, { ...group, day }, c, hour, sign);
      if (only === undefined)
        addCell(cells, { ...group, cube: `${group.cube}/hour`, day, hour }, c, hour, sign);
    }
  }
  return cells;
};

/** What must be added to roll-ups made with `before` so that they hold `after`. */
export const cellDifference = (
  before: readonly Contribution[],
  after: readonly Contribution[],
  local: LocalTime,
  into: Cells = new Map(),
): Cells => addContributions(addContributions(into, after, local), before, local, -1);
