import type { Language } from '#contracts/time.ts';
import { nameIn } from '../../domain/help/article-rules.ts';
import type { Article } from '../../ports/content-stores.ts';
import { system } from '../../ports/scope.ts';
import type { HttpDeps } from '../deps.ts';
import { createHelpSearch, type HelpSearch } from './help-search.ts';

export interface ShelfCategory {
  /** Part of the address: the category's id, or its name where it has none. */
  key: string;
  name: string;
  articles: Article[];
}
export interface Published {
  version: string;
  articles: Article[];
  /** Those with articles, in the operator's order. */
  categories: ShelfCategory[];
  search: HelpSearch;
  /** Files that published articles show. */
  images: ReadonlySet<string>;
}

/** Where the help centre serves an article's own pictures. */
export const IMAGE_PATH = '/help/images/';
const IMAGE = /\/help\/images\/([\w-]{1,128})/g;
const scope = system('help centre');

export const categoryKey = (article: Article): string => article.categoryId ?? article.category;

/** Articles with their categories and search index, kept until one of them changes. */
export const createShelf = (deps: HttpDeps): ((language: Language) => Promise<Published>) => {
  const kept = new Map<Language, Published>();
  return async (language) => {
    const { version, articles } = await deps.ports.stores.articles.published(scope, language);
    const known = kept.get(language);
    if (known?.version === version) return known;
    const listed = await deps.ports.stores.help.categories.list(scope);
    const rank = new Map(listed.map(({ id }, at) => [id, at]));
    const names = new Map(listed.map(({ id, name }) => [id, nameIn(name, language)]));
    const byKey = new Map<string, ShelfCategory>();
    for (const article of articles) {
      const key = categoryKey(article);
      const category = byKey.get(key) ?? { key, name: names.get(key) ?? article.category, articles: [] };
      category.articles.push(article);
      byKey.set(key, category);
    }
    const last = listed.length;
    const categories = [...byKey.values()].sort(
      (a, b) => (rank.get(a.key) ?? last) - (rank.get(b.key) ?? last),
    );
    const images = new Set(
      articles.flatMap(({ body }) => [...body.matchAll(IMAGE)].flatMap(([, id]) => id ?? [])),
    );
    const fresh = { version, articles, categories, search: createHelpSearch(articles), images };
    kept.set(language, fresh);
    return fresh;
  };
};
export type Shelf = ReturnType<typeof createShelf>;

/** The other version of an article, where it is published. */
export const translationOf = (article: Article, others: readonly Article[]): Article | undefined =>
  others.find((one) =>
    article.familyId !== undefined && one.familyId !== undefined
      ? one.familyId === article.familyId
      : one.slug === article.slug,
  );
