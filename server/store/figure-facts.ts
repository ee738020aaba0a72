import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { nanoid } from 'nanoid';
import type { AnyInteraction } from '#contracts/events.ts';
import type { FactSheet } from '../domain/report/facts.ts';
import { FOLDED_TYPES } from '../domain/report/fold-conversation.ts';
import type { FactMark, FactStore } from '../ports/figure-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { createRollUps } from './figure-roll-ups.ts';
import { sessionOf } from './transaction.ts';

const BATCH = 500;

async function* inBatches<T>(cursor: AsyncIterable<unknown>, map: (doc: never) => T): AsyncIterable<T[]> {
  let batch: T[] = [];
  for await (const doc of cursor) {
    batch.push(map(doc as never));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const hourOf = (at: Date): string => at.toISOString().slice(0, 13);
const sheetOf = (doc: never): FactSheet => fromDoc<FactSheet>(doc);
const interactionOf = (doc: never): AnyInteraction => fromDoc(doc as Doc<AnyInteraction>);

const createReads = (interactions: Collection): Pick<FactStore, 'interactions' | 'everyConversation'> => ({
  interactions: async (_scope, asks, until, recordedUntil) => {
    const found = new Map<string, AnyInteraction[]>(asks.map((a) => [a.conversationId, []]));
    if (asks.length === 0) return found;
    const whole = asks.filter((a) => !a.after).map((a) => a.conversationId);
    const conditions: object[] = asks
      .filter((a) => a.after)
      .map((a) => ({ 'refs.conversation': a.conversationId, at: { $gt: a.after, $lte: until } }));
    if (whole.length > 0) conditions.push({ 'refs.conversation': { $in: whole }, at: { $lte: until } });
    const filter = {
      $or: conditions,
      type: { $in: FOLDED_TYPES },
      ...(recordedUntil ? { recordedAt: { $lte: recordedUntil } } : {}),
    };
    for await (const doc of interactions.find(filter).batchSize(2_000)) {
      const row = interactionOf(doc as never);
      if (row.refs.conversation) found.get(row.refs.conversation)?.push(row);
    }
    return found;
  },
  everyConversation: async function* (_scope, recordedUntil) {
    const filter = {
      'refs.conversation': { $gt: '' },
      type: { $in: FOLDED_TYPES },
      ...(recordedUntil ? { recordedAt: { $lte: recordedUntil } } : {}),
    };
    let rows: AnyInteraction[] = [];
    for await (const doc of interactions
      .find(filter)
      .sort({ 'refs.conversation': 1, at: 1, _id: 1 })
      .allowDiskUse(true)
      .batchSize(2_000)) {
      const row = interactionOf(doc as never);
      if (rows[0] && rows[0].refs.conversation !== row.refs.conversation) {
        yield rows;
        rows = [];
      }
      rows.push(row);
    }
    if (rows.length > 0) yield rows;
  },
});

const createMarks = (
  marks: Collection<Doc<FactMark>>,
): Pick<FactStore, 'mark' | 'marks' | 'oldestMark' | 'settleMarks'> => ({
  mark: async (_scope, rows) => {
    if (rows.length > 0)
      await marks.insertMany(rows.map((row) => toDoc({ id: nanoid(12), ...row })) as never, {
        ordered: false,
      });
  },
  marks: async (_scope, until, limit) =>
    (
      await marks
        .find({ minAt: { $lte: until } } as never)
        .sort({ minAt: 1 })
        .limit(limit)
        .toArray()
    ).map((d) => fromDoc<FactMark>(d as never)),
  oldestMark: async () => (await marks.find({}).sort({ minAt: 1 }).limit(1).next())?.minAt,
  settleMarks: async (_scope, rows, until, tx) => {
    const ids = (which: (m: FactMark) => boolean): string[] => rows.filter(which).map((m) => m.id);
    const done = ids((m) => m.maxAt <= until);
    const rest = ids((m) => m.maxAt > until);
    if (done.length > 0) await marks.deleteMany({ _id: { $in: done } } as never, sessionOf(tx));
    if (rest.length > 0)
      await marks.updateMany(
        { _id: { $in: rest } } as never,
        { $set: { minAt: new Date(until.getTime() + 1) } } as never,
        sessionOf(tx),
      );
  },
});

/** Facts and their roll-ups: marks of what is to be folded, one sheet per conversation, cells by day and group. */
export const createFactStore = (connection: Connection): FactStore => {
  const facts = connection.collection('facts') as unknown as Collection<Doc<FactSheet>>;
  const marks = connection.collection('factMarks') as unknown as Collection<Doc<FactMark>>;
  const rollUps = createRollUps(connection);
  return {
    ...createMarks(marks),
    ...createReads(connection.collection('interactions') as unknown as Collection),
    sheets: async (_scope, ids) =>
      (await facts.find({ _id: { $in: [...ids] } }).toArray()).map((d) => sheetOf(d as never)),
    sheetsOfCustomers: async (_scope, ids, since) =>
      (await facts.find({ customerId: { $in: [...ids] }, until: { $gte: since } } as never).toArray()).map(
        (d) => sheetOf(d as never),
      ),
    sheetsInHours: (_scope, from, to) =>
      inBatches(
        facts
          .find({ hours: { $elemMatch: { $gte: hourOf(from), $lte: hourOf(to) } } } as never)
          .batchSize(BATCH),
        sheetOf,
      ),
    everySheet: () => inBatches(facts.find({}).batchSize(BATCH), sheetOf),
    insertSheets: async (_scope, sheets) => {
      if (sheets.length > 0)
        await facts.insertMany(sheets.map((s) => toDoc(s)) as never, {
          ordered: false,
          writeConcern: { w: 1 },
        });
    },
    apply: async (_scope, { sheets, cells, zone }, tx) => {
      if (!(await rollUps.add(zone, cells, tx))) return false;
      const known = sheets.filter((s) => s.rev > 0);
      const fresh = sheets.filter((s) => s.rev === 0);
      if (fresh.length > 0)
        await facts.insertMany(fresh.map((s) => toDoc({ ...s, rev: 1 })) as never, sessionOf(tx));
      if (known.length === 0) return true;
      const result = await facts.bulkWrite(
        known.map((s) => ({
          replaceOne: {
            filter: { _id: s.id, rev: s.rev },
            replacement: toDoc({ ...s, rev: s.rev + 1 }),
          },
        })) as never,
        { ...sessionOf(tx), ordered: true },
      );
      return result.matchedCount === known.length;
    },
    cells: rollUps.cells,
    zone: rollUps.zone,
    replaceCells: rollUps.replace,
  };
};
