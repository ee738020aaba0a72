import type { Collection, Document } from 'mongodb';
import type { Connection } from 'mongoose';
import { AppError } from '#contracts/errors.ts';
import { type LedgerItem, LedgerKnows, type LedgerState, type LedgerStore } from '../ports/ledger-store.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { afterCursor, toPage } from './cursor.ts';
import { both } from './scope-filter.ts';
import { isDuplicateKey, isUnavailable, sessionOf } from './transaction.ts';

type LedgerDoc = Doc<LedgerItem> & { hasBody: boolean };
const NEWEST = [
  ['receivedAt', -1],
  ['_id', -1],
] as const;

interface BulkFailure {
  code?: number;
  writeErrors?: { code?: number; index?: number }[] | { code?: number; index?: number };
}

/** Which of the rows an unordered insert refused as duplicates; throws when any was refused for another reason. */
const duplicatesOf = (error: unknown): Set<number> => {
  const raw = (error as BulkFailure).writeErrors;
  const list = Array.isArray(raw) ? raw : raw ? [raw] : [];
  if (list.length === 0 || list.some((w) => w.code !== 11000)) throw error;
  return new Set(list.map((w) => w.index ?? -1));
};

export const createLedgerStore = (connection: Connection): LedgerStore => {
  const docs = connection.collection('ledger') as unknown as Collection<LedgerDoc>;
  const map = (d: unknown): LedgerItem => {
    const { hasBody: _has, ...rest } = d as LedgerDoc;
    return fromDoc<LedgerItem>(rest as unknown as Doc<LedgerItem>);
  };
  return {
    insert: async (_scope, items) => {
      const rows = items.map((i) => ({ ...toDoc(i), hasBody: true }));
      try {
        await docs.insertMany(rows as never, {
          ordered: false,
          writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
        });
        return new Set(items.map((i) => i.id));
      } catch (error) {
        if (isUnavailable(error) || (error as { name?: string }).name === 'MongoWriteConcernError')
          throw Object.assign(new AppError('store-unavailable'), { cause: error });
        const duplicates = duplicatesOf(error);
        return new Set(items.flatMap((item, i) => (duplicates.has(i) ? [] : [item.id])));
      }
    },
    pendingOf: async (_scope, lanes, limit, known) => {
      const heads = await docs
        .find({ state: 0, lane: { $in: [...lanes] } } as never, { projection: { _id: 1, lane: 1, ord: 1 } })
        .sort({ lane: 1, ord: 1, _id: 1 })
        .limit(limit)
        .toArray();
      const missing = heads.filter((h) => !known.has(h._id)).map((h) => h._id);
      const fetched = missing.length ? await docs.find({ _id: { $in: missing } }).toArray() : [];
      const byId = new Map<string, LedgerItem>(fetched.map((d) => [d._id, map(d)]));
      return heads.flatMap((h) => known.get(h._id) ?? byId.get(h._id) ?? []);
    },
    isBehind: async (_scope, item) =>
      (await docs.findOne({ $or: [{ _id: item.id }, { lane: item.lane, state: 0 }] } as never, {
        projection: { _id: 1 },
      })) !== null,
    insertApplied: async (_scope, item, outcome, tx) => {
      try {
        await docs.insertOne({ ...toDoc(item), state: 1, outcome, hasBody: true } as never, sessionOf(tx));
      } catch (error) {
        if (isDuplicateKey(error)) throw new LedgerKnows();
        throw error;
      }
    },
    staleLanes: async (_scope, before, limit) => {
      const rows = await docs
        .find({ state: 0, ord: { $lt: before.getTime() * 1_000 } } as never, { projection: { lane: 1 } })
        .sort({ ord: 1 })
        .limit(limit)
        .toArray();
      return [...new Set(rows.map((r) => r.lane))];
    },
    markApplied: async (_scope, marks, tx) => {
      if (marks.length === 0) return true;
      const plain = new Map<string, string[]>();
      for (const m of marks) plain.set(m.outcome, [...(plain.get(m.outcome) ?? []), m.id]);
      let matched = 0;
      for (const [outcome, ids] of plain) {
        const result = await docs.updateMany(
          { _id: { $in: ids }, state: 0 } as never,
          { $set: { state: 1, outcome } } as never,
          sessionOf(tx),
        );
        matched += result.matchedCount;
      }
      return matched === marks.length;
    },
    markPoison: async (_scope, id, reason) => {
      await docs.updateOne(
        { _id: id, state: { $in: [0, 3] } } as never,
        { $set: { state: 2, reason }, $inc: { attempts: 1 } } as never,
      );
    },
    markWaiting: async (_scope, id, waitsFor, until) => {
      await docs.updateOne(
        { _id: id, state: 0 } as never,
        { $set: { state: 3, waitsFor, waitUntil: until } } as never,
      );
    },
    wake: async (_scope, waitsFor) => {
      if (waitsFor.length === 0) return [];
      const filter = { state: 3, waitsFor: { $in: [...waitsFor] } };
      const rows = await docs.find(filter as never, { projection: { lane: 1 } }).toArray();
      if (rows.length) await docs.updateMany(filter as never, { $set: { state: 0 } } as never);
      return [...new Set(rows.map((r) => r.lane))];
    },
    waitedFor: async (_scope, limit) => {
      const rows = await docs
        .find({ state: 3 } as never, { projection: { waitsFor: 1 } })
        .limit(limit)
        .toArray();
      return [...new Set(rows.flatMap((r) => r.waitsFor ?? []))];
    },
    expireWaiting: async (_scope, now) =>
      (
        await docs.updateMany(
          { state: 3, waitUntil: { $lte: now } } as never,
          { $set: { state: 0, waitedOut: true } } as never,
        )
      ).modifiedCount,
    retry: async (_scope, id) => {
      const doc = await docs.findOneAndUpdate(
        { _id: id, state: 2, hasBody: true } as never,
        { $set: { state: 0 }, $unset: { reason: 1 } } as never,
        { returnDocument: 'after' },
      );
      return doc ? map(doc) : undefined;
    },
    body: async (_scope, id) => (await docs.findOne({ _id: id }, { projection: { body: 1 } }))?.body,
    list: async (_scope, ask) => {
      const filter = both(
        ask.state === undefined ? {} : { state: ask.state satisfies LedgerState },
        ask.accountId ? { accountId: ask.accountId } : {},
        afterCursor(NEWEST, ask.cursor),
      );
      const rows = await docs
        .find(filter as never, { projection: { body: 0 } })
        .sort(Object.fromEntries(NEWEST))
        .limit(ask.limit + 1)
        .maxTimeMS(5_000)
        .toArray();
      return toPage(rows as never[], ask, NEWEST, (d: Document) => ({ ...map(d), body: undefined }));
    },
    dropBodies: async (_scope, before) =>
      (
        await docs.updateMany(
          { hasBody: true, state: 1, receivedAt: { $lt: before } } as never,
          { $set: { hasBody: false }, $unset: { body: 1 } } as never,
        )
      ).modifiedCount,
    backlog: async () => {
      const pending = await docs.countDocuments({ state: 0 } as never, { limit: 100_000 });
      const oldest = await docs
        .find({ state: 0 } as never, { projection: { receivedAt: 1 } })
        .sort({ ord: 1 })
        .limit(1)
        .next();
      return { pending, ...(oldest ? { oldestAt: oldest.receivedAt } : {}) };
    },
  };
};
