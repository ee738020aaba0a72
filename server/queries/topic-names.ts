import type { Language } from '#contracts/time.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const LANGUAGES: readonly Language[] = ['ja', 'en'];
const PAGE = 100;
const MAX_ARTICLES = 2_000;

/**
 * What intents or articles are called: an article by its title, an intent by the article that names it, else it has no name here. Of two languages the
 * wanted one speaks.
 */
export const topicNames = async (
  ports: Pick<Ports, 'stores'>,
  scope: Scope,
  by: 'intent' | 'article',
  wanted: Language = 'ja',
): Promise<Map<string, string>> => {
  const names = new Map<string, string>();
  for (const language of [...LANGUAGES.filter((one) => one !== wanted), wanted]) {
    let cursor: string | undefined;
    for (let read = 0; read < MAX_ARTICLES; read += PAGE) {
      const { items, nextCursor } = await ports.stores.articles.list(scope, {
        language,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { id, slug, intent, title } of items)
        names.set(by === 'article' ? id : (intent ?? slug), title);
      if (nextCursor === undefined) break;
      cursor = nextCursor;
    }
  }
  return names;
};
