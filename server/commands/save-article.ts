import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { nameIn, wrongFields } from '../domain/help/article-rules.ts';
import type { Article, ArticleDraft } from '../ports/content-stores.ts';
import type { Category } from '../ports/help-stores.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { commitChange } from './commit-change.ts';

export interface ArticleInput {
  slug?: string | undefined;
  language?: Language | undefined;
  title?: string | undefined;
  body?: string | undefined;
  category?: string | undefined;
  categoryId?: string | undefined;
  familyId?: string | undefined;
  status?: Article['status'] | undefined;
  questions?: string[] | undefined;
  intent?: string | undefined;
}

/** One change of an article: by its id, or a new one. */
export type ArticleChange = ArticleInput & {
  articleId?: string | undefined;
  version?: number | undefined;
};

const MAX_CATEGORIES = 200;
const EMPTY = {
  slug: '',
  title: '',
  body: '',
  category: '',
  status: 'draft',
  questions: [],
  skills: [],
} as const;

const refuse = (path: string): never => {
  throw new AppError('invalid-input', { issues: [{ path }] });
};

const who = (scope: Scope): string => (scope.kind === 'agent' ? scope.agentId : 'system');

/** The category by id, or by its name in that language; made where there is none of that name. */
const categoryFor = async (
  ports: Ports,
  scope: Scope,
  { categoryId, category }: Pick<ArticleInput, 'categoryId' | 'category'>,
  language: Language,
  tx: Tx,
): Promise<Category> => {
  const { categories } = ports.stores.help;
  const all = await categories.list(scope, tx);
  if (categoryId !== undefined) return all.find(({ id }) => id === categoryId) ?? refuse('categoryId');
  const name = (category ?? '').trim();
  const found = all.find((one) => nameIn(one.name, language) === name);
  if (found) return found;
  if (all.length >= MAX_CATEGORIES || name === '' || name.length > 80) refuse('category');
  const made: Category = {
    id: ports.newId(),
    name: { ja: '', en: '', [language]: name },
    order: Math.max(0, ...all.map(({ order }) => order)) + 1,
    version: 1,
  };
  await categories.save(scope, made, undefined, tx);
  return made;
};

/** @throws AppError `not-found` (no such family), `already-exists` (the family has that language) */
const checkFamily = async (ports: Ports, scope: Scope, article: Article, tx: Tx): Promise<void> => {
  if (article.familyId === undefined) return;
  const family = await ports.stores.articles.family(scope, [article.familyId], tx);
  const others = family.filter(({ id }) => id !== article.id);
  if (others.some(({ language }) => language === article.language)) throw new AppError('already-exists');
};

const wordsOf = ({ title, body, questions }: Pick<Article, 'title' | 'body' | 'questions'>) => ({
  title,
  body,
  questions,
});
const sameWords = (a: Article, b: Article): boolean =>
  JSON.stringify(wordsOf(a)) === JSON.stringify(wordsOf(b));

/** Without a status the words of a published article wait in its draft; with one they, or the draft's, are the article's. */
const withWords = (before: Article, fields: ArticleInput, by: string, now: Date): Article => {
  const { title, body, questions, status, ...rest } = given(fields);
  const words = given({ title, body, questions });
  const base: Article = { ...before, ...rest } as Article;
  if (before.status !== 'published' || status !== undefined) {
    const { draft, ...settled } = base;
    return {
      ...settled,
      ...(draft ? wordsOf(draft) : {}),
      ...words,
      ...(status === undefined ? {} : { status }),
    } as Article;
  }
  if (Object.keys(words).length === 0) return base;
  const draft = {
    ...wordsOf(before.draft ?? before),
    ...words,
    updatedAt: now,
    updatedBy: by,
  } as ArticleDraft;
  return { ...base, draft };
};

/** Marks what goes out and keeps it as a version; what is out already and unchanged is no new version. */
const published = async (
  ports: Ports,
  scope: Scope,
  article: Article,
  before: Article | undefined,
  tx: Tx,
): Promise<Article> => {
  if (article.status !== 'published' || article.draft) return article;
  if (before?.status === 'published' && before.publishedVersion !== undefined && sameWords(article, before))
    return article;
  const n = (before?.publishedVersion ?? 0) + 1;
  const at = article.updatedAt;
  const by = who(scope);
  const { id, category } = article;
  await ports.stores.help.versions.insert(
    scope,
    { id: `${id}:${n}`, articleId: id, n, ...wordsOf(article), category, at, by },
    tx,
  );
  return { ...article, publishedVersion: n, publishedAt: at, publishedBy: by };
};

const check = (article: Article): void => {
  const { draft } = article;
  const wrong = wrongFields(draft ? { ...article, ...wordsOf(draft) } : article);
  if (wrong.length > 0) throw new AppError('invalid-input', { issues: wrong.map((path) => ({ path })) });
};

