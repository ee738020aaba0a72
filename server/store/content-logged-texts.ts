import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { ContentStores } from '../ports/content-stores.ts';
import { sessionOf } from './transaction.ts';

interface LoggedText {
  _id: string;
  customerId: string;
  text: string;
}

/** Words of logged calls, letters and meetings; erased with their customer. */
export const createLoggedTextStore = (connection: Connection): ContentStores['loggedTexts'] => {
  const docs = connection.collection('loggedTexts') as unknown as Collection<LoggedText>;
  return {
    insert: async (_scope, { id, customerId, text }, tx) => {
      await docs.insertOne({ _id: id, customerId, text }, sessionOf(tx));
    },
    many: async (_scope, ids) => {
      if (ids.length === 0) return new Map();
      const found = await docs.find({ _id: { $in: [...ids] } }).toArray();
      return new Map(found.map((doc) => [doc._id, doc.text]));
    },
  };
};
