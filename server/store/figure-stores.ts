import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { FigureStores, Survey } from '../ports/figure-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import type { CollectionPlan } from './schemas/collections.ts';
import { sessionOf } from './transaction.ts';

export const FIGURE_COLLECTIONS: Record<string, CollectionPlan> = {
  surveys: {
    shardKey: { _id: 'hashed' },
    indexes: [{ name: 'by_customer', key: { customerId: 1, sentAt: -1 } }],
  },
  facts: { shardKey: { _id: 'hashed' }, indexes: [{ name: 'by_kind', key: { kind: 1, at: 1 } }] },
};

type Fact = { id: string; kind: string; day: string; at: Date } & Record<string, unknown>;

export const createFigureStores = (connection: Connection): FigureStores => {
  const surveys = connection.collection('surveys') as unknown as Collection<Doc<Survey>>;
  const facts = connection.collection('facts') as unknown as Collection<Doc<Fact>>;
  return {
    surveys: {
      get: async (_scope, id, tx) => {
        const doc = await surveys.findOne({ _id: id }, sessionOf(tx));
        return doc ? fromDoc<Survey>(doc as never) : undefined;
      },
      insert: async (_scope, survey, tx) => {
        await surveys.insertOne(toDoc(survey) as never, sessionOf(tx));
      },
      update: async (_scope, id, fromStates, set, tx) => {
        const { id: _id, ...rest } = set;
        const doc = await surveys.findOneAndUpdate(
          { _id: id, state: { $in: [...fromStates] } } as never,
          { $set: rest } as never,
          { ...sessionOf(tx), returnDocument: 'after' },
        );
        return doc ? fromDoc<Survey>(doc as never) : undefined;
      },
      ofCustomer: async (_scope, customerIds, limit) =>
        (
          await surveys
            .find({ customerId: { $in: [...customerIds] } } as never)
            .sort({ sentAt: -1 })
            .limit(limit)
            .toArray()
        ).map((d) => fromDoc<Survey>(d as never)),
    },
    facts: {
      get: async (_scope, ids) =>
        (await facts.find({ _id: { $in: [...ids] } }).toArray()).map((d) => fromDoc<Fact>(d as never)),
      upsert: async (_scope, rows) => {
        if (rows.length === 0) return;
        await facts.bulkWrite(
          rows.map((row) => ({
            replaceOne: { filter: { _id: row.id }, replacement: toDoc(row), upsert: true },
          })) as never,
          { ordered: false },
        );
      },
      range: async (_scope, kind, from, to, filter) =>
        (
          await facts
            .find({ ...filter, kind, at: { $gte: from, $lt: to } } as never)
            .sort({ at: 1 })
            .toArray()
        ).map((d) => fromDoc<Fact>(d as never)),
    },
  };
};
