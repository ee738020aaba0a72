import { z } from 'zod';
import { GateOverride } from './bot-test.ts';
import { IMPORT_LIMITS } from './choices.ts';
import { byId, del, get, list, Page, patch, post, versioned } from './http-words.ts';
import { Instant, Language } from './time.ts';
import { ArticleView } from './views.ts';

/** What of an article is not written but kept by the server. */
const KEPT = {
  id: true,
  updatedAt: true,
  version: true,
  draft: true,
  publishedVersion: true,
  publishedAt: true,
  publishedBy: true,
  counts: true,
  translations: true,
} as const;
/** Publishing in spite of failing tests of the bot. */
const gated = { override: GateOverride.optional() };
const status = z.enum(['draft', 'published', 'archived']);

export const CategoryView = z.object({
  id: z.string(),
  /** A language without a name shows the other's; one of the two is there. */
  name: z.object({ ja: z.string().trim().max(80), en: z.string().trim().max(80) }),
  /** Smallest first. */
  order: z.number().int().min(0).max(10_000),
  version: z.number().int(),
});
export type CategoryView = z.infer<typeof CategoryView>;

/** An article as it was published once. */
export const ArticleVersionView = z.object({
  n: z.number().int(),
  title: z.string(),
  body: z.string(),
  category: z.string(),
  questions: z.array(z.string()),
  at: Instant,
  /** The agent's id, or `system`. */
  by: z.string(),
});
export type ArticleVersionView = z.infer<typeof ArticleVersionView>;

/** What a reader wrote to an article that did not help. */
export const ArticleCommentView = z.object({ id: z.string(), text: z.string(), at: Instant });
export type ArticleCommentView = z.infer<typeof ArticleCommentView>;

/** What is wrong with one field of one article of an import. */
export const ImportProblem = z.object({
  field: z.enum([
    'file',
    'columns',
    'title',
    'body',
    'category',
    'language',
    'questions',
    'slug',
    'status',
    'family',
  ]),
  problem: z.enum(['missing', 'too-long', 'too-many', 'unknown', 'not-allowed', 'twice', 'broken']),
});
export type ImportProblem = z.infer<typeof ImportProblem>;
export const ImportRow = z.object({
  file: z.string(),
  /** Line in the file where the article begins, from 1. */
  line: z.number().int(),
  title: z.string(),
  language: Language.optional(),
  category: z.string(),
  /** `change`: an article with that language and slug is there; what is published stays until its draft is. */
  as: z.enum(['new', 'change']),
  problems: z.array(ImportProblem),
});
export type ImportRow = z.infer<typeof ImportRow>;

/** Endpoints of the articles; part of the catalogue in http.ts. */
export const articleEndpoints = {
  list: get('/articles', 'Articles')
    .input(
      Page.extend({
        language: Language.optional(),
        status: status.optional(),
        categoryId: z.string().max(64).optional(),
        /** Only those whose changed words wait to be published. */
        withDraft: z.stringbool().optional(),
        q: z.string().max(100).optional(),
      }),
    )
    .output(list(ArticleView)),
  show: get('/articles/{id}', 'One article').input(byId).output(ArticleView),
  /** Without `categoryId` the category is found, or made, by its name. `familyId`: the other language of a family that is there. */
  create: post('/articles', 'Create').input(ArticleView.omit(KEPT).extend(gated)).output(ArticleView),
  /**
   * Words of a published article become its draft, unless `status` is sent: `published` publishes them, or the draft. What is sent with a status
   * takes the draft's place.
   */
  update: patch('/articles/{id}', 'Change')
    .input(versioned.extend(ArticleView.omit(KEPT).partial().extend(gated).shape))
    .output(ArticleView),
  discard: post('/articles/{id}/discard', 'Throw away the words that wait to be published')
    .input(versioned)
    .output(ArticleView),
  versions: get('/articles/{id}/versions', 'What was published, newest first')
    .input(byId.extend(Page.shape))
    .output(list(ArticleVersionView)),
  rollBack: post('/articles/{id}/roll-back', 'Publish an earlier version again; a draft stays')
    .input(versioned.extend({ n: z.number().int().positive(), ...gated }))
    .output(ArticleView),
  comments: get('/articles/{id}/comments', 'What readers wrote whom it did not help, newest first')
    .input(byId.extend(Page.shape))
    .output(list(ArticleCommentView)),
  removeComment: del('/articles/{id}/comments/{commentId}', 'Remove a comment for good')
    .input(byId.extend({ commentId: z.string().min(1).max(200) }))
    .output(z.object({ removed: z.boolean() })),
  /** All or nothing: with any problem nothing is written. */
  importFiles: post(
    '/help-centre/import',
    'Read articles from Markdown or CSV; `dryRun` only shows what would be',
  )
    .input(
      z.object({
        dryRun: z.boolean(),
        files: z
          .array(z.object({ name: z.string().min(1).max(200), text: z.string().max(IMPORT_LIMITS.chars) }))
          .min(1)
          .max(IMPORT_LIMITS.files),
      }),
    )
    .output(z.object({ rows: z.array(ImportRow), done: z.boolean() })),
  exportFiles: get(
    '/help-centre/export',
    'Articles as Markdown files with front matter, as an import takes them',
  )
    .input(Page.extend({ language: Language.optional() }))
    .output(list(z.object({ name: z.string(), text: z.string() }))),
};

/** Endpoints of the help centre's categories; at most 200, so their list is whole. */
export const categoryEndpoints = {
  list: get('/article-categories', 'Categories, in order').output(list(CategoryView)),
  create: post('/article-categories', 'Make a category')
    .input(CategoryView.omit({ id: true, version: true, order: true }))
    .output(CategoryView),
  update: patch('/article-categories/{id}', 'Rename a category or give it another place')
    .input(versioned.extend(CategoryView.omit({ id: true, version: true }).partial().shape))
    .output(CategoryView),
  remove: del('/article-categories/{id}', 'Remove an empty category')
    .input(byId)
    .output(z.object({ removed: z.boolean() })),
};
