import type { Article } from '../ports/content-stores.ts';
import type { Category } from '../ports/help-stores.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const scope = system('seed');

/** One category for the names that the two languages give the same articles. */
const categoriesOf = (articles: readonly Article[]): Category[] => {
  const made = new Map<string, Category>();
  for (const { slug, language, category } of articles) {
    if (language !== 'ja' || made.has(category)) continue;
    const other = articles.find((one) => one.slug === slug && one.language === 'en');
    const order = made.size + 1;
    made.set(category, {
      id: `category-${order}`,
      name: { ja: category, en: other?.category ?? '' },
      order,
      version: 1,
    });
  }
  return [...made.values()];
};

/** Writes the shop's help centre: categories, articles in both languages side by side, and each article's first version. */
export const saveHelpCentre = async (ports: Ports, articles: readonly Article[]): Promise<void> => {
  const categories = categoriesOf(articles);
  const { help } = ports.stores;
  await ports.stores.transaction(scope, async (tx) => {
    for (const category of categories) await help.categories.save(scope, category, undefined, tx);
  });
  await ports.stores.transaction(scope, async (tx) => {
    for (const article of articles) {
      const { id, title, body, category, questions, updatedAt: at } = article;
      const place = categories.find(({ name }) => name[article.language] === category);
      const filed: Article = {
        ...article,
        familyId: `family-${article.slug}`,
        ...(place ? { categoryId: place.id } : {}),
        publishedVersion: 1,
        publishedAt: at,
        publishedBy: 'system',
      };
      await ports.stores.articles.save(scope, filed, undefined, tx);
      const version = {
        id: `${id}:1`,
        articleId: id,
        n: 1,
        title,
        body,
        category,
        questions,
        at,
        by: 'system',
      };
      await help.versions.insert(scope, version, tx);
    }
  });
};
