import type { CollectionPlan } from './collections.ts';

const byId: CollectionPlan['shardKey'] = { _id: 'hashed' };

/** Shard keys and indexes of what stands around the articles of the help centre. */
export const HELP_COLLECTIONS: Record<string, CollectionPlan> = {
  articleCategories: { shardKey: byId, indexes: [{ name: 'by_order', key: { order: 1, _id: 1 } }] },
  articleVersions: {
    shardKey: byId,
    indexes: [{ name: 'by_article', key: { articleId: 1, n: -1, _id: -1 } }],
  },
  articleVotes: {
    shardKey: byId,
    indexes: [
      {
        name: 'with_text',
        key: { articleId: 1, at: -1, _id: -1 },
        partialFilterExpression: { text: { $exists: true } },
      },
      { name: 'expires', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
    ],
  },
  articleCounts: { shardKey: byId, indexes: [] },
  voteSalts: {
    shardKey: byId,
    indexes: [{ name: 'expires', key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  },
};
