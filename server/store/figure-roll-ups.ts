import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { type Cell, cellKey } from '../domain/report/cells.ts';
import type { CellAsk, FactStore } from '../ports/figure-stores.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import { isDuplicateKey, sessionOf } from './transaction.ts';

type CellDoc = Cell & { _id: string };
interface Meta {
  _id: 'zone';
  zone: string | null;
  /** Raised by each addition and each making anew. */
  n: number;
}

const CHUNK = 1_000;

const toCell = ({ _id, ...cell }: CellDoc): Cell => ({
  ...cell,
  counts: cell.counts ?? {},
  durations: cell.durations ?? {},
  hours: cell.hours ?? {},
});

/** A cell as increments: `counts.opened`, `durations.wait.321`, `hours.13`. */
const increments = (cell: Cell): Record<string, number> => ({
  ...Object.fromEntries(Object.entries(cell.counts).map(([name, n]) => [`counts.${name}`, n])),
  ...Object.fromEntries(
    Object.entries(cell.durations).flatMap(([name, histogram]) =>
      Object.entries(histogram).map(([bucket, n]) => [`durations.${name}.${bucket}`, n] as const),
    ),
  ),
  ...Object.fromEntries(Object.entries(cell.hours).map(([hour, n]) => [`hours.${hour}`, n])),
});

const identity = ({ cube, day, hour, channel, agent, team, topic }: Cell) => ({
  cube,
  day,
  ...(hour === undefined ? {} : { hour }),
  ...(channel ? { channel } : {}),
  ...(agent ? { agent } : {}),
  ...(team ? { team } : {}),
  ...(topic ? { topic } : {}),
});

const projection = (ask: CellAsk): Record<string, 1> => ({
  cube: 1,
  day: 1,
  hour: 1,
  channel: 1,
  agent: 1,
  team: 1,
  topic: 1,
  hours: 1,
  ...(ask.counts
    ? Object.fromEntries(ask.counts.map((name) => [`counts.${name}`, 1 as const]))
    : { counts: 1 }),
  ...(ask.durations
    ? Object.fromEntries(ask.durations.map((name) => [`durations.${name}`, 1 as const]))
    : { durations: 1 }),
});

interface RollUps extends Pick<FactStore, 'cells' | 'zone'> {
  add(zone: string, cells: readonly Cell[], tx: Tx): Promise<boolean>;
  replace: FactStore['replaceCells'];
}

/** Roll-ups per day and group. Their days are those of one zone, the shop's; `meta` says which, and makes two writers conflict. */
export const createRollUps = (connection: Connection): RollUps => {
  const docs = connection.collection('rollUps') as unknown as Collection<CellDoc>;
  const meta = connection.collection('rollUpMeta') as unknown as Collection<Meta>;
  return {
    add: async (zone, cells, tx) => {
      const held = await meta.updateOne({ _id: 'zone', zone }, { $inc: { n: 1 } }, sessionOf(tx));
      if (held.matchedCount === 0) return false;
      if (cells.length > 0)
        await docs.bulkWrite(
          cells.map((cell) => ({
            updateOne: {
              filter: { _id: cellKey(cell) },
              update: { $inc: increments(cell), $setOnInsert: identity(cell) },
              upsert: true,
            },
          })) as never,
          { ...sessionOf(tx), ordered: false },
        );
      return true;
    },
    cells: async (_scope: Scope, ask) => {
      const { cube, channel, agent, team, fromDay, toDay, fromHour = 0, toHour = 23 } = ask;
      const filter = {
        cube,
        ...(channel ? { channel } : {}),
        ...(agent ? { agent } : {}),
        ...(team ? { team } : {}),
        day: { $gte: fromDay, $lte: toDay },
        ...(cube.endsWith('/hour') ? { hour: { $gte: fromHour, $lte: toHour } } : {}),
      };
      return (
        await docs
          .find(filter, { projection: projection(ask) })
          .batchSize(5_000)
          .toArray()
      ).map(toCell);
    },
    zone: async () => (await meta.findOne({ _id: 'zone' }))?.zone ?? undefined,
    replace: async (_scope, zone, cells) => {
      const begun = await meta.findOneAndUpdate(
        { _id: 'zone' },
        { $set: { zone: null }, $inc: { n: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
      const made = [...(await cells())];
      await docs.deleteMany({});
      try {
        for (let from = 0; from < made.length; from += CHUNK)
          await docs.insertMany(
            made.slice(from, from + CHUNK).map((cell) => ({ _id: cellKey(cell), ...cell })),
            { ordered: false },
          );
      } catch (error) {
        // Another makes them at the same time: the zone stays unset, and the next turn makes them alone.
        if (isDuplicateKey(error)) return;
        throw error;
      }
      // Another process that began later makes them again; its own `n` is then the newer.
      await meta.updateOne({ _id: 'zone', n: begun?.n ?? 0 }, { $set: { zone } });
    },
  };
};
