import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

const PAGE = 100;
const MOST = 1_000;

/** Every article with its title and language, to be chosen from and to be named by. */
export const useArticles = (): { id: string; title: string; language: 'ja' | 'en' }[] =>
  useQuery({
    queryKey: ['articles-by-name'],
    queryFn: async () => {
      const found: { id: string; title: string; language: 'ja' | 'en' }[] = [];
      let cursor: string | undefined;
      do {
        const page = await api.articles.list({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
        found.push(...page.items.map(({ id, title, language }) => ({ id, title, language })));
        cursor = page.nextCursor;
      } while (cursor !== undefined && found.length < MOST);
      return found;
    },
    staleTime: 60_000,
  }).data ?? [];

/** An article's title by its id; the id where there is none. */
export const useArticleTitle = (): ((id: string) => string) => {
  const articles = useArticles();
  return (id) => articles.find((one) => one.id === id)?.title ?? id;
};
