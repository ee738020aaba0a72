import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Article } from '../ports/content-stores.ts';
import type { Doc } from './connection.ts';

const LANGUAGES = ['ja', 'en'] as const;
type Old = Doc<Article>;
interface CategoryDoc {
  _id: string;
  name: { ja: string; en: string };
  order: number;
  version: number;
}

const idOf = (kind: string, text: string): string =>
  `${kind}-${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;

/** Articles of one address in both languages are one family; the category names that meet in families are one category. */
const categoriesOf = (articles: readonly Old[], known: readonly CategoryDoc[]): CategoryDoc[] => {
  const made: CategoryDoc[] = [...known];
  const has = (language: 'ja' | 'en', name: string) => made.find((one) => one.name[language] === name);
  const bySlug = new Map<string, Old[]>();
  for (const article of articles) bySlug.set(article.slug, [...(bySlug.get(article.slug) ?? []), article]);
  for (const family of bySlug.values()) {
    const name = { ja: '', en: '' };
    for (const { language, category } of family) name[language] = category;
    const found = LANGUAGES.map((language) => (name[language] ? has(language, name[language]) : undefined));
    const one = found[0] ?? found[1];
    if (!one) {
      const id = idOf('category', `${name.ja}\n${name.en}`);
      made.push({ _id: id, name, order: made.length + 1, version: 1 });
      continue;
    }
    for (const [at, language] of LANGUAGES.entries())
      if (name[language] && !found[at] && !one.name[language]) one.name[language] = name[language];
      else if (name[language] && !has(language, name[language]))
        made.push({
          _id: idOf('category', name[language]),
          name: { ja: '', en: '', [language]: name[language] },
          order: made.length + 1,
          version: 1,
        });
  }
  return made;
};

/** Puts each article that has none into a category and a family, and keeps what is published as its first version. Bears repeating. */
export const fileArticles = async (connection: Connection): Promise<void> => {
  const articles = connection.collection<Old>('articles');
  const categories = connection.collection<CategoryDoc>('articleCategories');
  const versions = connection.collection<{ _id: string }>('articleVersions');
  const unfiled = (await articles
    .find({ $or: [{ familyId: { $exists: false } }, { categoryId: { $exists: false } }] } as never)
    .sort({ category: 1, language: -1, title: 1, _id: 1 })
    .toArray()) as unknown as Old[];
  if (unfiled.length === 0) return;
  const made = categoriesOf(unfiled, (await categories.find().sort({ order: 1 }).toArray()) as CategoryDoc[]);
  for (const doc of made) await categories.replaceOne({ _id: doc._id }, doc as never, { upsert: true });
  for (const doc of unfiled) {
    const { _id, slug, language, category, title, body, questions, updatedAt, status } = doc;
    const isOut = status === 'published' && doc.publishedVersion === undefined;
    if (isOut)
      await versions.updateOne(
        { _id: `${_id}:1` },
        {
          $setOnInsert: {
            articleId: _id,
            n: 1,
            title,
            body,
            category,
            questions,
            at: updatedAt,
            by: 'system',
          },
        } as never,
        { upsert: true },
      );
    const categoryId = made.find((one) => one.name[language] === category)?._id;
    await articles.updateOne(
      { _id } as never,
      {
        $set: {
          familyId: doc.familyId ?? idOf('family', slug),
          ...(categoryId ? { categoryId } : {}),
          ...(isOut ? { publishedVersion: 1, publishedAt: updatedAt, publishedBy: 'system' } : {}),
        },
      } as never,
    );
  }
};
