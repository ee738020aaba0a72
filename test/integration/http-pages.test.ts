import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Article } from '#server/ports/content-stores.ts';
import { system } from '#server/ports/scope.ts';
import { startHttp, type TestHttp } from '#test/kit/http.ts';
import { testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
const scope = system('test');

const article = (over: Partial<Article>): Article => ({
  id: 'a',
  slug: 'returns',
  language: 'ja',
  title: '返品の方法',
  body: '## 手順\n\n1. **30日以内**にご連絡ください。\n\n<script>alert(1)</script>\n\n[店](https://shop.example) <img src=x onerror=alert(1)> [悪](javascript:alert(1))',
  category: '返品と交換',
  status: 'published',
  questions: ['返品したい'],
  skills: [],
  updatedAt: new Date('2026-11-22T00:00:00Z'),
  version: 1,
  ...over,
});

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({
    mongoUri: stores.mongoUri,
    http_: { demoToken: async (customer) => (customer === 'hana' ? 'signed' : undefined) },
  });
  const rows = [
    article({}),
    article({
      id: 'b',
      slug: 'shipping',
      title: '配送にかかる日数',
      body: '通常3日です。',
      category: '配送',
    }),
    article({ id: 'c', slug: 'secret', title: '下書き', status: 'draft' }),
    article({
      id: 'd',
      language: 'en',
      title: 'Returning an item',
      body: 'Write to us within 30 days.',
      category: 'Returns',
    }),
  ];
  for (const row of rows) await http.ports.stores.articles.save(scope, row, undefined);
  const web = testAccount({ id: 'web', channel: 'web-chat', adapter: 'web-chat' });
  await http.ports.stores.accounts.save(scope, web, undefined);
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  http.client().request('GET', path, undefined, headers);

describe('the help centre', () => {
  test('opens in the reader’s language', async () => {
    expect((await get('/help', { 'accept-language': 'ja' })).headers.get('location')).toBe('/help/ja');
    expect((await get('/help', { 'accept-language': 'fr, en;q=0.8' })).headers.get('location')).toBe(
      '/help/en',
    );
  });

  test('lists published articles by category, never a draft', async () => {
    const { body, headers } = await get('/help/ja');
    expect(headers.get('content-type')).toContain('text/html');
    expect(body).toContain('<html lang="ja">');
    expect(body).toMatch(/返品と交換<\/a><\/h2>.*返品の方法/s);
    expect(body).toContain('配送にかかる日数');
    expect(body).not.toContain('下書き');
    expect((await get('/help/ja/secret')).status).toBe(404);
  });

  test('shows an article as text that cannot run', async () => {
    const { body, headers } = await get('/help/ja/returns');
    expect(body).toContain('<h2>手順</h2>');
    expect(body).toContain('<strong>30日以内</strong>');
    expect(body).not.toMatch(/<script|onerror|javascript:/i);
    expect(body).toContain('2026年11月22日');
    expect(body).toContain('hreflang="en" href="http://127.0.0.1:3000/help/en/returns"');
    expect(headers.get('content-security-policy')).not.toContain('script-src');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('finds by words in both languages and says when nothing fits', async () => {
    expect((await get(`/help/ja?q=${encodeURIComponent('返品')}`)).body).toContain('返品の方法');
    expect((await get('/help/en?q=return')).body).toContain('Returning an item');
    const { body } = await get(`/help/ja?q=${encodeURIComponent('"><b>量子力学')}`);
    expect(body).toContain('当てはまる記事が見つかりませんでした');
    expect(body).not.toContain('<b>');
  });

  test('shows a change with the next request', async () => {
    await http.ports.stores.articles.save(scope, article({ title: '返品のしかた', version: 2 }), 1);
    expect((await get('/help/ja/returns')).body).toContain('返品のしかた');
    expect((await get(`/help/ja?q=${encodeURIComponent('返品')}`)).body).toContain('返品のしかた');
  });

  test('gives the widget the article alone, on any site, by slug or by id', async () => {
    for (const name of ['returns', 'a']) {
      const { body, headers } = await get(`/help/ja/${name}?fragment=1`);
      expect(body).toMatch(/^<article lang="ja"><h1>/);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    }
  });

  test('leads a bare slug to its article and names what is not there', async () => {
    expect((await get('/help/shipping')).headers.get('location')).toBe('/help/ja/shipping');
    const missing = await get('/help/no-such', { 'accept-language': 'ja' });
    expect([missing.status, missing.body]).toEqual([
      404,
      expect.stringContaining('この記事は見つかりませんでした'),
    ]);
  });

  test('has a sitemap of what is published', async () => {
    const { body, headers } = await get('/help/sitemap.xml');
    expect(headers.get('content-type')).toContain('xml');
    expect(body).toContain('<loc>http://127.0.0.1:3000/help/ja/returns</loc>');
    expect(body).not.toContain('secret');
  });
});

describe('the inbox', () => {
  test('is one page for each of its scenes, under a policy that runs nothing inline', async () => {
    for (const path of ['/', '/login', '/conversations/abc', '/redeem?token=x']) {
      const { status, body, headers } = await get(path, { accept: 'text/html' });
      expect([status, body]).toEqual([200, expect.stringContaining('inbox')]);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/script-src 'self'(;|$)/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get('cache-control')).toBe('no-cache');
    }
  });

  test('keeps its hashed files for good and answers a missing one as missing', async () => {
    const asset = await get('/assets/main-abcdef12.js');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await get('/assets/none-12345678.js', { accept: 'text/html' })).status).toBe(404);
    expect((await get('/%2e%2e/%2e%2e/package.json')).status).toBe(404);
    expect((await get('/files/%E0%A4%A')).status).toBe(400);
  });
});

describe('the widget', () => {
  test('is served to any site: its loader for minutes, its chunks for good', async () => {
    const loader = await get('/widget.js', { origin: 'https://shop.example' });
    expect(loader.headers.get('access-control-allow-origin')).toBe('*');
    expect(loader.headers.get('cache-control')).toBe('public, max-age=300');
    const chunk = await get('/widget/panel-abcdef12.js');
    expect(chunk.headers.get('cache-control')).toContain('immutable');
    expect(chunk.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });

  test('gets its configuration with the adapter’s defaults, cached a minute', async () => {
    const { body, headers } = await get('/api/v1/widget/config?account=web');
    expect(body).toMatchObject({ accountId: 'web', name: { ja: 'サポート', en: 'Support' }, protocol: 1 });
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    expect((await get('/api/v1/widget/config?account=none')).body).toMatchObject({
      error: { code: 'unknown-account' },
    });
  });
});

describe('the demo shop', () => {
  test('runs under a policy without inline styles or scripts and signs only its own customers', async () => {
    const page = await get('/demo/');
    expect(page.body).toContain('shop');
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe-inline');
    expect((await get('/demo/token?customer=hana')).body).toEqual({ token: 'signed' });
    expect((await get('/demo/token?customer=mallory')).status).toBe(404);
  });
});

describe('the API’s description', () => {
  test('names every endpoint, as a document and as a page that loads nothing from elsewhere', async () => {
    const { body } = await get('/api/openapi.json');
    const document = body as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toMatch(/^3\.1/);
    expect(document.paths['/files']).toHaveProperty('post.requestBody.content.multipart/form-data');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/conversations', '/customers/{id}/interactions']),
    );
    const page = await get('/api/docs');
    expect(page.body).toContain('/api/v1/conversations/{id}/accept');
    expect(page.body).not.toMatch(/https?:\/\/(?!127)/);
  });
});