/** As `saveArticle`, inside a transaction that is the caller's. Answers the article and what to say of it. */
export const writeArticle = async (
  ports: Ports,
  scope: Scope,
  { articleId, version, ...fields }: ArticleChange,
  tx: Tx,
  now: Date,
) => {
  const before = articleId === undefined ? undefined : await ports.stores.articles.get(scope, articleId);
  if (articleId !== undefined && !before) throw new AppError('not-found');
  if (before && version !== undefined && version !== before.version) throw new AppError('version-conflict');
  if (fields.familyId !== undefined && fields.familyId !== before?.familyId) {
    const family = await ports.stores.articles.family(scope, [fields.familyId], tx);
    if (family.length === 0) throw new AppError('not-found');
  }
  const start: Article = before ?? {
    id: ports.newId(),
    ...EMPTY,
    questions: [],
    skills: [],
    language: 'ja',
    updatedAt: now,
    version: 0,
  };
  const { category: _c, categoryId: _i, ...words } = fields;
  const worded = withWords({ ...start, familyId: start.familyId ?? ports.newId() }, words, who(scope), now);
  const isPlaced =
    fields.category !== undefined || fields.categoryId !== undefined || worded.categoryId === undefined;
  const category = isPlaced
    ? await categoryFor(
        ports,
        scope,
        given({ category: worded.category, ...given(fields) }),
        worded.language,
        tx,
      )
    : undefined;
  const placed: Article = {
    ...worded,
    ...(category ? { categoryId: category.id, category: nameIn(category.name, worded.language) } : {}),
    updatedAt: now,
    updatedBy: who(scope),
    version: (before?.version ?? 0) + 1,
  };
  check(placed);
  await checkFamily(ports, scope, placed, tx);
  const article = await published(ports, scope, placed, before, tx);
  if (!(await ports.stores.articles.save(scope, article, before?.version, tx))) return lostRace();
  return { article, event: changed(article, before) };
};

const changed = (article: Article, before: Article | undefined) => ({
  type: 'article.changed' as const,
  refs: { article: article.id },
  ...(before ? { before: { status: before.status, version: before.version } } : {}),
  after: { articleId: article.id, status: article.status },
});

/**
 * Creates an article (no `articleId`) or changes one. Words of a published article wait in its draft unless a status is given; what is published
 * reaches the help centre and the bot with the next question, and is kept as a version.
 * @throws AppError `not-found`, `version-conflict`, `already-exists` (the slug in that language, or the family's language), `invalid-input`
 */
export const saveArticle = async (ports: Ports, scope: Scope, input: ArticleChange): Promise<Article> => {
  authorize(scope, 'manage-articles');
  return commitChange(ports, scope, async (tx, now) => {
    const { article, event } = await writeArticle(ports, scope, input, tx, now);
    return { result: article, events: [event] };
  });
};

const alter = (
  ports: Ports,
  scope: Scope,
  { id, version }: { id: string; version?: number | undefined },
  make: (before: Article, now: Date) => Promise<Article>,
): Promise<Article> =>
  commitChange(ports, scope, async (tx, now) => {
    const before = await ports.stores.articles.get(scope, id);
    if (!before) throw new AppError('not-found');
    if (version !== undefined && version !== before.version) throw new AppError('version-conflict');
    const made = await make(before, now);
    const next = { ...made, updatedAt: now, updatedBy: who(scope), version: before.version + 1 };
    const { draft, ...live } = next;
    const out = await published(ports, scope, live, before, tx);
    const article = draft ? { ...out, draft } : out;
    if (!(await ports.stores.articles.save(scope, article, before.version, tx))) return lostRace();
    return { result: article, events: [changed(article, before)] };
  });

/** Throws away the words that wait. @throws AppError `not-found`, `version-conflict` */
export const discardDraft = async (
  ports: Ports,
  scope: Scope,
  input: { id: string; version?: number | undefined },
): Promise<Article> => {
  authorize(scope, 'manage-articles');
  return alter(ports, scope, input, async ({ draft: _, ...rest }) => rest);
};

/** Publishes an earlier version again, as a new one; a draft stays. @throws AppError `not-found`, `version-conflict` */
export const rollBackArticle = async (
  ports: Ports,
  scope: Scope,
  input: { id: string; version?: number | undefined; n: number },
): Promise<Article> => {
  authorize(scope, 'manage-articles');
  return alter(ports, scope, input, async (before) => {
    const kept = await ports.stores.help.versions.get(scope, input.id, input.n);
    if (!kept) throw new AppError('not-found');
    return { ...before, ...wordsOf(kept), status: 'published' };
  });
};
