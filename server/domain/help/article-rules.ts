import type { Language } from '#contracts/time.ts';

/** Part of a public address: lower-case words and hyphens. */
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Longest parts of an article, in characters; and how many example questions it has. */
export const ARTICLE_LIMITS = {
  slug: 80,
  title: 200,
  category: 80,
  body: 100_000,
  question: 300,
  questions: 50,
} as const;

export interface ArticleWords {
  slug: string;
  title: string;
  category: string;
  body: string;
  questions: readonly string[];
}

export const isSlug = (slug: string): boolean => SLUG.test(slug) && slug.length <= ARTICLE_LIMITS.slug;

/** The fields that do not fit their rules; empty when all do. */
export const wrongFields = (article: ArticleWords): (keyof ArticleWords)[] => [
  ...(isSlug(article.slug) ? [] : (['slug'] as const)),
  ...(article.title.trim() && article.title.length <= ARTICLE_LIMITS.title ? [] : (['title'] as const)),
  ...(article.category.trim() && article.category.length <= ARTICLE_LIMITS.category
    ? []
    : (['category'] as const)),
  ...(article.body.length <= ARTICLE_LIMITS.body ? [] : (['body'] as const)),
  ...(article.questions.length <= ARTICLE_LIMITS.questions &&
  article.questions.every((question) => question.length <= ARTICLE_LIMITS.question)
    ? []
    : (['questions'] as const)),
];

/** An address made of a title; of the id where the title has no letters for one. */
export const slugOf = (title: string, id: string): string => {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, ARTICLE_LIMITS.slug)
    .replace(/^-+|-+$/g, '');
  if (words.length >= 3) return words;
  const tail = id.toLowerCase().replace(/[^a-z0-9]+/g, '');
  return `article-${tail.slice(-10) || '0'}`;
};

/** A category's name in a language, or in the other where it has none. */
export const nameIn = (name: Record<Language, string>, language: Language): string =>
  name[language] || name.ja || name.en;
