import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { tokenise } from '../domain/conversation/tokens.ts';
import type { ContentStores, LoggedRow } from '../ports/content-stores.ts';
import { lostRace } from '../ports/scope.ts';
import { isDuplicateKey, sessionOf } from './transaction.ts';

type LoggedDoc = Omit<LoggedRow, 'id' | 'fileIds'> & { _id: string; fileIds?: string[]; tokens?: string[] };

const toRow = ({ _id, tokens: _tokens, ...doc }: LoggedDoc): LoggedRow => ({
  ...doc,
  id: _id,
  fileIds: doc.fileIds ?? [],
});

/** Words and files of logged calls, letters and meetings; erased with their customer. */
export const createLoggedTextStore = (connection: Connection): ContentStores['loggedTexts'] => {
  const docs = connection.collection('loggedTexts') as unknown as Collection<LoggedDoc>;
  return {
    insert: async (_scope, { id, ...row }, tx) => {
      try {
        await docs.insertOne({ _id: id, ...row, tokens: tokenise(row.text) }, sessionOf(tx));
      } catch (error) {
        if (isDuplicateKey(error)) throw lostRace();
        throw error;
      }
    },
    get: async (_scope, id, tx) => {
      const doc = await docs.findOne({ _id: id }, sessionOf(tx));
      return doc ? toRow(doc) : undefined;
    },
    many: async (_scope, ids) => {
      if (ids.length === 0) return new Map();
      const found = await docs.find({ _id: { $in: [...ids] } }).toArray();
      return new Map(found.map((doc) => [doc._id, toRow(doc)]));
    },
    search: async (_scope, tokens, limit) => {
      const found = docs.find({ tokens: { $all: [...tokens] } }).sort({ at: -1 });
      return (await found.limit(limit).maxTimeMS(5_000).toArray()).map(toRow);
    },
    customerOfFile: async (_scope, fileId) => (await docs.findOne({ fileIds: fileId }))?.customerId,
  };
};
