import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyInteraction } from '#contracts/events.ts';
import { steps, tellStream } from '#test/kit/interaction-streams.ts';
import { addContributions, type Cells, localTimeIn } from './cells.ts';
import { contributionsOf } from './contributions.ts';
import type { FactSheet } from './facts.ts';
import { foldConversation, inFoldOrder } from './fold-conversation.ts';
import { planFold, reachOf, settled } from './plan-fold.ts';

const ZONE = 'Asia/Tokyo';
const T0 = new Date('2026-11-01T00:00:00Z');
const local = localTimeIn(ZONE);
const hours = [
  {
    from: new Date(0),
    version: 1,
    hours: {
      timeZone: ZONE,
      week: Object.fromEntries(['1', '2', '3', '4', '5'].map((d) => [d, [{ from: 600, to: 1_140 }]])),
      exceptions: {},
    },
  },
];

const group = (rows: readonly AnyInteraction[]): Map<string, AnyInteraction[]> => {
  const groups = new Map<string, AnyInteraction[]>();
  for (const row of rows) {
    const id = row.refs.conversation ?? '';
    groups.set(id, [...(groups.get(id) ?? []), row]);
  }
  return groups;
};

const recountOf = (rows: readonly AnyInteraction[]): Cells => {
  const sheets = [...group(rows).values()].flatMap(
    (of) => foldConversation(undefined, inFoldOrder(of), hours) ?? [],
  );
  const cells: Cells = new Map();
  for (const sheet of settled(sheets)) addContributions(cells, contributionsOf(sheet), local);
  return cells;
};

/** The keeper in memory: folds arrivals batch by batch, on from a sheet where nothing older came, and adds the differences up. */
const keep = (batches: readonly (readonly AnyInteraction[])[]): Cells => {
  const seen = new Map<string, AnyInteraction>();
  const sheets = new Map<string, FactSheet>();
  const rollUps: Cells = new Map();
  for (const batch of batches) {
    // The store keeps a row once, however often it is told.
    const news = [...new Map(batch.map((row) => [row.id, row])).values()].filter((row) => !seen.has(row.id));
    for (const row of batch) seen.set(row.id, row);
    const next = [...group(news)].flatMap(([id, rows]) => {
      const sheet = sheets.get(id);
      const older = sheet !== undefined && rows.some((row) => row.at <= sheet.through);
      const base = older ? undefined : sheet;
      const all = older ? [...seen.values()].filter((row) => row.refs.conversation === id) : rows;
      return foldConversation(base, inFoldOrder(all), hours) ?? [];
    });
    if (next.length === 0) continue;
    const customers = new Set(next.map((s) => s.customerId));
    const reach = reachOf(next);
    const ids = new Set(next.map((s) => s.id));
    const before = [...sheets.values()].filter(
      (s) => ids.has(s.id) || (customers.has(s.customerId) && s.until >= reach),
    );
    const plan = planFold(before, next, local);
    for (const sheet of plan.sheets) sheets.set(sheet.id, sheet);
    addCells(rollUps, plan.cells);
  }
  return rollUps;
};

const addNumbers = (into: Record<string, number>, from: Record<string, number>): void => {
  for (const [key, n] of Object.entries(from)) into[key] = (into[key] ?? 0) + n;
};
const addCells = (into: Cells, cells: Iterable<Cells extends Map<string, infer C> ? C : never>): void => {
  for (const cell of cells) {
    const key = JSON.stringify([
      cell.cube,
      cell.day,
      cell.hour,
      cell.channel,
      cell.agent,
      cell.team,
      cell.topic,
    ]);
    const known = into.get(key) ?? { ...cell, counts: {}, durations: {}, hours: {} };
    into.set(key, known);
    addNumbers(known.counts as Record<string, number>, cell.counts as Record<string, number>);
    addNumbers(known.hours, cell.hours);
    for (const [name, histogram] of Object.entries(cell.durations)) {
      const of = known.durations as Record<string, Record<string, number>>;
      of[name] ??= {};
      addNumbers(of[name], histogram);
    }
  }
};

/** Every number of every cell that is not 0, by name. */
const numbers = (cells: Cells): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const cell of cells.values()) {
    const key = [cell.cube, cell.day, cell.hour, cell.channel, cell.agent, cell.team, cell.topic].join('|');
    const flat = [
      ...Object.entries(cell.counts),
      ...Object.entries(cell.hours).map(([hour, n]) => [`hour ${hour}`, n] as const),
      ...Object.entries(cell.durations).flatMap(([name, h]) =>
        Object.entries(h).map(([bucket, n]) => [`${name} ${bucket}`, n] as const),
      ),
    ];
    for (const [name, n] of flat) if (n !== 0) out[`${key} ${name}`] = n;
  }
  return out;
};

describe('roll-ups kept by differences', () => {
  it('equal a recount from raw interactions, whatever the order of arrival, with duplicates', () => {
    fc.assert(
      fc.property(
        steps(60),
        fc.array(fc.nat(1_000), { minLength: 60, maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        (script, shuffle, size) => {
          const rows = tellStream(script, T0);
          const doubled = [...rows, ...rows.slice(0, rows.length / 3)];
          const arrival = doubled
            .map((row, i) => ({ row, order: shuffle[i % shuffle.length] ?? 0, i }))
            .sort((a, b) => a.order - b.order || a.i - b.i)
            .map(({ row }) => row);
          const batches = Array.from({ length: Math.ceil(arrival.length / size) }, (_, i) =>
            arrival.slice(i * size, (i + 1) * size),
          );
          expect(numbers(keep(batches))).toEqual(numbers(recountOf(rows)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('equal a recount when everything arrives in order, folded on from the sheets', () => {
    fc.assert(
      fc.property(steps(80), fc.integer({ min: 1, max: 9 }), (script, size) => {
        const rows = tellStream(script, T0);
        const batches = Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
          rows.slice(i * size, (i + 1) * size),
        );
        expect(numbers(keep(batches))).toEqual(numbers(recountOf(rows)));
      }),
      { numRuns: 200 },
    );
  });

  it('count a combined group no more and no less than its parts', () => {
    fc.assert(
      fc.property(steps(60), (script) => {
        const cells = [...recountOf(tellStream(script, T0)).values()];
        const total = (cube: string): number =>
          cells.filter((c) => c.cube === cube).reduce((sum, c) => sum + (c.counts.opened ?? 0), 0);
        expect(total('channel')).toBe(total('all'));
        expect(total('combined')).toBe(total('all'));
      }),
    );
  });
});
