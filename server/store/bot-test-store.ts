import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { BotTest, BotTestStores, GateOverrideRow } from '../ports/bot-test-store.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { afterCursor, toPage } from './cursor.ts';
import type { CollectionPlan } from './schemas/collections.ts';
import { isDuplicateKey, sessionOf } from './transaction.ts';

export const BOT_TEST_COLLECTIONS: Record<string, CollectionPlan> = {
  botTests: {
    shardKey: { _id: 'hashed' },
    indexes: [
      { name: 'by_created', key: { createdAt: -1, _id: -1 } },
      { name: 'to_run', key: { enabled: 1, createdAt: 1 } },
      { name: 'by_customer', key: { customerId: 1 } },
    ],
  },
  botTestOverrides: {
    shardKey: { _id: 'hashed' },
    indexes: [{ name: 'by_at', key: { at: -1, _id: -1 } }],
  },
};

const NEWEST = [
  ['createdAt', -1],
  ['_id', -1],
] as const;
const LATEST = [
  ['at', -1],
  ['_id', -1],
] as const;

/** Regression tests of the bot, and what was published in spite of them. */
export const createBotTestStore = (connection: Connection): BotTestStores['botTests'] => {
  const tests = connection.collection('botTests') as unknown as Collection<Doc<BotTest>>;
  const overrides = connection.collection('botTestOverrides') as unknown as Collection<Doc<GateOverrideRow>>;
  const toTest = (doc: unknown): BotTest => fromDoc(doc as Doc<BotTest>);
  const toOverride = (doc: unknown): GateOverrideRow => fromDoc(doc as Doc<GateOverrideRow>);
  return {
    get: async (_scope, id) => {
      const doc = await tests.findOne({ _id: id } as never);
      return doc ? toTest(doc) : undefined;
    },
    list: async (_scope, ask) => {
      const docs = await tests
        .find(afterCursor(NEWEST, ask.cursor) as never)
        .sort(Object.fromEntries(NEWEST))
        .limit(ask.limit + 1)
        .toArray();
      return toPage(docs as never[], ask, NEWEST, toTest);
    },
    toRun: async (_scope, { ids, limit }) => {
      const filter = ids ? { _id: { $in: [...ids] } } : { enabled: true };
      const docs = await tests
        .find(filter as never)
        .sort({ createdAt: 1, _id: 1 })
        .limit(limit)
        .toArray();
      return docs.map(toTest);
    },
    save: async (_scope, test, expected, tx) => {
      if (expected === undefined) {
        try {
          await tests.insertOne(toDoc(test) as never, sessionOf(tx));
          return true;
        } catch (error) {
          if (isDuplicateKey(error)) return false;
          throw error;
        }
      }
      const result = await tests.replaceOne(
        { _id: test.id, version: expected } as never,
        toDoc(test) as never,
        sessionOf(tx),
      );
      return result.matchedCount === 1;
    },
    remove: async (_scope, id) => (await tests.deleteOne({ _id: id } as never)).deletedCount === 1,
    noteRun: async (_scope, runs, at) => {
      if (runs.length === 0) return;
      await tests.bulkWrite(
        runs.map(({ id, version, passed }) => ({
          updateOne: {
            filter: { _id: id, version },
            update: { $set: { lastRunAt: at, lastPassed: passed } },
          },
        })) as never,
        { ordered: false },
      );
    },
    addOverride: async (_scope, row, tx) => {
      await overrides.insertOne(toDoc(row) as never, sessionOf(tx));
    },
    overrides: async (_scope, ask) => {
      const docs = await overrides
        .find(afterCursor(LATEST, ask.cursor) as never)
        .sort(Object.fromEntries(LATEST))
        .limit(ask.limit + 1)
        .toArray();
      return toPage(docs as never[], ask, LATEST, toOverride);
    },
  };
};
