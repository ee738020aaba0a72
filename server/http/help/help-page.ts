import type { Language } from '#contracts/time.ts';
import type { Article } from '../../ports/content-stores.ts';
import { escapeHtml } from './escape.ts';
import { renderArticle } from './render-article.ts';
import { HELP_WORDS } from './words.ts';

export interface HelpSite {
  language: Language;
  shopName: string;
  publicUrl: string;
}

/** Where an article stands, from the site's root. */
export const articlePath = (article: Pick<Article, 'language' | 'slug'>): string =>
  `/help/${article.language}/${encodeURIComponent(article.slug)}`;

const dateOf = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'Asia/Tokyo',
  }).format(at);

interface PageParts {
  title: string;
  body: string;
  /** The same page in the other language. */
  otherPath: string;
  path: string;
  query?: string;
  index?: boolean;
}

const searchForm = (language: Language, query: string): string => {
  const words = HELP_WORDS[language];
  return `<form role="search" action="/help/${language}" method="get"><label for="q">${words.searchLabel}</label>
<div class="field"><input id="q" name="q" type="search" maxlength="100" value="${escapeHtml(query)}" autocomplete="off"><button type="submit">${words.search}</button></div></form>`;
};

const page = (site: HelpSite, parts: PageParts): string => {
  const { language } = site;
  const words = HELP_WORDS[language];
  const other = language === 'ja' ? 'en' : 'ja';
  const url = (path: string): string => escapeHtml(new URL(path, site.publicUrl).toString());
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(parts.title)} | ${escapeHtml(site.shopName)}</title>${parts.index === false ? '<meta name="robots" content="noindex">' : ''}
<link rel="canonical" href="${url(parts.path)}"><link rel="alternate" hreflang="${other}" href="${url(parts.otherPath)}">
<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/help/help.css"></head><body>
<a class="skip" href="#content">${words.skip}</a>
<header><a class="brand" href="/help/${language}">${escapeHtml(site.shopName)} ${words.title}</a><a class="other" href="${escapeHtml(parts.otherPath)}" hreflang="${other}" lang="${other}">${words.other}</a></header>
${searchForm(language, parts.query ?? '')}
<main id="content">${parts.body}</main></body></html>`;
};

const listOf = (articles: readonly Article[]): string =>
  `<ul>${articles.map((a) => `<li><a href="${articlePath(a)}">${escapeHtml(a.title)}</a></li>`).join('')}</ul>`;

/** The list of all articles by category. */
export const homePage = (site: HelpSite, articles: readonly Article[]): string => {
  const words = HELP_WORDS[site.language];
  const byCategory = new Map<string, Article[]>();
  for (const article of articles) {
    byCategory.set(article.category, [...(byCategory.get(article.category) ?? []), article]);
  }
  const sections = [...byCategory].map(
    ([category, list]) => `<section><h2>${escapeHtml(category)}</h2>${listOf(list)}</section>`,
  );
  const other = site.language === 'ja' ? 'en' : 'ja';
  return page(site, {
    title: words.title,
    path: `/help/${site.language}`,
    otherPath: `/help/${other}`,
    body: `<h1>${words.title}</h1><p>${words.lead}</p><div class="categories">${sections.join('') || `<p>${words.empty}</p>`}</div>`,
  });
};

/** Hits of a search, best first. */
export const searchPage = (site: HelpSite, query: string, hits: readonly Article[]): string => {
  const words = HELP_WORDS[site.language];
  const other = site.language === 'ja' ? 'en' : 'ja';
  const found = hits.length > 0 ? listOf(hits) : `<p>${words.none}</p><p>${words.noneNext}</p>`;
  return page(site, {
    title: words.searchLabel,
    path: `/help/${site.language}`,
    otherPath: `/help/${other}`,
    query,
    index: false,
    body: `<h1>${escapeHtml(words.results(hits.length, query))}</h1>${found}`,
  });
};

/** What the widget shows of an article: no frame around it. */
export const articleFragment = (article: Article): string =>
  `<article lang="${article.language}"><h1>${escapeHtml(article.title)}</h1>${renderArticle(article.body)}</article>`;

export const articlePage = (
  site: HelpSite,
  article: Article,
  related: readonly Article[],
  translation: Article | undefined,
): string => {
  const words = HELP_WORDS[site.language];
  const other = site.language === 'ja' ? 'en' : 'ja';
  const more = related.length > 0 ? `<aside><h2>${words.related}</h2>${listOf(related)}</aside>` : '';
  return page(site, {
    title: article.title,
    path: articlePath(article),
    otherPath: translation ? articlePath(translation) : `/help/${other}`,
    body: `<nav aria-label="${words.home}"><a href="/help/${site.language}">${words.title}</a> › ${escapeHtml(article.category)}</nav>
${articleFragment(article)}<p class="updated">${words.updated} <time datetime="${article.updatedAt.toISOString()}">${dateOf(article.updatedAt, site.language)}</time></p>${more}`,
  });
};

export const missingPage = (site: HelpSite): string => {
  const words = HELP_WORDS[site.language];
  const path = `/help/${site.language}`;
  return page(site, {
    title: words.title,
    path,
    otherPath: `/help/${site.language === 'ja' ? 'en' : 'ja'}`,
    index: false,
    body: `<h1>${words.notFound}</h1><p><a href="${path}">${words.home}</a></p>`,
  });
};
