import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import type { Article } from '../ports/content-stores.ts';
import { lostRace, type Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { commitChange } from './commit-change.ts';

export interface ArticleInput {
  slug?: string | undefined;
  language?: Language | undefined;
  title?: string | undefined;
  body?: string | undefined;
  category?: string | undefined;
  status?: Article['status'] | undefined;
  questions?: string[] | undefined;
  intent?: string | undefined;
}

/** Part of a public address: lower-case words and hyphens. */
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LIMITS = { slug: 80, title: 200, category: 80, body: 100_000, questions: 300 } as const;

const check = (article: Article): void => {
  const issues = [
    ...(SLUG.test(article.slug) && article.slug.length <= LIMITS.slug ? [] : ['slug']),
    ...(article.title.trim() && article.title.length <= LIMITS.title ? [] : ['title']),
    ...(article.category.trim() && article.category.length <= LIMITS.category ? [] : ['category']),
    ...(article.body.length <= LIMITS.body ? [] : ['body']),
    ...(article.questions.every((question) => question.length <= LIMITS.questions) ? [] : ['questions']),
  ];
  if (issues.length > 0) {
    throw new AppError('invalid-input', { issues: issues.map((path) => ({ path })) });
  }
};

const EMPTY = {
  slug: '',
  title: '',
  body: '',
  category: '',
  status: 'draft',
  questions: [],
  skills: [],
} as const;

/**
 * Creates an article (no `articleId`) or changes one. Published text reaches the help centre and the bot with the next question.
 * @throws AppError `not-found`, `version-conflict`, `already-exists` (the slug in that language), `invalid-input`
 */
export const saveArticle = async (
  ports: Ports,
  scope: Scope,
  input: ArticleInput & { articleId?: string | undefined; version?: number | undefined },
): Promise<Article> => {
  authorize(scope, 'manage-articles');
  const { articleId, version, ...fields } = input;
  return commitChange(ports, scope, async (tx, now) => {
    const before = articleId === undefined ? undefined : await ports.stores.articles.get(scope, articleId);
    if (articleId !== undefined && !before) throw new AppError('not-found');
    if (before && version !== undefined && version !== before.version) throw new AppError('version-conflict');
    const article = {
      ...(before ?? { id: ports.newId(), ...EMPTY, language: 'ja' }),
      ...given(fields),
      updatedAt: now,
      version: (before?.version ?? 0) + 1,
    } as Article;
    check(article);
    if (!(await ports.stores.articles.save(scope, article, before?.version, tx))) return lostRace();
    return {
      result: article,
      events: [
        {
          type: 'article.changed',
          refs: { article: article.id },
          ...(before ? { before: { status: before.status, version: before.version } } : {}),
          after: { articleId: article.id, status: article.status },
        },
      ],
    };
  });
};
