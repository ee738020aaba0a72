import type { Connection } from 'mongoose';
import type { ContentStores } from '../ports/content-stores.ts';
import { contentCollection } from './content-documents.ts';

type View = Parameters<ContentStores['savedViews']['save']>[1];
type ViewDoc = Omit<View, 'id'> & { _id: string };
const MAX_VIEWS = 200;

/** Saved views: an agent reads their own and the shared ones, and removes only their own. */
export const createSavedViewStore = (connection: Connection): ContentStores['savedViews'] => {
  const { docs, put } = contentCollection<ViewDoc>(connection, 'savedViews');
  return {
    list: async (_scope, agentId) => {
      const found = await docs
        .find({ $or: [{ ownerId: agentId }, { shared: true }] })
        .sort({ name: 1, _id: 1 })
        .limit(MAX_VIEWS)
        .toArray();
      return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
    },
    save: async (_scope, { id, ...view }) => {
      await put({ _id: id, ...view });
    },
    remove: async (_scope, id, ownerId) => (await docs.deleteOne({ _id: id, ownerId })).deletedCount === 1,
  };
};
