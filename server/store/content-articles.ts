import type { Connection } from 'mongoose';
import type { Language } from '#contracts/time.ts';
import { tokenise } from '../domain/conversation/tokens.ts';
import type { Article, ContentStores } from '../ports/content-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { contentCollection } from './content-documents.ts';
import { afterCursor, toPage } from './cursor.ts';
import { sessionOf } from './transaction.ts';

type ArticleDoc = Doc<Article> & { tokens?: string[] };
const SORT = [
  ['updatedAt', -1],
  ['_id', -1],
] as const;

/** Nothing of a draft gets out, and its date is not that of what readers see. */
const toPublished = (doc: ArticleDoc): Article => {
  const { draft: _, publishedAt, ...article } = toArticle(doc);
  return publishedAt ? { ...article, publishedAt, updatedAt: publishedAt } : article;
};

const toArticle = (doc: ArticleDoc): Article => {
  const { tokens: _, ...rest } = doc;
  return fromDoc<Article>(rest);
};

/** Articles; the published ones of a language are held in memory until one of them is saved, on any process. */
export const createArticleStore = (connection: Connection): ContentStores['articles'] => {
  const { docs, put } = contentCollection<ArticleDoc>(connection, 'articles');
  /** One counter per language, raised with each save: tells a kept list from a fresh one with one small read. */
  const revisions = connection.collection<{ _id: string; revision: number }>('contentRevisions');
  const kept = new Map<Language, { version: string; articles: Article[] }>();
  return {
    published: async (_scope, language) => {
      const revision = await revisions.findOne({ _id: `articles:${language}` });
      const version = String(revision?.revision ?? 0);
      const known = kept.get(language);
      if (known && known.version === version) return known;
      const found = await docs
        .find({ language, status: 'published' })
        .sort({ category: 1, title: 1, _id: 1 })
        .toArray();
      const fresh = { version, articles: found.map(toPublished) };
      kept.set(language, fresh);
      return fresh;
    },
    family: async (_scope, familyIds, tx) =>
      (
        await docs
          .find({ familyId: { $in: [...familyIds] } } as never, sessionOf(tx))
          .sort({ language: -1, _id: 1 })
          .toArray()
      ).map((doc) => toArticle(doc as ArticleDoc)),
    get: async (_scope, id) => {
      const doc = await docs.findOne({ _id: id });
      return doc ? toArticle(doc) : undefined;
    },
    bySlug: async (_scope, slug, language) => {
      const doc = await docs.findOne({ language, slug });
      return doc ? toArticle(doc) : undefined;
    },
    list: async (_scope, ask) => {
      const filter = {
        ...(ask.language ? { language: ask.language } : {}),
        ...(ask.status ? { status: ask.status } : {}),
        ...(ask.categoryId ? { categoryId: ask.categoryId } : {}),
        ...(ask.withDraft ? { draft: { $exists: true } } : {}),
        ...(ask.tokens?.length ? { tokens: { $all: ask.tokens } } : {}),
        ...afterCursor(SORT, ask.cursor),
      };
      const found = await docs
        .find(filter)
        .sort({ updatedAt: -1, _id: -1 })
        .limit(ask.limit + 1)
        .toArray();
      return toPage(found, ask, SORT, toArticle);
    },
    save: async (_scope, article, expectedVersion, tx) => {
      const tokens = tokenise(article.title, article.category, article.questions.join('\n'), article.body);
      const saved = await put({ ...toDoc(article), tokens }, expectedVersion, tx);
      if (saved) {
        const id = `articles:${article.language}`;
        await revisions.updateOne({ _id: id }, { $inc: { revision: 1 } }, { upsert: true, ...sessionOf(tx) });
      }
      return saved;
    },
  };
};
