import { randomBytes } from 'node:crypto';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { tokenise } from '../domain/conversation/tokens.ts';
import type { Article } from '../ports/content-stores.ts';
import type {
  ArticleCounts,
  ArticleVersion,
  ArticleVote,
  Category,
  HelpStores,
} from '../ports/help-stores.ts';
import type { Tx } from '../ports/scope.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { afterCursor, toPage } from './cursor.ts';
import { sessionOf } from './transaction.ts';

const MAX_CATEGORIES = 200;
const LANGUAGES = ['ja', 'en'] as const;
const NEWEST_VERSION = [
  ['n', -1],
  ['_id', -1],
] as const;
const NEWEST_VOTE = [
  ['at', -1],
  ['_id', -1],
] as const;
const NONE: ArticleCounts = { views: 0, helpful: 0, notHelpful: 0 };

const collectionOf = <D extends { _id: string }>(connection: Connection, name: string): Collection<D> =>
  connection.collection(name) as unknown as Collection<D>;

type ArticleDoc = Doc<Article> & { tokens?: string[] };

const createCategories = (connection: Connection): HelpStores['categories'] => {
  const docs = collectionOf<Doc<Category>>(connection, 'articleCategories');
  const articles = collectionOf<ArticleDoc>(connection, 'articles');
  const revisions = collectionOf<{ _id: string; revision: number }>(connection, 'contentRevisions');
  const raise = async (tx: Tx): Promise<void> => {
    for (const language of LANGUAGES)
      await revisions.updateOne(
        { _id: `articles:${language}` },
        { $inc: { revision: 1 } },
        { upsert: true, ...sessionOf(tx) },
      );
  };
  const rename = async ({ id, name }: Category, tx: Tx): Promise<void> => {
    for await (const doc of articles.find({ categoryId: id }, sessionOf(tx))) {
      const category = name[doc.language] || name.ja || name.en;
      if (doc.category === category) continue;
      const tokens = tokenise(doc.title, category, doc.questions.join('\n'), doc.body);
      await articles.updateOne({ _id: doc._id }, { $set: { category, tokens } }, sessionOf(tx));
    }
  };
  return {
    list: async (_scope, tx) =>
      (await docs.find({}, sessionOf(tx)).sort({ order: 1, _id: 1 }).limit(MAX_CATEGORIES).toArray()).map(
        (doc) => fromDoc<Category>(doc as Doc<Category>),
      ),
    save: async (_scope, category, expected, tx) => {
      const found = await docs.replaceOne(
        { _id: category.id, ...(expected === undefined ? {} : { version: expected }) } as never,
        toDoc(category) as never,
        { upsert: expected === undefined, ...sessionOf(tx) },
      );
      if (found.matchedCount + found.upsertedCount === 0) return false;
      await rename(category, tx);
      await raise(tx);
      return true;
    },
    remove: async (_scope, id, tx) => {
      const { deletedCount } = await docs.deleteOne({ _id: id }, sessionOf(tx));
      if (deletedCount > 0) await raise(tx);
      return deletedCount > 0;
    },
    isUsed: async (_scope, id, tx) => (await articles.findOne({ categoryId: id }, sessionOf(tx))) !== null,
  };
};

const createVersions = (connection: Connection): HelpStores['versions'] => {
  const docs = collectionOf<Doc<ArticleVersion>>(connection, 'articleVersions');
  return {
    insert: async (_scope, version, tx) => {
      await docs.insertOne(toDoc(version) as never, sessionOf(tx));
    },
    list: async (_scope, articleId, ask) => {
      const found = await docs
        .find({ articleId, ...afterCursor(NEWEST_VERSION, ask.cursor) } as never)
        .sort({ n: -1, _id: -1 })
        .limit(ask.limit + 1)
        .toArray();
      return toPage(found as Doc<ArticleVersion>[], ask, NEWEST_VERSION, (doc) =>
        fromDoc<ArticleVersion>(doc),
      );
    },
    get: async (_scope, articleId, n) => {
      const doc = await docs.findOne({ _id: `${articleId}:${n}` });
      return doc ? fromDoc<ArticleVersion>(doc as Doc<ArticleVersion>) : undefined;
    },
  };
};

type CountsDoc = { _id: string } & Partial<ArticleCounts>;

const createVotes = (connection: Connection): HelpStores['votes'] => {
  const docs = collectionOf<Doc<ArticleVote>>(connection, 'articleVotes');
  const counts = collectionOf<CountsDoc>(connection, 'articleCounts');
  const salts = collectionOf<{ _id: string; salt: string; expiresAt: Date }>(connection, 'voteSalts');
  return {
    save: async (_scope, vote, tx) => {
      const before = await docs.findOne({ _id: vote.id }, sessionOf(tx));
      const text = vote.text ?? (vote.helpful ? undefined : before?.text);
      const { text: _, ...rest } = vote;
      const doc = toDoc(text === undefined ? rest : { ...rest, text });
      await docs.replaceOne({ _id: vote.id }, doc as never, { upsert: true, ...sessionOf(tx) });
      if (before?.helpful === vote.helpful) return;
      const change: Record<string, number> = { [vote.helpful ? 'helpful' : 'notHelpful']: 1 };
      if (before) change[before.helpful ? 'helpful' : 'notHelpful'] = -1;
      await counts.updateOne({ _id: vote.articleId }, { $inc: change }, { upsert: true, ...sessionOf(tx) });
    },
    texts: async (_scope, articleId, ask) => {
      const found = await docs
        .find({ articleId, text: { $exists: true }, ...afterCursor(NEWEST_VOTE, ask.cursor) } as never)
        .sort({ at: -1, _id: -1 })
        .limit(ask.limit + 1)
        .toArray();
      return toPage(found as Doc<ArticleVote>[], ask, NEWEST_VOTE, (doc) => fromDoc<ArticleVote>(doc));
    },
    removeText: async (_scope, articleId, id) =>
      (
        await docs.updateOne(
          { _id: id, articleId, text: { $exists: true } } as never,
          { $unset: { text: '' } } as never,
        )
      ).modifiedCount === 1,
    salt: async (_scope, day, expiresAt) => {
      const doc = await salts.findOneAndUpdate(
        { _id: day },
        { $setOnInsert: { salt: randomBytes(24).toString('base64url'), expiresAt } },
        { upsert: true, returnDocument: 'after' },
      );
      return doc?.salt ?? '';
    },
  };
};

const createCounts = (connection: Connection): HelpStores['counts'] => {
  const docs = collectionOf<CountsDoc>(connection, 'articleCounts');
  return {
    addViews: async (_scope, views) => {
      if (views.size === 0) return;
      await docs.bulkWrite(
        [...views].map(([id, n]) => ({
          updateOne: { filter: { _id: id }, update: { $inc: { views: n } }, upsert: true },
        })) as never,
        { ordered: false },
      );
    },
    many: async (_scope, articleIds) => {
      const found = await docs.find({ _id: { $in: [...articleIds] } }).toArray();
      return new Map(found.map(({ _id, ...rest }) => [_id, { ...NONE, ...rest }]));
    },
  };
};

/** What stands around the articles: categories, versions, readers' judgements and counts. */
export const createHelpStores = (connection: Connection): HelpStores => ({
  categories: createCategories(connection),
  versions: createVersions(connection),
  votes: createVotes(connection),
  counts: createCounts(connection),
});
