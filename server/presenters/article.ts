import type { z } from 'zod';
import type { ArticleView } from '#contracts/views.ts';
import type { Article } from '../ports/content-stores.ts';
import { given, iso } from './given.ts';

export const presentArticle = (article: Article): z.infer<typeof ArticleView> =>
  given({
    id: article.id,
    slug: article.slug,
    language: article.language,
    title: article.title,
    body: article.body,
    category: article.category,
    status: article.status,
    questions: article.questions,
    intent: article.intent,
    familyId: article.familyId,
    categoryId: article.categoryId,
    draft: article.draft && { ...article.draft, updatedAt: iso(article.draft.updatedAt) },
    publishedVersion: article.publishedVersion,
    publishedAt: article.publishedAt && iso(article.publishedAt),
    publishedBy: article.publishedBy,
    updatedAt: iso(article.updatedAt),
    version: article.version,
  });
