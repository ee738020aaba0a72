import type { Language } from '#contracts/time.ts';
import type { Article } from '../../ports/content-stores.ts';
import { escapeHtml } from './escape.ts';
import { categoryKey, type ShelfCategory } from './help-shelf.ts';
import { renderArticle } from './render-article.ts';
import { HELP_WORDS } from './words.ts';

export interface HelpSite {
  language: Language;
  shopName: string;
  publicUrl: string;
}

const MAX_SUMMARY = 160;
const other = (language: Language): Language => (language === 'ja' ? 'en' : 'ja');

/** Where an article stands, from the site's root. */
export const articlePath = (article: Pick<Article, 'language' | 'slug'>): string =>
  `/help/${article.language}/${encodeURIComponent(article.slug)}`;
export const categoryPath = (language: Language, key: string): string =>
  `/help/${language}/category/${encodeURIComponent(key)}`;

const dateOf = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'Asia/Tokyo',
  }).format(at);

/** The first words of an article, without its marks. */
export const summaryOf = (body: string): string => {
  const text = body
    .replace(/```[\s\S]*?```|!\[[^\]]*\]\([^)]*\)|<[^>]*>/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^#+.*$/gm, ' ')
    .replace(/[*_`>|~]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY - 1)}…` : text;
};

interface PageParts {
  title: string;
  body: string;
  path: string;
  /** The same page in the other language; absent: there is none, and its front page is offered instead. */
  translation?: string | undefined;
  summary?: string | undefined;
  query?: string;
  index?: boolean;
  kind?: 'article' | 'website';
  updatedAt?: Date;
}

const searchForm = (language: Language, query: string): string => {
  const words = HELP_WORDS[language];
  return `<form role="search" action="/help/${language}" method="get"><label for="q">${words.searchLabel}</label>
<div class="field"><input id="q" name="q" type="search" maxlength="100" value="${escapeHtml(query)}" autocomplete="off"><button type="submit">${words.search}</button></div></form>`;
};

/** Search engines and those who share a link: only of pages that may be found. */
const metaOf = (site: HelpSite, parts: PageParts): string => {
  if (parts.index === false) return '<meta name="robots" content="noindex">';
  const { language } = site;
  const url = (path: string): string => escapeHtml(new URL(path, site.publicUrl).toString());
  const summary = escapeHtml(parts.summary ?? HELP_WORDS[language].lead);
  const alternates = parts.translation
    ? [
        [language, parts.path],
        [other(language), parts.translation],
        ['x-default', language === 'ja' ? parts.path : parts.translation],
      ].map(([code, path]) => `<link rel="alternate" hreflang="${code}" href="${url(path ?? '')}">`)
    : [];
  return `<link rel="canonical" href="${url(parts.path)}">${alternates.join('')}
<meta name="description" content="${summary}"><meta property="og:title" content="${escapeHtml(parts.title)}"><meta property="og:description" content="${summary}">
<meta property="og:type" content="${parts.kind ?? 'website'}"><meta property="og:url" content="${url(parts.path)}"><meta property="og:site_name" content="${escapeHtml(site.shopName)}">
<meta property="og:locale" content="${language === 'ja' ? 'ja_JP' : 'en_GB'}">${parts.updatedAt ? `<meta property="article:modified_time" content="${parts.updatedAt.toISOString()}">` : ''}`;
};

const page = (site: HelpSite, parts: PageParts): string => {
  const { language } = site;
  const words = HELP_WORDS[language];
  const far = other(language);
  const turn = escapeHtml(parts.translation ?? `/help/${far}`);
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(parts.title)} | ${escapeHtml(site.shopName)}</title>${metaOf(site, parts)}
<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/help/help.css"></head><body>
<a class="skip" href="#content">${words.skip}</a>
<header><a class="brand" href="/help/${language}">${escapeHtml(site.shopName)} ${words.title}</a><a class="other" href="${turn}" hreflang="${far}" lang="${far}">${words.other}</a></header>
${searchForm(language, parts.query ?? '')}
<main id="content">${parts.body}</main></body></html>`;
};

const listOf = (articles: readonly Article[]): string =>
  `<ul>${articles.map((a) => `<li><a href="${articlePath(a)}">${escapeHtml(a.title)}</a></li>`).join('')}</ul>`;

/** Where one is: the way back, level by level. */
const crumbs = (site: HelpSite, steps: readonly (readonly [name: string, path: string])[]): string => {
  const words = HELP_WORDS[site.language];
  const all = [[words.title, `/help/${site.language}`] as const, ...steps];
  return `<nav aria-label="${words.here}"><ol class="crumbs">${all
    .map(([name, path]) => `<li><a href="${escapeHtml(path)}">${escapeHtml(name)}</a></li>`)
    .join('')}</ol></nav>`;
};

/** Articles of a category that the front page shows; the rest is one link away. */
const SHOWN = 6;

/** The list of all categories with their articles. */
export const homePage = (site: HelpSite, categories: readonly ShelfCategory[]): string => {
  const words = HELP_WORDS[site.language];
  const { language } = site;
  const sections = categories.map(({ key, name, articles }) => {
    const path = escapeHtml(categoryPath(language, key));
    const more =
      articles.length > SHOWN
        ? `<p class="more"><a href="${path}">${escapeHtml(words.all(name, articles.length))}</a></p>`
        : '';
    return `<section><h2><a href="${path}">${escapeHtml(name)}</a></h2>${listOf(articles.slice(0, SHOWN))}${more}</section>`;
  });
  return page(site, {
    title: words.title,
    path: `/help/${language}`,
    translation: `/help/${other(language)}`,
    body: `<h1>${words.title}</h1><p>${words.lead}</p><div class="categories">${sections.join('') || `<p>${words.empty}</p>`}</div>`,
  });
};

/** All articles of one category. `hasOther`: the category has articles in the other language too. */
export const categoryPage = (site: HelpSite, category: ShelfCategory, hasOther: boolean): string =>
  page(site, {
    title: category.name,
    path: categoryPath(site.language, category.key),
    translation: hasOther ? categoryPath(other(site.language), category.key) : undefined,
    body: `${crumbs(site, [])}<h1>${escapeHtml(category.name)}</h1>${listOf(category.articles)}`,
  });

/** Hits of a search, best first. */
export const searchPage = (site: HelpSite, query: string, hits: readonly Article[]): string => {
  const words = HELP_WORDS[site.language];
  const found = hits.length > 0 ? listOf(hits) : `<p>${words.none}</p><p>${words.noneNext}</p>`;
  return page(site, {
    title: words.searchLabel,
    path: `/help/${site.language}`,
    query,
    index: false,
    body: `<h1>${escapeHtml(words.results(hits.length, query))}</h1>${found}`,
  });
};

/** What the widget shows of an article: no frame around it. */
export const articleFragment = (article: Article): string =>
  `<article lang="${article.language}"><h1>${escapeHtml(article.title)}</h1>${renderArticle(article.body)}</article>`;

/** What the reader has said so far. */
export type Judged = 'yes' | 'no' | 'told' | undefined;

const judgement = (site: HelpSite, article: Article, judged: Judged): string => {
  const words = HELP_WORDS[site.language];
  const path = `${articlePath(article)}/helpful`;
  const open = `<section class="judge" id="helpful" aria-labelledby="helpful-title"><h2 id="helpful-title">`;
  if (judged === 'yes' || judged === 'told') return `${open}${words.thanks}</h2></section>`;
  if (judged === 'no')
    return `${open}${words.sorry}</h2><form method="post" action="${path}"><input type="hidden" name="helpful" value="no"><label for="said">${words.what}</label>
<textarea id="said" name="text" rows="3" maxlength="500"></textarea><p class="hint">${words.noNames}</p><button type="submit">${words.send}</button></form></section>`;
  return `${open}${words.helpful}</h2><form method="post" action="${path}"><button type="submit" name="helpful" value="yes" class="quiet">${words.yes}</button> <button type="submit" name="helpful" value="no" class="quiet">${words.no}</button></form></section>`;
};

export const articlePage = (
  site: HelpSite,
  article: Article,
  around: {
    category: string;
    related: readonly Article[];
    translation: Article | undefined;
    judged: Judged;
  },
): string => {
  const words = HELP_WORDS[site.language];
  const { related, translation } = around;
  const more = related.length > 0 ? `<aside><h2>${words.related}</h2>${listOf(related)}</aside>` : '';
  return page(site, {
    title: article.title,
    path: articlePath(article),
    translation: translation ? articlePath(translation) : undefined,
    summary: summaryOf(article.body) || article.title,
    kind: 'article',
    updatedAt: article.updatedAt,
    body: `${crumbs(site, [[around.category, categoryPath(site.language, categoryKey(article))]])}
${articleFragment(article)}<p class="updated">${words.updated} <time datetime="${article.updatedAt.toISOString()}">${dateOf(article.updatedAt, site.language)}</time></p>
${judgement(site, article, around.judged)}${more}`,
  });
};

export const missingPage = (site: HelpSite): string => {
  const words = HELP_WORDS[site.language];
  const path = `/help/${site.language}`;
  return page(site, {
    title: words.title,
    path,
    index: false,
    body: `<h1>${words.notFound}</h1><p><a href="${path}">${words.home}</a></p>`,
  });
};
