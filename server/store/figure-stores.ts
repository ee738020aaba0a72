import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { FigureStores, Survey } from '../ports/figure-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { createFactStore } from './figure-facts.ts';
import type { CollectionPlan } from './schemas/collections.ts';
import { sessionOf } from './transaction.ts';

export const FIGURE_COLLECTIONS: Record<string, CollectionPlan> = {
  surveys: {
    shardKey: { _id: 'hashed' },
    indexes: [{ name: 'by_customer', key: { customerId: 1, sentAt: -1 } }],
  },
  facts: {
    shardKey: { _id: 'hashed' },
    indexes: [
      { name: 'by_customer', key: { customerId: 1, until: -1 } },
      { name: 'by_hour', key: { hours: 1 } },
    ],
  },
  factMarks: { shardKey: { _id: 'hashed' }, indexes: [{ name: 'due', key: { minAt: 1 } }] },
  rollUps: {
    shardKey: { _id: 'hashed' },
    indexes: [
      { name: 'by_day', key: { cube: 1, day: 1 } },
      { name: 'by_channel', key: { cube: 1, channel: 1, day: 1 } },
      { name: 'by_agent', key: { cube: 1, agent: 1, day: 1 } },
      { name: 'by_team', key: { cube: 1, team: 1, day: 1 } },
    ],
  },
  rollUpMeta: { shardKey: { _id: 'hashed' }, indexes: [] },
};

export const createFigureStores = (connection: Connection): FigureStores => {
  const surveys = connection.collection('surveys') as unknown as Collection<Doc<Survey>>;
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
    facts: createFactStore(connection),
  };
};
