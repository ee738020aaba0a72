import type { Connection } from 'mongoose';
import { queryTokens, tokenise } from '../domain/conversation/tokens.ts';
import type { Canned, ContentStores } from '../ports/content-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { contentCollection } from './content-documents.ts';
import { afterCursor, toPage } from './cursor.ts';

type CannedDoc = Doc<Canned> & { find?: string[] };
const SORT = [
  ['shortcut', 1],
  ['_id', 1],
] as const;
const toCanned = (doc: CannedDoc): Canned => {
  const { find: _, ...rest } = doc;
  return fromDoc<Canned>(rest);
};
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Canned responses, found by the beginning of their shortcut or by words of title and text. */
export const createCannedStore = (connection: Connection): ContentStores['canned'] => {
  const { docs, put } = contentCollection<CannedDoc>(connection, 'canned');
  return {
    list: async (_scope, ask) => {
      const q = ask.q?.trim();
      const tokens = q ? queryTokens(q) : [];
      const match = q
        ? {
            $or: [
              { shortcut: { $regex: `^${literal(q)}` } },
              ...(tokens.length ? [{ find: { $all: tokens } }] : []),
            ],
          }
        : {};
      const filter = { $and: [match, afterCursor(SORT, ask.cursor)] };
      const found = await docs
        .find(filter)
        .sort({ shortcut: 1, _id: 1 })
        .limit(ask.limit + 1)
        .toArray();
      return toPage(found, ask, SORT, toCanned);
    },
    save: async (_scope, canned) => {
      await put({ ...toDoc(canned), find: tokenise(canned.title, canned.text) });
    },
    remove: async (_scope, id) => (await docs.deleteOne({ _id: id })).deletedCount === 1,
  };
};
