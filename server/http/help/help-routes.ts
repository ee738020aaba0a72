import { createHash } from 'node:crypto';
import { type Request, type Response, Router, urlencoded } from 'express';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import { Language, MINUTE } from '#contracts/time.ts';
import { judgeArticle, MAX_COMMENT } from '../../commands/judge-article.ts';
import type { Article } from '../../ports/content-stores.ts';
import { system } from '../../ports/scope.ts';
import type { HttpDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { ipOf, limiter, RATES } from '../rate-limits.ts';
import type { SecurityHeaders } from '../security-headers.ts';
import { HELP_CSS } from './help-css.ts';
import { helpImages } from './help-images.ts';
import {
  articleFragment,
  articlePage,
  articlePath,
  categoryPage,
  type HelpSite,
  homePage,
  type Judged,
  missingPage,
  searchPage,
} from './help-page.ts';
import { createViewCounter, readerKey } from './help-readers.ts';
import { categoryKey, createShelf, type Shelf, translationOf } from './help-shelf.ts';
import { robotsText, sitemapXml } from './sitemap.ts';

const MAX_RELATED = 6;
const MAX_QUERY = 100;
const VOTES = { windowMs: 10 * MINUTE, limit: 30 };
const scope = system('help centre');

const siteOf = async (deps: HttpDeps, language: Language): Promise<HelpSite> => {
  const settings = await deps.ports.stores.settings.current(scope);
  return { language, shopName: settings.shopName[language], publicUrl: deps.config.publicUrl };
};

/** Express adds the ETag and answers 304 to who has it. */
const sendPage = (response: Response, html: string, status = 200): void => {
  response.status(status).set('Cache-Control', 'public, max-age=60').type('html').send(html);
};

/** The widget reads from other sites. */
const acrossSites = (response: Response): Response =>
  response.set('Access-Control-Allow-Origin', '*').set('Cross-Origin-Resource-Policy', 'cross-origin');

const otherLanguage = (language: Language): Language => (language === 'ja' ? 'en' : 'ja');
const queryOf = (request: Request): string =>
  typeof request.query.q === 'string' ? request.query.q.trim().slice(0, MAX_QUERY) : '';
const languageIn = (request: Request): Language | undefined =>
  Language.safeParse(request.params.language).data;

const isLanguage = (request: Request): boolean => languageIn(request) !== undefined;

const showMissing = async (deps: HttpDeps, request: Request, response: Response): Promise<void> =>
  sendPage(response, missingPage(await siteOf(deps, languageIn(request) ?? languageOf(request))), 404);

/** Hits for the widget; without words the articles first in their categories. */
const showHits = async (shelf: Shelf, request: Request, response: Response): Promise<void> => {
  const { search, categories } = await shelf(Language.parse(request.params.language));
  const q = queryOf(request);
  const hits = q ? search.find(q) : categories.flatMap(({ articles }) => articles.slice(0, 2));
  acrossSites(response)
    .set('Cache-Control', 'public, max-age=60')
    .json({
      items: hits
        .slice(0, 20)
        .map(({ id, slug, title, category, updatedAt }) => ({ id, slug, title, category, updatedAt })),
    });
};

const showList = async (
  deps: HttpDeps,
  shelf: Shelf,
  request: Request,
  response: Response,
): Promise<void> => {
  const language = Language.parse(request.params.language);
  const { categories, search } = await shelf(language);
  const site = await siteOf(deps, language);
  const q = queryOf(request);
  sendPage(response, q ? searchPage(site, q, search.find(q)) : homePage(site, categories));
};

const showCategory = async (
  deps: HttpDeps,
  shelf: Shelf,
  request: Request,
  response: Response,
): Promise<void> => {
  const language = languageIn(request);
  const category =
    language && (await shelf(language)).categories.find(({ key }) => key === request.params.key);
  if (!language || !category) return showMissing(deps, request, response);
  const { categories } = await shelf(otherLanguage(language));
  const hasOther = categories.some(({ key }) => key === category.key);
  sendPage(response, categoryPage(await siteOf(deps, language), category, hasOther));
};

const find = (articles: readonly Article[], wanted: unknown): Article | undefined =>
  // An older citation may name the article by its id.
  articles.find(({ slug, id }) => slug === wanted || id === wanted);

const JUDGED = new Set(['yes', 'no', 'told']);

const showArticle =
  (deps: HttpDeps, shelf: Shelf, count: ReturnType<typeof createViewCounter>) =>
  async (request: Request, response: Response): Promise<void> => {
    const language = Language.parse(request.params.language);
    const { articles, categories } = await shelf(language);
    const article = find(articles, request.params.slug);
    const isFragment = request.query.fragment === '1';
    if (isFragment) acrossSites(response);
    if (!article) return showMissing(deps, request, response);
    const { helpful } = request.query;
    const judged = typeof helpful === 'string' && JUDGED.has(helpful) ? (helpful as Judged) : undefined;
    if (!judged) count(request, article.id);
    if (isFragment) return sendPage(response, articleFragment(article));
    const category = categories.find(({ key }) => key === categoryKey(article));
    const related = (category?.articles ?? []).filter(({ id }) => id !== article.id).slice(0, MAX_RELATED);
    const translation = translationOf(article, (await shelf(otherLanguage(language))).articles);
    const around = { category: category?.name ?? article.category, related, translation, judged };
    sendPage(response, articlePage(await siteOf(deps, language), article, around));
  };

/** A thumb, from the page's form (answered by the page) or from the widget (`quiet=1`, answered by nothing). */
const judge =
  (deps: HttpDeps, shelf: Shelf) =>
  async (request: Request, response: Response): Promise<void> => {
    const language = languageIn(request);
    const article = language && find((await shelf(language)).articles, request.params.slug);
    if (!article) throw new AppError('not-found');
    const { helpful, text, quiet } = (request.body ?? {}) as Record<string, unknown>;
    if (helpful !== 'yes' && helpful !== 'no')
      throw new AppError('invalid-input', { issues: [{ path: 'helpful' }] });
    if (text !== undefined && (typeof text !== 'string' || text.length > MAX_COMMENT))
      throw new AppError('invalid-input', { issues: [{ path: 'text' }] });
    const said = typeof text === 'string' ? text.trim() : '';
    await judgeArticle(deps.ports, scope, {
      article,
      reader: await readerKey(deps, request),
      helpful: helpful === 'yes',
      text: said,
    });
    response.set('Cache-Control', 'no-store');
    if (quiet === '1') {
      acrossSites(response).sendStatus(204);
      return;
    }
    const state = helpful === 'no' && text !== undefined ? 'told' : helpful;
    response.redirect(303, `${articlePath(article)}?helpful=${state}#helpful`);
  };

const showBare =
  (deps: HttpDeps, shelf: Shelf) =>
  async (request: Request, response: Response): Promise<void> => {
    // A bare slug, as an old link or a citation has it: in the reader's language where there is one.
    const first = languageOf(request);
    for (const language of [first, otherLanguage(first)]) {
      const article = (await shelf(language)).articles.find(({ slug }) => slug === request.params.language);
      if (!article) continue;
      const isFragment = request.query.fragment === '1';
      response.redirect(302, articlePath(article) + (isFragment ? '?fragment=1' : ''));
      return;
    }
    await showMissing(deps, request, response);
  };

/** `/help`: the public help centre, made on the server, without a script. `?fragment=1`: one article alone, for the widget on any site. */
export const helpRoutes = (deps: HttpDeps, security: SecurityHeaders): Router => {
  const router = Router();
  const shelf = createShelf(deps);
  const base = PATHS.help;
  const article = showArticle(deps, shelf, createViewCounter(deps));
  const rateOf = (name: string, limit: { windowMs: number; limit: number }, redis = deps.redis) =>
    limiter(redis, { ...limit, name, key: ipOf });
  const page = { ...RATES.page, limit: deps.config.rates?.page ?? RATES.page.limit };
  const cssTag = createHash('sha256').update(HELP_CSS).digest('base64url').slice(0, 16);
  router.get('/robots.txt', (_request, response) => {
    response
      .type('text')
      .set('Cache-Control', 'public, max-age=3600')
      .send(robotsText(deps.config.publicUrl));
  });
  router.use(helpImages(deps, shelf, limiter(undefined, { ...RATES.file, name: 'help-image', key: ipOf })));
  router.use(base, limiter(undefined, { ...page, name: 'help', key: ipOf }), security.help);
  router.get(`${base}/help.css`, (_request, response) => {
    response
      .type('css')
      .set('Cache-Control', 'public, max-age=3600')
      .set('ETag', `"${cssTag}"`)
      .send(HELP_CSS);
  });
  router.get(`${base}/sitemap.xml`, async (_request, response) => {
    const shelves = await Promise.all(Language.options.map(shelf));
    response
      .type('application/xml')
      .set('Cache-Control', 'public, max-age=600')
      .send(sitemapXml(deps.config.publicUrl, shelves));
  });
  router.get(base, (request, response) => {
    const q = queryOf(request);
    const query = q ? `?${new URLSearchParams({ q })}` : '';
    response.vary('Accept-Language').redirect(302, `${base}/${languageOf(request)}${query}`);
  });
  router.get(`${base}/:language`, (request, response) =>
    isLanguage(request) ? showList(deps, shelf, request, response) : showBare(deps, shelf)(request, response),
  );
  router.get(`${base}/:language/search.json`, (request, response) =>
    isLanguage(request) ? showHits(shelf, request, response) : showMissing(deps, request, response),
  );
  router.get(`${base}/:language/category/:key`, (request, response) =>
    showCategory(deps, shelf, request, response),
  );
  router.get(`${base}/:language/:slug`, (request, response) =>
    isLanguage(request) ? article(request, response) : showMissing(deps, request, response),
  );
  router.post(
    `${base}/:language/:slug/helpful`,
    rateOf('help-vote', VOTES),
    urlencoded({ extended: false, limit: '8kb', parameterLimit: 10 }),
    judge(deps, shelf),
  );
  return router;
};
