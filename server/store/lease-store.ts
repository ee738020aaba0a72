import { type Collection, MongoServerError } from 'mongodb';
import type { Connection } from 'mongoose';
import type { LeaseStore } from '../ports/core-stores.ts';

const DUPLICATE_KEY = 11_000;

interface LeaseDoc {
  _id: string;
  owner: string;
  until: Date;
}

/** Leases by the server's clock (`$$NOW`), one document each. */
export const createLeaseStore = (connection: Connection): LeaseStore => {
  const docs = connection.collection('leases') as unknown as Collection<LeaseDoc>;
  return {
    take: async (name, owner, ttlMs) => {
      // A missing `until` sorts before every date: a new document is free.
      const free = { $or: [{ $eq: ['$owner', { $literal: owner }] }, { $lte: ['$until', '$$NOW'] }] };
      const mine = { owner: { $literal: owner }, until: { $add: ['$$NOW', ttlMs] } };
      try {
        const doc = await docs.findOneAndUpdate(
          { _id: name },
          [
            {
              $set: {
                owner: { $cond: [free, mine.owner, '$owner'] },
                until: { $cond: [free, mine.until, '$until'] },
              },
            },
          ],
          { upsert: true, returnDocument: 'after' },
        );
        return doc?.owner === owner;
      } catch (error) {
        // Two made the document at once; the other one was first.
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
        throw error;
      }
    },
    release: async (name, owner) => {
      await docs.deleteOne({ _id: name, owner });
    },
  };
};
