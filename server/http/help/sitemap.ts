import type { Language } from '#contracts/time.ts';
import type { Article } from '../../ports/content-stores.ts';
import { escapeHtml } from './escape.ts';
import { articlePath, categoryPath } from './help-page.ts';
import { type Published, translationOf } from './help-shelf.ts';

interface Entry {
  path: string;
  /** The same page by language, itself included. */
  versions: readonly (readonly [Language, string])[];
  changedAt?: Date;
}

const languagesOf = (shelves: readonly Published[]): Language[] =>
  shelves.map((_, at) => (at === 0 ? 'ja' : 'en'));

const ofArticle = (article: Article, others: readonly Article[]): Entry => {
  const translation = translationOf(article, others);
  const own = [article.language, articlePath(article)] as const;
  return {
    path: own[1],
    versions: translation ? [own, [translation.language, articlePath(translation)]] : [own],
    changedAt: article.updatedAt,
  };
};

/** Every public page of the help centre with its other language, as sitemaps.org has it. `shelves`: ja, en. */
export const sitemapXml = (publicUrl: string, shelves: readonly Published[]): string => {
  const languages = languagesOf(shelves);
  const homes = languages.map((language) => [language, `/help/${language}`] as const);
  const entries: Entry[] = [
    ...homes.map(([, path]) => ({ path, versions: homes })),
    ...shelves.flatMap(({ categories }, at) =>
      categories.map(({ key }) => {
        const versions = languages
          .filter((_, n) => shelves[n]?.categories.some((one) => one.key === key))
          .map((language) => [language, categoryPath(language, key)] as const);
        return { path: categoryPath(languages[at] ?? 'ja', key), versions };
      }),
    ),
    ...shelves.flatMap(({ articles }, at) =>
      articles.map((article) => ofArticle(article, shelves[1 - at]?.articles ?? [])),
    ),
  ];
  const url = (path: string): string => escapeHtml(new URL(path, publicUrl).toString());
  const rows = entries.map(({ path, versions, changedAt }) => {
    const alternates =
      versions.length > 1
        ? versions.map(
            ([language, to]) => `<xhtml:link rel="alternate" hreflang="${language}" href="${url(to)}"/>`,
          )
        : [];
    const changed = changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : '';
    return `<url><loc>${url(path)}</loc>${changed}${alternates.join('')}</url>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">${rows.join('')}</urlset>`;
};

/** The help centre may be found; the inbox and the API are nobody's to index. */
export const robotsText = (publicUrl: string): string =>
  `User-agent: *\nAllow: /help\nDisallow: /\n\nSitemap: ${new URL('/help/sitemap.xml', publicUrl)}\n`;
