import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AnyInteraction } from '#contracts/events.ts';
import { ReportQuery, type ReportResult } from '#contracts/report.ts';
import { FIGURES_OF } from '#contracts/report-definitions.ts';
import { DAY, HOUR, MINUTE } from '#contracts/time.ts';
import { foldFacts } from '#server/commands/fold-facts.ts';
import { createFigureKeeper } from '#server/commands/keep-figures.ts';
import type { Cell } from '#server/domain/report/cells.ts';
import { system } from '#server/ports/scope.ts';
import { conversationsBehind } from '#server/queries/report-conversations.ts';
import { recount } from '#server/queries/report-recount.ts';
import { showReport } from '#server/queries/report-show.ts';
import { createFacts } from '#server/reactions/facts.ts';
import { steps, tellStream } from '#test/kit/interaction-streams.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const FROM = new Date('2026-11-01T00:00:00Z');
const NOW = new Date('2026-11-24T03:00:00Z');
let stores: TestStores;
let test: TestPorts;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: NOW, reactions: [createFacts()] });
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const write = async (rows: readonly AnyInteraction[]): Promise<void> => {
  if (rows.length === 0) return;
  await test.ports.stores.transaction(scope, (tx) => test.ports.stores.interactions.insert(scope, rows, tx));
};
/** Commits and dispatches, as a command does. */
const happen = async (rows: readonly AnyInteraction[]): Promise<void> => {
  await write(rows);
  test.ports.dispatch(rows);
  await test.settled();
};
const foldAll = async (): Promise<void> => {
  while ((await foldFacts(test.ports, { settleMs: 0 })) > 0);
};
const report = (query: Partial<ReportQuery> & Pick<ReportQuery, 'name'>): Promise<ReportResult> =>
  showReport(
    test.ports,
    scope,
    ReportQuery.parse({
      from: '2026-10-31T15:00:00.000Z',
      to: '2026-11-24T03:00:00.000Z',
      compare: 'none',
      ...query,
    }),
  );
const figure = (result: ReportResult, key: string) => {
  const found = result.figures.find((f) => f.key === key);
  if (!found) throw new Error(`no figure ${key}`);
  return found;
};

const withoutZeros = (counts: object): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));
/** What cancelled out is 0 in the store and absent in a recount. */
const tidy = (cell: Cell): Cell => ({
  ...cell,
  counts: withoutZeros(cell.counts),
  durations: Object.fromEntries(
    Object.entries(cell.durations)
      .map(([name, histogram]) => [name, withoutZeros(histogram)] as const)
      .filter(([, histogram]) => Object.keys(histogram).length > 0),
  ),
  hours: withoutZeros(cell.hours),
});

const sorted = (cells: Iterable<Cell>): Cell[] =>
  [...cells].sort((a, b) =>
    JSON.stringify([a.cube, a.day, a.hour, a.channel, a.agent, a.team, a.topic]) <
    JSON.stringify([b.cube, b.day, b.hour, b.channel, b.agent, b.team, b.topic])
      ? -1
      : 1,
  );
const stored = async (): Promise<Cell[]> => {
  const groups = ['all', 'channel', 'agent', 'team', 'combined', 'intent', 'article'] as const;
  const cubes = groups.flatMap((group) => [group, `${group}/hour` as const]);
  const ask = { fromDay: '2000-01-01', toDay: '2100-01-01' };
  const cells = await Promise.all(
    cubes.map((cube) => test.ports.stores.facts.cells(scope, { cube, ...ask })),
  );
  return cells
    .flat()
    .map(tidy)
    .filter(
      (c) => Object.keys(c.counts).length + Object.keys(c.durations).length + Object.keys(c.hours).length > 0,
    );
};

