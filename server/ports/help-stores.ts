import type { Language } from '#contracts/time.ts';
import type { PageAsk, PageOf } from './core-stores.ts';
import type { Scope, Tx } from './scope.ts';

/** A shelf of the help centre, named in both languages; a language without a name shows the other's. */
export interface Category {
  id: string;
  name: Record<Language, string>;
  /** Smallest first. */
  order: number;
  version: number;
}

/** An article as it was published, kept for good. `id` is `<articleId>:<n>`. */
export interface ArticleVersion {
  id: string;
  articleId: string;
  n: number;
  title: string;
  body: string;
  category: string;
  questions: string[];
  at: Date;
  /** The agent's id, or `system`. */
  by: string;
}

/** How often an article was read and judged. */
export interface ArticleCounts {
  views: number;
  helpful: number;
  notHelpful: number;
}

/** One reader's judgement. `id` is made of the article and a key that stands for the reader on one day only. */
export interface ArticleVote {
  id: string;
  articleId: string;
  helpful: boolean;
  /** What the reader wrote, with names, addresses and numbers taken out. */
  text?: string;
  at: Date;
  /** Forgotten after this, text and all; the counts stay. */
  expiresAt: Date;
}

export interface HelpStores {
  categories: {
    /** All of them (at most 200), in order. */
    list(scope: Scope, tx?: Tx): Promise<Category[]>;
    /** Also puts a new name on every article of the category. */
    save(scope: Scope, category: Category, expectedVersion: number | undefined, tx: Tx): Promise<boolean>;
    /** False when it is not there. */
    remove(scope: Scope, id: string, tx: Tx): Promise<boolean>;
    isUsed(scope: Scope, id: string, tx: Tx): Promise<boolean>;
  };
  versions: {
    insert(scope: Scope, version: ArticleVersion, tx: Tx): Promise<void>;
    /** Newest first. */
    list(scope: Scope, articleId: string, ask: PageAsk): Promise<PageOf<ArticleVersion>>;
    get(scope: Scope, articleId: string, n: number): Promise<ArticleVersion | undefined>;
  };
  votes: {
    /** Keeps one judgement a reader and counts it; a later one replaces the first. Without a text the one given before stays. */
    save(scope: Scope, vote: ArticleVote, tx: Tx): Promise<void>;
    /** Those that hold a text, newest first. */
    texts(scope: Scope, articleId: string, ask: PageAsk): Promise<PageOf<ArticleVote>>;
    /** Takes the text away for good; the judgement stays. False when there is none. */
    removeText(scope: Scope, articleId: string, id: string): Promise<boolean>;
    /** A random word of the day, the same for all processes, gone after two days: with it goes who a key stood for. */
    salt(scope: Scope, day: string, expiresAt: Date): Promise<string>;
  };
  counts: {
    addViews(scope: Scope, views: ReadonlyMap<string, number>): Promise<void>;
    many(scope: Scope, articleIds: readonly string[]): Promise<Map<string, ArticleCounts>>;
  };
}
