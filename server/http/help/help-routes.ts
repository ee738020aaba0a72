import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { PATHS } from '#contracts/http.ts';
import { Language } from '#contracts/time.ts';
import type { Article } from '../../ports/content-stores.ts';
import { system } from '../../ports/scope.ts';
import type { HttpDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { ipOf, limiter, RATES } from '../rate-limits.ts';
import type { SecurityHeaders } from '../security-headers.ts';
import { escapeHtml } from './escape.ts';
import { HELP_CSS } from './help-css.ts';
import {
  articleFragment,
  articlePage,
  articlePath,
  type HelpSite,
  homePage,
  missingPage,
  searchPage,
} from './help-page.ts';
import { createHelpSearch, type HelpSearch } from './help-search.ts';

const MAX_RELATED = 6;
const MAX_QUERY = 100;
const scope = system('help centre');

const siteOf = async (deps: HttpDeps, language: Language): Promise<HelpSite> => {
  const settings = await deps.ports.stores.settings.current(scope);
  return { language, shopName: settings.shopName[language], publicUrl: deps.config.publicUrl };
};

const sendPage = (response: Response, html: string, status = 200): void => {
  response.status(status).set('Cache-Control', 'public, max-age=60').type('html').send(html);
};

const otherLanguage = (language: Language): Language => (language === 'ja' ? 'en' : 'ja');

interface Published {
  version: string;
  articles: Article[];
  search: HelpSearch;
}

/** Articles with their search index, kept until one of them changes. */
const createShelf = (deps: HttpDeps): ((language: Language) => Promise<Published>) => {
  const kept = new Map<Language, Published>();
  return async (language) => {
    const { version, articles } = await deps.ports.stores.articles.published(scope, language);
    const known = kept.get(language);
    if (known?.version === version) return known;
    const fresh = { version, articles, search: createHelpSearch(articles) };
    kept.set(language, fresh);
    return fresh;
  };
};
type Shelf = ReturnType<typeof createShelf>;

const showList =
  (deps: HttpDeps, shelf: Shelf) =>
  async (request: Request, response: Response): Promise<void> => {
    const language = Language.parse(request.params.language);
    const { articles, search } = await shelf(language);
    const site = await siteOf(deps, language);
    const q = typeof request.query.q === 'string' ? request.query.q.trim().slice(0, MAX_QUERY) : '';
    sendPage(response, q ? searchPage(site, q, search.find(q)) : homePage(site, articles));
  };

const showArticle =
  (deps: HttpDeps, shelf: Shelf) =>
  async (request: Request, response: Response): Promise<void> => {
    const language = Language.parse(request.params.language);
    const { articles } = await shelf(language);
    // An older citation may name the article by its id.
    const wanted = request.params.slug;
    const article = articles.find(({ slug, id }) => slug === wanted || id === wanted);
    const isFragment = request.query.fragment === '1';
    if (isFragment)
      response.set('Access-Control-Allow-Origin', '*').set('Cross-Origin-Resource-Policy', 'cross-origin');
    if (!article) return sendPage(response, missingPage(await siteOf(deps, language)), 404);
    if (isFragment) return sendPage(response, articleFragment(article));
    const related = articles.filter((a) => a.category === article.category && a.id !== article.id);
    const { articles: others } = await shelf(otherLanguage(language));
    const translation = others.find(({ slug }) => slug === article.slug);
    sendPage(
      response,
      articlePage(await siteOf(deps, language), article, related.slice(0, MAX_RELATED), translation),
    );
  };

const showSitemap =
  (deps: HttpDeps, shelf: Shelf) =>
  async (_request: Request, response: Response): Promise<void> => {
    const shelves = await Promise.all(Language.options.map(shelf));
    const url = (path: string): string => escapeHtml(new URL(path, deps.config.publicUrl).toString());
    const homes = Language.options.map((language) => `<url><loc>${url(`/help/${language}`)}</loc></url>`);
    const rows = shelves
      .flatMap(({ articles }) => articles)
      .map(
        (a) => `<url><loc>${url(articlePath(a))}</loc><lastmod>${a.updatedAt.toISOString()}</lastmod></url>`,
      );
    response
      .type('application/xml')
      .set('Cache-Control', 'public, max-age=600')
      .send(
        `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${[...homes, ...rows].join('')}</urlset>`,
      );
  };

/** `/help`: the public help centre, made on the server, without a script. `?fragment=1`: one article alone, for the widget on any site. */
export const helpRoutes = (deps: HttpDeps, security: SecurityHeaders): Router => {
  const router = Router();
  const shelf = createShelf(deps);
  const base = PATHS.help;
  const rate = limiter(undefined, {
    ...RATES.page,
    name: 'help',
    limit: deps.config.rates?.page ?? RATES.page.limit,
    key: ipOf,
  });
  const cssTag = createHash('sha256').update(HELP_CSS).digest('base64url').slice(0, 16);
  router.use(base, rate, security.help);
  router.get(`${base}/help.css`, (_request, response) => {
    response
      .type('css')
      .set('Cache-Control', 'public, max-age=3600')
      .set('ETag', `"${cssTag}"`)
      .send(HELP_CSS);
  });
  router.get(`${base}/sitemap.xml`, showSitemap(deps, shelf));
  router.get(base, (request, response) => {
    const { q } = request.query;
    const query = typeof q === 'string' && q ? `?${new URLSearchParams({ q })}` : '';
    response.vary('Accept-Language').redirect(302, `${base}/${languageOf(request)}${query}`);
  });
  router.get(`${base}/:language`, async (request, response) => {
    if (Language.safeParse(request.params.language).success) return showList(deps, shelf)(request, response);
    // A bare slug, as an old link or a citation has it: in the reader's language where there is one.
    const first = languageOf(request);
    for (const language of [first, otherLanguage(first)]) {
      const { articles } = await shelf(language);
      const article = articles.find(({ slug }) => slug === request.params.language);
      if (article)
        return response.redirect(
          302,
          articlePath(article) + (request.query.fragment === '1' ? '?fragment=1' : ''),
        );
    }
    sendPage(response, missingPage(await siteOf(deps, first)), 404);
  });
  router.get(`${base}/:language/:slug`, async (request, response) => {
    if (Language.safeParse(request.params.language).success)
      return showArticle(deps, shelf)(request, response);
    sendPage(response, missingPage(await siteOf(deps, languageOf(request))), 404);
  });
  return router;
};