describe('roll-ups on a real store', () => {
  it('equal the recount from raw interactions, in any order of arrival, told twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps(40),
        fc.array(fc.nat(999), { minLength: 40, maxLength: 40 }),
        fc.integer({ min: 4, max: 20 }),
        async (script, shuffle, size) => {
          await stores.clearMongo();
          await test.ports.stores.settings.save(scope, test.settings);
          const rows = tellStream(script, FROM)
            .map((row, i) => ({ row, order: shuffle[i % shuffle.length] ?? 0 }))
            .sort((a, b) => a.order - b.order)
            .map(({ row }) => row);
          test.clock.set(new Date(Math.max(NOW.getTime(), ...rows.map((r) => r.at.getTime()))));
          for (let i = 0; i < rows.length; i += size) {
            const batch = rows.slice(i, i + size);
            await write(batch);
            test.ports.dispatch(batch);
            await test.settled();
            test.ports.dispatch(batch.slice(0, 2));
            await test.settled();
            await foldAll();
          }
          expect(sorted(await stored())).toEqual(sorted((await recount(test.ports, scope)).cells.values()));
        },
      ),
      { numRuns: 6 },
    );
  });

  it('are the same from two keepers at once', async () => {
    const rows = tellStream(fc.sample(steps(80), { seed: 7, numRuns: 1 })[0] ?? [], FROM);
    test.clock.set(new Date(NOW.getTime() + 60 * DAY));
    await happen(rows);
    const keepers = [createFigureKeeper(test.ports, 'one'), createFigureKeeper(test.ports, 'two')];
    await Promise.all([...keepers, ...keepers].map((keeper) => keeper.turn()));
    await foldAll();
    expect(await test.ports.stores.facts.oldestMark(scope)).toBeUndefined();
    expect(sorted(await stored())).toEqual(sorted((await recount(test.ports, scope)).cells.values()));
  });

  it('folded by two at the same instant count nothing twice', async () => {
    await happen(tellStream(fc.sample(steps(60), { seed: 3, numRuns: 1 })[0] ?? [], FROM));
    test.clock.set(new Date(NOW.getTime() + 60 * DAY));
    await test.ports.stores.facts.replaceCells(scope, 'Asia/Tokyo', async () => []);
    await Promise.allSettled([1, 2, 3].map(() => foldFacts(test.ports, { settleMs: 0 })));
    await foldAll();
    expect(sorted(await stored())).toEqual(sorted((await recount(test.ports, scope)).cells.values()));
  });

  it('are made anew when the shop moves to another zone', async () => {
    await happen(tellStream(fc.sample(steps(60), { seed: 5, numRuns: 1 })[0] ?? [], FROM));
    test.clock.set(new Date(NOW.getTime() + 60 * DAY));
    await foldAll();
    const hours = { ...test.settings.hours, timeZone: 'America/New_York' };
    await test.ports.stores.settings.save(scope, { ...test.settings, hours, version: 2 });
    await foldAll();
    expect(await test.ports.stores.facts.zone(scope)).toBe('America/New_York');
    const { cells } = await recount(test.ports, scope, { timeZone: 'America/New_York' });
    expect(sorted(await stored())).toEqual(sorted(cells.values()));
  });
});

