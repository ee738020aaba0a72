import MiniSearch from 'minisearch';
import { tokenise } from '../../domain/conversation/tokens.ts';
import type { Article } from '../../ports/content-stores.ts';

const MAX_HITS = 20;

export interface HelpSearch {
  find(query: string): Article[];
}

/** Full text over the published articles of one language; built anew when they change. */
export const createHelpSearch = (articles: readonly Article[]): HelpSearch => {
  const byId = new Map(articles.map((article) => [article.id, article]));
  const index = new MiniSearch<{ id: string; title: string; questions: string; body: string }>({
    fields: ['title', 'questions', 'body'],
    tokenize: (text) => tokenise(text),
    processTerm: (term) => term,
    searchOptions: {
      boost: { title: 3, questions: 2 },
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(
    articles.map(({ id, title, questions, body }) => ({ id, title, questions: questions.join('\n'), body })),
  );
  return {
    find: (query) =>
      index
        .search(query)
        .slice(0, MAX_HITS)
        .flatMap((hit) => byId.get(String(hit.id)) ?? []),
  };
};
