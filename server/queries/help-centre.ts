import type { z } from 'zod';
import type { ArticleCommentView, ArticleVersionView } from '#contracts/http-help.ts';
import type { Language } from '#contracts/time.ts';
import type { ArticleView } from '#contracts/views.ts';
import { authorize } from '../domain/access/can.ts';
import { writeMarkdown } from '../domain/help/front-matter.ts';
import type { Article } from '../ports/content-stores.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Category } from '../ports/help-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentArticle } from '../presenters/article.ts';
import { given, iso } from '../presenters/given.ts';

/** Articles as agents see them: with counts, and the other languages of their families. */
export const withSurroundings = async (
  ports: Ports,
  scope: Scope,
  articles: readonly Article[],
): Promise<z.infer<typeof ArticleView>[]> => {
  const families = [...new Set(articles.flatMap(({ familyId }) => familyId ?? []))];
  const [counts, relatives] = await Promise.all([
    ports.stores.help.counts.many(
      scope,
      articles.map(({ id }) => id),
    ),
    families.length > 0 ? ports.stores.articles.family(scope, families) : [],
  ]);
  return articles.map((article) => ({
    ...presentArticle(article),
    counts: counts.get(article.id) ?? { views: 0, helpful: 0, notHelpful: 0 },
    translations: relatives
      .filter(({ familyId, id }) => familyId === article.familyId && id !== article.id)
      .map(({ id, language, status }) => ({ id, language, status })),
  }));
};

export const listCategories = async (ports: Ports, scope: Scope): Promise<{ items: Category[] }> => {
  authorize(scope, 'read-articles');
  return { items: await ports.stores.help.categories.list(scope) };
};

/** What was published of an article, newest first. */
export const listVersions = async (
  ports: Ports,
  scope: Scope,
  { id, ...ask }: PageAsk & { id: string },
): Promise<PageOf<ArticleVersionView>> => {
  authorize(scope, 'read-articles');
  const found = await ports.stores.help.versions.list(scope, id, ask);
  return {
    ...found,
    items: found.items.map(({ n, title, body, category, questions, at, by }) => ({
      n,
      title,
      body,
      category,
      questions,
      at: iso(at),
      by,
    })),
  };
};

/** What readers wrote to an article, newest first. */
export const listComments = async (
  ports: Ports,
  scope: Scope,
  { id, ...ask }: PageAsk & { id: string },
): Promise<PageOf<ArticleCommentView>> => {
  authorize(scope, 'manage-articles');
  const found = await ports.stores.help.votes.texts(scope, id, ask);
  return {
    ...found,
    items: found.items.map((vote) => ({ id: vote.id, text: vote.text ?? '', at: iso(vote.at) })),
  };
};

/** Articles as files an import reads back; the words are those that are out, or the draft's where nothing is. */
export const exportArticles = async (
  ports: Ports,
  scope: Scope,
  ask: PageAsk & { language?: Language | undefined },
): Promise<PageOf<{ name: string; text: string }>> => {
  authorize(scope, 'read-articles');
  const found = await ports.stores.articles.list(scope, given(ask));
  return {
    ...found,
    items: found.items.map((article) => ({
      name: `${article.slug}.${article.language}.md`,
      text: writeMarkdown({
        title: article.title,
        body: article.body,
        category: article.category,
        language: article.language,
        questions: article.questions,
        slug: article.slug,
        status: article.status,
        family: article.familyId ?? '',
        intent: article.intent ?? '',
      }),
    })),
  };
};
