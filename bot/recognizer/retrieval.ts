import MiniSearch from 'minisearch';
import type { BotArticle } from '#contracts/bot.ts';
import type { Language } from '#contracts/time.ts';
import { wordsOf } from './features.ts';
import { bare, normalise } from './normalise.ts';
import { type Section, sectionsOf } from './sections.ts';
import { stem } from './stem.ts';

/** A section found, with how well: BM25 score, and the share (0..1) of the question's words it holds. */
export interface Hit {
  articleId: string;
  section: number;
  score: number;
  coverage: number;
}

/** Full-text search over the sections of one language's articles. */
export interface ArticleIndex {
  /** Best first, at most `limit` (default 10). `articleId` narrows to one article's headings and text; the words of `without` do not count. */
  search(text: string, options?: { articleId?: string; limit?: number; without?: string }): Hit[];
  section(articleId: string, section: number): Section | undefined;
  sections(articleId: string): readonly Section[];
}

const STOP_EN = new Set(
  'a an the i my me mine we our you your it its is are was were be been am do does did can could would will should may might to of for on in at by with from and or but if so not no this that these those there here what which who how when where why have has had get got want need like please hi hello any some about as'.split(
    ' ',
  ),
);
const STOP_JA = new Set(
  'です ます ました ません でしょ う か の が を に は へ と で も や から まで より て た だ な ね よ する し い ある いる ない こと もの これ それ あれ 教え ください 下さい お ご ん れ られ せ たい ので のです けど どう どの 何 なに 場合 方法 知り'.split(
    ' ',
  ),
);

/** The words of a question that say what it is about, as the index holds them. */
export const searchWords = (text: string, language: Language): string[] => {
  const words = wordsOf(bare(normalise(text)), language);
  return language === 'en'
    ? words.map(stem).filter((word) => !STOP_EN.has(word))
    : words.filter((word) => !STOP_JA.has(word) && !/^[\p{Script=Hiragana}ー]{1,2}$/u.test(word));
};

/** Search tokens: words without the empty ones, and for Japanese also character pairs, which find what the dictionary cuts differently. */
export const searchTokens = (text: string, language: Language): string[] => {
  const clean = bare(normalise(text));
  const words = wordsOf(clean, language);
  if (language === 'en') return words.map(stem).filter((word) => !STOP_EN.has(word));
  const tokens = words.filter((word) => !STOP_JA.has(word));
  const solid = clean.replaceAll(' ', '');
  for (let i = 0; i + 2 <= solid.length; i++) {
    const pair = solid.slice(i, i + 2);
    if (!/^[\p{Script=Hiragana}ー]+$/u.test(pair)) tokens.push(pair);
  }
  return tokens;
};

interface Row {
  id: string;
  articleId: string;
  section: number;
  title: string;
  heading: string;
  body: string;
  questions: string;
}

const rowsOf = (articles: readonly BotArticle[], sections: Map<string, Section[]>): Row[] =>
  articles.flatMap((article) =>
    (sections.get(article.id) ?? []).map((section, at) => ({
      id: `${at}|${article.id}`,
      articleId: article.id,
      section: at,
      title: article.title,
      heading: section.heading ?? '',
      body: section.text,
      questions: article.questions.join('\n'),
    })),
  );

/** Builds the index; a few milliseconds per hundred articles. */
export const indexArticles = (articles: readonly BotArticle[], language: Language): ArticleIndex => {
  const sections = new Map(articles.map((article) => [article.id, sectionsOf(article.body)]));
  const search = new MiniSearch<Row>({
    fields: ['title', 'heading', 'body', 'questions'],
    storeFields: ['articleId', 'section'],
    tokenize: (text) => searchTokens(text, language),
    processTerm: (term) => term,
    searchOptions: { boost: { title: 2, heading: 2, questions: 1.5 } },
  });
  search.addAll(rowsOf(articles, sections));
  return {
    search: (text, { articleId, limit = 10, without = '' } = {}) => {
      const ignored = new Set(searchTokens(without, language));
      const asked = new Set(
        searchTokens(text.slice(0, 300), language).filter((token) => !ignored.has(token)),
      );
      const words = new Set(searchWords(text.slice(0, 300), language));
      if (asked.size === 0) return [];
      return search
        .search([...asked].join(' '), {
          tokenize: (query) => query.split(' '),
          ...(articleId === undefined
            ? {}
            : { fields: ['heading', 'body'], filter: (result) => result.articleId === articleId }),
        })
        .slice(0, limit)
        .map((result) => ({
          articleId: String(result.articleId),
          section: Number(result.section),
          score: result.score,
          coverage:
            words.size > 0
              ? new Set(result.queryTerms.filter((term) => words.has(term))).size / words.size
              : 0,
        }));
    },
    section: (articleId, section) => sections.get(articleId)?.[section],
    sections: (articleId) => sections.get(articleId) ?? [],
  };
};
