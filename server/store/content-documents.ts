import type { Collection, Document } from 'mongodb';
import type { Connection, Model, Schema } from 'mongoose';
import { AppError } from '#contracts/errors.ts';
import type { Tx } from '../ports/scope.ts';
import { CONTENT_SCHEMAS } from './schemas/content.ts';
import { isDuplicateKey, sessionOf } from './transaction.ts';

type StringDoc = Document & { _id: string };
type Name = keyof typeof CONTENT_SCHEMAS;

/** One content collection: native reads, writes checked against the mongoose schema first. */
export interface ContentCollection<D extends StringDoc> {
  docs: Collection<D>;
  /**
   * Writes the whole document. `expected` undefined: whatever is there, also nothing; a number: only over that version.
   * Answers false when the version differed. Throws AppError('already-exists') when a unique name is taken.
   */
  put(doc: D, expected?: number, tx?: Tx): Promise<boolean>;
  /** Inserts; false when the id is taken (inside a transaction: then throw `lostRace()`, MongoDB has aborted it). */
  add(doc: D, tx?: Tx): Promise<boolean>;
}

const modelOf = (connection: Connection, name: Name): Model<unknown> =>
  (connection.models[name] as Model<unknown> | undefined) ??
  (connection.model(name, CONTENT_SCHEMAS[name] as unknown as Schema, name) as unknown as Model<unknown>);

export const contentCollection = <D extends StringDoc>(
  connection: Connection,
  name: Name,
): ContentCollection<D> => {
  const model = modelOf(connection, name);
  const docs = connection.collection(name) as unknown as Collection<D>;
  const check = (doc: D): Promise<void> => new model(doc).validate();
  return {
    docs,
    put: async (doc, expected, tx) => {
      await check(doc);
      const filter = { _id: doc._id, ...(expected === undefined ? {} : { version: expected }) };
      try {
        const result = await docs.replaceOne(filter as never, doc as never, {
          upsert: expected === undefined,
          ...sessionOf(tx),
        });
        return result.matchedCount + result.upsertedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) throw new AppError('already-exists');
        throw error;
      }
    },
    add: async (doc, tx) => {
      await check(doc);
      try {
        await docs.insertOne(doc as never, sessionOf(tx));
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
};
