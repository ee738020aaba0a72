import type { CollectionPlan } from './collections.ts';

const byId: CollectionPlan['shardKey'] = { _id: 'hashed' };

/** Shard keys and indexes of dialogs, their published versions, HTTP actions, and the calls that turns asked for. */
export const DIALOG_COLLECTIONS: Record<string, CollectionPlan> = {
  botDialogs: {
    shardKey: byId,
    indexes: [
      { name: 'by_title', key: { sortTitle: 1, _id: 1 } },
      { name: 'live', key: { enabled: 1, publishedVersion: 1 } },
    ],
  },
  botDialogVersions: {
    shardKey: byId,
    indexes: [{ name: 'by_dialog', key: { dialogId: 1, number: -1, _id: -1 } }],
  },
  httpActions: { shardKey: byId, indexes: [{ name: 'by_title', key: { sortTitle: 1, _id: 1 } }] },
  botCalls: {
    shardKey: byId,
    indexes: [
      { name: 'open', key: { conversationId: 1, state: 1, createdAt: 1 } },
      { name: 'by_customer', key: { customerId: 1 } },
    ],
  },
};
