import type { CollectionPlan } from './collections.ts';

const byId: CollectionPlan['shardKey'] = { _id: 'hashed' };

/** Shard keys and indexes of the bot's own answers, open questions and lessons. */
export const LEARNING_COLLECTIONS: Record<string, CollectionPlan> = {
  botAnswers: {
    shardKey: byId,
    indexes: [
      { name: 'by_title', key: { sortTitle: 1, _id: 1 } },
      { name: 'live', key: { enabled: 1, publishedVersion: 1 } },
    ],
  },
  botQuestions: {
    shardKey: byId,
    indexes: [
      { name: 'open', key: { language: 1, settled: 1, at: -1 } },
      { name: 'by_customer', key: { customerId: 1 } },
    ],
  },
  botLessons: {
    shardKey: byId,
    indexes: [
      { name: 'by_state', key: { state: 1, proposedAt: -1, _id: -1 } },
      { name: 'by_customer', key: { customerId: 1 } },
    ],
  },
};