describe('a report', () => {
  /** Without spam: nothing of it would be left. */
  const script = fc
    .sample(steps(60), { seed: 11, numRuns: 12 })
    .flat()
    .filter((step) => step.kind !== 8);
  /** Four weeks and more of a random shop. */
  const live = async (): Promise<AnyInteraction[]> => {
    const rows = tellStream(script, FROM);
    test.clock.set(new Date(Math.max(NOW.getTime(), ...rows.map((r) => r.at.getTime()))));
    await happen(rows);
    await foldAll();
    return rows;
  };

  it('gives the same numbers from roll-ups, from facts cut in mid-day, and in another zone with the same days', async () => {
    await live();
    for (const name of Object.keys(FIGURES_OF) as ReportQuery['name'][]) {
      const whole = await report({ name, from: '2026-10-31T15:00:00.000Z', to: '2026-11-30T15:00:00.000Z' });
      // Seoul keeps Tokyo's time, but is not the roll-ups' zone: this one is made of their hours.
      const facts = await report({
        name,
        timeZone: 'Asia/Seoul',
        from: '2026-10-31T15:00:00.000Z',
        to: '2026-11-30T15:00:00.000Z',
      });
      expect({ ...facts, asOf: '' }).toEqual({ ...whole, asOf: '' });
    }
    const a = await report({
      name: 'volume',
      from: '2026-11-01T01:30:00.000Z',
      to: '2026-11-09T08:10:00.000Z',
    });
    const b = await report({
      name: 'volume',
      from: '2026-11-09T08:10:00.000Z',
      to: '2026-11-20T15:00:00.000Z',
    });
    const all = await report({
      name: 'volume',
      from: '2026-11-01T01:30:00.000Z',
      to: '2026-11-20T15:00:00.000Z',
    });
    expect((figure(a, 'volume').value ?? 0) + (figure(b, 'volume').value ?? 0)).toBe(
      figure(all, 'volume').value,
    );
  });

  it('gives the days of any other zone as a recount in that zone has them', async () => {
    await live();
    // An hour's, a half hour's and three quarters' difference, and a zone whose clocks change within the period.
    for (const timeZone of ['UTC', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'Europe/London']) {
      const from = '2026-10-20T00:00:00.000Z';
      const to = '2027-03-01T00:00:00.000Z';
      const [all, sms] = await Promise.all([
        report({ name: 'overview', timeZone, from, to }),
        report({ name: 'overview', timeZone, from, to, channel: 'sms' }),
      ]);
      const { cells } = await recount(test.ports, scope, { timeZone });
      for (const [shown, cube] of [
        [all, 'all'],
        [sms, 'channel'],
      ] as const) {
        const days = [...cells.values()].filter(
          (cell) => cell.cube === cube && (cube === 'all' || cell.channel === 'sms'),
        );
        const opened = figure(shown, 'volume').series.filter(({ n }) => n > 0);
        expect(
          opened.map(({ day, n }) => [day, n]),
          `${timeZone} ${cube}`,
        ).toEqual(
          days
            .filter((cell) => (cell.counts.opened ?? 0) > 0)
            .map((cell) => [cell.day, cell.counts.opened])
            .sort(),
        );
        const started = days.reduce(
          (sum, cell) => sum + Object.values(cell.hours).reduce((a, b) => a + b, 0),
          0,
        );
        expect(shown.heat.reduce((sum, { value }) => sum + value, 0)).toBe(started);
        const waits = days.reduce((sum, cell) => sum + (cell.counts.waitN ?? 0), 0);
        expect(figure(shown, 'queue-wait').n).toBe(waits);
      }
    }
  });

  it('filters by channel, agent and team alone and together, and its parts add up', async () => {
    await live();
    const n = async (query: Partial<ReportQuery>): Promise<number> =>
      figure(await report({ name: 'resolution', to: '2027-03-01T00:00:00.000Z', ...query }), 'resolution').n;
    const all = await n({});
    expect(all).toBeGreaterThan(5);
    expect((await n({ channel: 'sms' })) + (await n({ channel: 'web-chat' }))).toBe(all);
    const ana = await n({ agent: 'ana' });
    expect(
      (await n({ agent: 'ana', channel: 'sms' })) + (await n({ agent: 'ana', channel: 'web-chat' })),
    ).toBe(ana);
    const { rows } = await report({ name: 'agents', to: '2027-03-01T00:00:00.000Z' });
    expect(rows.find((row) => row.id === 'ana')?.values.resolution?.n).toBe(ana);
  });

  it('opens exactly the conversations it counts', async () => {
    await live();
    const query = { from: '2026-10-31T15:00:00.000Z', to: '2027-03-01T00:00:00.000Z' };
    const volume = await report({ name: 'volume', ...query });
    const ids = await conversationsBehind(test.ports, scope, { report: 'volume', ...query });
    expect(ids).toHaveLength(figure(volume, 'volume').n);
    const sms = await conversationsBehind(test.ports, scope, {
      report: 'volume',
      bucket: 'channel:sms',
      ...query,
    });
    expect(sms.every((id) => ['k1', 'k3', 'k5'].includes(id))).toBe(true);
    const first = figure(volume, 'volume').series.find((point) => point.n > 0);
    const ofDay = await conversationsBehind(test.ports, scope, {
      report: 'volume',
      bucket: first?.day,
      ...query,
    });
    expect(ofDay.length).toBeGreaterThanOrEqual(first?.n ?? 1);
    await expect(
      conversationsBehind(test.ports, scope, { report: 'volume', bucket: 'nonsense:1', ...query }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('can be asked as of a past instant', async () => {
    const rows = await live();
    const middle = rows[Math.floor(rows.length / 2)]?.at ?? NOW;
    const query = { to: '2027-03-01T00:00:00.000Z', asOf: middle.toISOString() } as const;
    const then = await report({ name: 'resolution', ...query });
    const known = rows.filter((row) => row.at <= middle);
    await stores.clearMongo();
    await test.ports.stores.settings.save(scope, test.settings);
    await happen(known);
    await foldAll();
    const only = await report({ name: 'resolution', to: query.to });
    expect(figure(then, 'resolution')).toEqual(figure(only, 'resolution'));
    expect(then.asOf).toBe(middle.toISOString());
  });

  it('compares with the period before and with last year, and says null where there is nothing', async () => {
    const row = (at: Date, conversation: string) =>
      tellStream([{ kind: 0, which: 0, minutes: 0, agent: 0, score: 0 }], at).map((i) => ({
        ...i,
        id: `${conversation}-${i.type}`,
        refs: { ...i.refs, conversation },
      }));
    await happen([
      ...row(new Date('2026-11-20T03:00:00Z'), 'now-1'),
      ...row(new Date('2026-11-21T03:00:00Z'), 'now-2'),
      ...row(new Date('2026-11-12T03:00:00Z'), 'before'),
      ...row(new Date('2025-11-20T03:00:00Z'), 'year'),
    ] as AnyInteraction[]);
    await foldAll();
    const week = { from: '2026-11-16T15:00:00.000Z', to: '2026-11-23T15:00:00.000Z' };
    const previous = await report({ name: 'overview', ...week, compare: 'previous' });
    expect(figure(previous, 'volume')).toMatchObject({ value: 2, previous: 1, n: 2 });
    expect(figure(previous, 'volume').series).toHaveLength(7);
    expect(figure(previous, 'volume').previousSeries).toHaveLength(7);
    expect(figure(await report({ name: 'overview', ...week, compare: 'year' }), 'volume').previous).toBe(1);
    expect(figure(previous, 'csat')).toMatchObject({ value: null, n: 0 });
    expect(previous.heat).toEqual([
      { weekday: 5, hour: 12, value: 1 },
      { weekday: 6, hour: 12, value: 1 },
    ]);
    expect(figure(previous, 'automation').provisional).toBe(true);
    const old = await report({
      name: 'automation',
      from: '2026-11-01T00:00:00Z',
      to: '2026-11-10T00:00:00Z',
    });
    expect(figure(old, 'automation').provisional).toBe(false);
    expect(previous.breakdown.map((line) => line.key)).toEqual(['web-chat']);
  });

  it('is for managers and administrators, over at most 800 days', async () => {
    const agent = { kind: 'agent', agentId: 'ana', role: 'agent', teamIds: [] } as const;
    const query = ReportQuery.parse({
      name: 'csat',
      from: '2026-11-01T00:00:00Z',
      to: '2026-11-02T00:00:00Z',
    });
    await expect(showReport(test.ports, agent, query)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(showReport(test.ports, { ...agent, role: 'manager' }, query)).resolves.toMatchObject({
      name: 'csat',
    });
    await expect(report({ name: 'csat', from: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(report({ name: 'csat', timeZone: 'Mars/Base' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('says up to when it knows while something is not folded yet', async () => {
    test.clock.set(new Date(NOW.getTime() + HOUR));
    await happen(tellStream([{ kind: 0, which: 0, minutes: 0, agent: 0, score: 0 }], NOW));
    expect((await report({ name: 'volume' })).asOf).toBe(NOW.toISOString());
    await foldAll();
    expect((await report({ name: 'volume' })).asOf).toBe(test.clock.now().toISOString());
    test.clock.advance(MINUTE);
  });
});
