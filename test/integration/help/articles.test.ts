import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '#server/ports/scope.ts';
import { botReads } from '#server/wiring/bot.ts';
import { type Answer, type Client, startHttp, type TestHttp } from '#test/kit/http.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
let mia: Client;
let warranty: Made;
const scope = system('test');

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({ mongoUri: stores.mongoUri, config: { rates: { login: 1_000 } } });
  await http.addAgent({ id: 'mia', role: 'manager' });
  mia = await http.signIn('mia@shop.example');
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

interface Made {
  id: string;
  version: number;
  familyId: string;
  categoryId: string;
  [more: string]: unknown;
}
const codeOf = ({ body }: Answer): string | undefined => (body as { error?: { code: string } }).error?.code;
const api = async (method: string, path: string, body?: unknown): Promise<Made> => {
  const answer = await mia.request(method, `/api/v1${path}`, body);
  expect([path, answer.status, answer.body]).toEqual([path, 200, answer.body]);
  return answer.body as Made;
};
const itemsOf = async (path: string) => (await api('GET', path)).items as Record<string, unknown>[];
const page = async (path: string): Promise<string> => String((await http.client().request('GET', path)).body);
const fields = {
  slug: 'warranty',
  language: 'ja',
  title: '保証期間',
  body: 'ご購入から**2年間**です。',
  category: '修理と保証',
  status: 'published',
  questions: ['保証はありますか'],
};

describe('a published article that is changed', () => {
  let article: Made;
  beforeAll(async () => {
    article = await api('POST', '/articles', fields);
    warranty = article;
  });

  test('keeps what is out until its draft is published, for readers and for the bot', async () => {
    const drafted = await api('PATCH', `/articles/${article.id}`, { body: '3年間です。', version: 1 });
    expect(drafted).toMatchObject({
      status: 'published',
      body: 'ご購入から**2年間**です。',
      draft: { body: '3年間です。', title: '保証期間', updatedBy: 'mia' },
      version: 2,
    });
    expect(await page('/help/ja/warranty')).toContain('<strong>2年間</strong>');
    const reads = botReads(http.ports.stores as never);
    const seen = (await reads.articles('ja')).articles.find(({ id }) => id === article.id);
    expect(JSON.stringify(seen)).not.toContain('3年間');
    expect(await itemsOf('/articles?withDraft=true')).toMatchObject([{ id: article.id }]);

    const out = await api('PATCH', `/articles/${article.id}`, { status: 'published', version: 2 });
    expect(out).toMatchObject({ body: '3年間です。', publishedVersion: 2, publishedBy: 'mia' });
    expect(out.draft).toBeUndefined();
    expect(await page('/help/ja/warranty')).toContain('3年間です。');
    expect(JSON.stringify(await reads.articles('ja'))).toContain('3年間です。');
  });

  test('shows its versions with who and when, and goes back to one, as a new version', async () => {
    const versions = await itemsOf(`/articles/${article.id}/versions`);
    expect(versions.map(({ n, by, body }) => [n, by, body])).toEqual([
      [2, 'mia', '3年間です。'],
      [1, 'mia', 'ご購入から**2年間**です。'],
    ]);
    await api('PATCH', `/articles/${article.id}`, { title: '保証について' });
    const back = await api('POST', `/articles/${article.id}/roll-back`, { n: 1 });
    expect(back).toMatchObject({
      body: 'ご購入から**2年間**です。',
      publishedVersion: 3,
      draft: { title: '保証について' },
    });
    expect(await page('/help/ja/warranty')).toContain('<strong>2年間</strong>');
    const missing = await mia.request('POST', `/api/v1/articles/${article.id}/roll-back`, { n: 99 });
    expect(codeOf(missing)).toBe('not-found');
  });

  test('loses its draft when it is thrown away, and nothing else', async () => {
    const left = await api('POST', `/articles/${article.id}/discard`, {});
    expect(left.draft).toBeUndefined();
    expect(left).toMatchObject({ title: '保証期間', publishedVersion: 3 });
    expect(await itemsOf(`/articles/${article.id}/versions`)).toHaveLength(3);
  });

  test('is one article with its other language, and takes no second one', async () => {
    const { familyId, categoryId } = article;
    const en = {
      ...fields,
      language: 'en',
      title: 'Warranty',
      slug: 'warranty-period',
      category: 'x',
      categoryId,
      familyId,
    };
    const made = await api('POST', '/articles', en);
    expect(made).toMatchObject({ familyId, categoryId, category: '修理と保証' });
    const again = await mia.request('POST', '/api/v1/articles', { ...en, slug: 'warranty-again' });
    expect(codeOf(again)).toBe('already-exists');
    const none = await mia.request('POST', '/api/v1/articles', { ...en, slug: 'w', familyId: 'none' });
    expect(codeOf(none)).toBe('not-found');
    expect((await api('GET', `/articles/${article.id}`)).translations).toEqual([
      { id: made.id, language: 'en', status: 'published' },
    ]);
    expect(await page('/help/ja/warranty')).toContain(
      'hreflang="en" href="http://127.0.0.1:3000/help/en/warranty-period"',
    );
  });

  test('two at once make one English version, not two', async () => {
    const { familyId } = await api('POST', '/articles', { ...fields, slug: 'race', title: '競争' });
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((slug) =>
        mia.request('POST', '/api/v1/articles', {
          ...fields,
          language: 'en',
          slug: `race-${slug}`,
          familyId,
        }),
      ),
    );
    expect(answers.map((one) => codeOf(one) ?? 'made').sort()).toEqual([
      'already-exists',
      'already-exists',
      'made',
    ]);
  });
});

describe('categories', () => {
  test('are made by name, renamed on their articles, ordered, and removed when empty', async () => {
    const { id } = await api('POST', '/article-categories', { name: { ja: 'お支払い', en: 'Payment' } });
    const one = await api('POST', '/articles', {
      ...fields,
      slug: 'cards',
      title: 'カード',
      category: 'お支払い',
    });
    expect(one.categoryId).toBe(id);
    const twice = await mia.request('POST', '/api/v1/article-categories', {
      name: { ja: 'お支払い', en: '' },
    });
    expect(codeOf(twice)).toBe('already-exists');
    expect(
      codeOf(await mia.request('POST', '/api/v1/article-categories', { name: { ja: ' ', en: '' } })),
    ).toBe('invalid-input');
    await api('PATCH', `/article-categories/${id}`, { name: { ja: '支払い方法', en: 'Paying' }, order: 0 });
    expect((await api('GET', `/articles/${one.id}`)).category).toBe('支払い方法');
    const home = await page('/help/ja');
    expect(home.indexOf('支払い方法')).toBeLessThan(home.indexOf('修理と保証'));
    expect(await page(`/help/ja/category/${id}`)).toContain('<h1>支払い方法</h1>');
    const used = await mia.request('DELETE', `/api/v1/article-categories/${id}`);
    expect(codeOf(used)).toBe('category-in-use');
    const { id: empty } = await api('POST', '/article-categories', { name: { ja: '空', en: '' } });
    expect(await api('DELETE', `/article-categories/${empty}`)).toEqual({ removed: true });
  });
});

describe('an import', () => {
  const md = (slug: string, more = '') =>
    `---\ntitle: "Care"\ncategory: Upkeep\nlanguage: en\nslug: ${slug}\n${more}questions:\n  - How do I clean it?\n---\n\nWith a dry cloth.\n`;
  const bring = (files: { name: string; text: string }[], dryRun = false) =>
    mia.request('POST', '/api/v1/help-centre/import', { dryRun, files });

  test('shows what it would do, then does it: Markdown and CSV, drafts of what is out', async () => {
    const files = [
      { name: 'care.md', text: md('care', 'family: care\n') },
      {
        name: 'more.csv',
        text: 'title,body,category,language,questions,family\r\n"手入れ","乾いた布で\n拭きます。",お手入れ,ja,"掃除は?|拭き方は?",care\r\n',
      },
      { name: 'warranty.md', text: md('warranty').replace('language: en', 'language: ja') },
    ];
    const dry = await bring(files, true);
    expect((dry.body as { rows: unknown[] }).rows).toMatchObject([
      { file: 'care.md', as: 'new', language: 'en', problems: [] },
      { file: 'more.csv', line: 2, as: 'new', language: 'ja', problems: [] },
      { file: 'warranty.md', as: 'change', problems: [] },
    ]);
    expect(await itemsOf('/articles?q=cloth')).toEqual([]);
    expect((await bring(files)).body).toMatchObject({ done: true });
    const [care] = await itemsOf('/articles?q=cloth&language=en');
    expect(care).toMatchObject({
      status: 'draft',
      questions: ['How do I clean it?'],
      translations: [{ language: 'ja' }],
    });
    const [warranty] = await itemsOf('/articles?withDraft=true');
    expect(warranty).toMatchObject({
      title: '保証期間',
      draft: { title: 'Care', body: 'With a dry cloth.' },
    });
  });

  test('with one bad row writes nothing and says where', async () => {
    const rows = 'title,body,category,language,questions\nGood,Text,Upkeep,en,\nBad,,Upkeep,xx,\n';
    const refused = await bring([{ name: 'rows.csv', text: rows }]);
    expect(codeOf(refused)).toBe('invalid-input');
    expect((refused.body as { error: { data: unknown } }).error.data).toEqual({
      issues: [
        { path: 'body', file: 'rows.csv', line: 3, problem: 'missing' },
        { path: 'language', file: 'rows.csv', line: 3, problem: 'unknown' },
      ],
    });
    expect(await itemsOf('/articles?q=Good')).toEqual([]);
  });

  test('reads back what was exported, changing nothing that is out', async () => {
    const files = (await api('GET', '/help-centre/export?limit=100')).items as {
      name: string;
      text: string;
    }[];
    expect(files.length).toBeGreaterThan(4);
    const before = await page('/help/ja/warranty');
    const dry = (await bring(files, true)).body as { rows: { as: string; problems: unknown[] }[] };
    expect(dry.rows.filter((row) => row.as !== 'change' || row.problems.length > 0)).toEqual([]);
    expect((await bring(files)).body).toMatchObject({ done: true });
    expect(await page('/help/ja/warranty')).toBe(before);
  });
});

describe('readers', () => {
  const vote = (body: string, agent = 'reader') =>
    http.client().request('POST', '/help/ja/warranty/helpful', body, {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': agent,
    });
  const counts = async () => (await api('GET', `/articles/${warranty.id}`)).counts as Record<string, number>;

  test('are counted once a day however often they vote, and may change their mind', async () => {
    const first = await vote('helpful=yes');
    expect([first.status, first.headers.get('location')]).toEqual([
      303,
      '/help/ja/warranty?helpful=yes#helpful',
    ]);
    await vote('helpful=yes');
    expect(await counts()).toMatchObject({ helpful: 1, notHelpful: 0 });
    await vote('helpful=no');
    expect(await counts()).toMatchObject({ helpful: 0, notHelpful: 1 });
    await vote('helpful=yes', 'another');
    expect(await counts()).toMatchObject({ helpful: 1, notHelpful: 1 });
    expect((await counts()).views).toBeGreaterThan(0);
  });

  test('leave a sentence without their address, which a manager reads and removes', async () => {
    await vote(`helpful=no&text=${encodeURIComponent('分からない。hana@example.com まで')}`);
    const { id } = warranty;
    const [comment] = await itemsOf(`/articles/${id}/comments`);
    expect(comment?.text).toBe('分からない。［メールアドレス］ まで');
    const path = `/articles/${id}/comments/${encodeURIComponent(String(comment?.id))}`;
    expect(await api('DELETE', path)).toEqual({ removed: true });
    expect(await itemsOf(`/articles/${id}/comments`)).toEqual([]);
    expect(await counts()).toMatchObject({ notHelpful: 1 });
  });

  test('are kept as no more than a key of the day', async () => {
    const rows = await http.open.database.connection.collection('articleVotes').find().toArray();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('127.0.0.1');
    for (const row of rows) expect(row.expiresAt.getTime()).toBeGreaterThan(http.clock.now().getTime());
  });

  test('get an error code for what is no vote', async () => {
    expect(codeOf(await vote('helpful=maybe'))).toBe('invalid-input');
    expect(codeOf(await vote(`helpful=no&text=${'x'.repeat(501)}`))).toBe('invalid-input');
    const none = await http.client().request('POST', '/help/ja/none/helpful', 'helpful=yes', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(codeOf(none)).toBe('not-found');
  });

  test('who press all day are slowed down', async () => {
    let status = 0;
    for (let n = 0; n < 40 && status !== 429; n += 1) status = (await vote('helpful=yes')).status;
    expect(status).toBe(429);
  });
});

describe('pictures and search', () => {
  test('a picture is everybody’s once a published article shows it, and not before', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const file = await http.ports.stores.files.save(
      scope,
      { name: 'lamp.png', mime: 'image/png', kind: 'image', owner: { kind: 'agent', id: 'mia' } },
      png,
    );
    const path = `/help/images/${file.id}`;
    expect((await http.client().request('GET', path)).status).toBe(404);
    expect((await mia.request('GET', path)).status).toBe(200);
    const body = `![灯り](${path})`;
    await api('POST', '/articles', { ...fields, slug: 'picture', title: '写真', body });
    const shown = await http.client().request('GET', path);
    expect([shown.status, shown.headers.get('content-type'), shown.headers.get('cache-control')]).toEqual([
      200,
      'image/png',
      'public, max-age=86400',
    ]);
    expect(await page('/help/ja/picture')).toContain(`<img src="${path}" alt="灯り"`);
  });

  test('the widget searches from any site', async () => {
    const path = `/help/ja/search.json?q=${encodeURIComponent('保証')}`;
    const found = await http.client().request('GET', path);
    expect(found.headers.get('access-control-allow-origin')).toBe('*');
    expect((found.body as { items: unknown[] }).items[0]).toMatchObject({ slug: 'warranty' });
    const first = await http.client().request('GET', '/help/ja/search.json');
    expect((first.body as { items: unknown[] }).items.length).toBeGreaterThan(0);
  });

  test('a page that is known is not sent again, and the sitemap names both languages', async () => {
    const first = await http.client().request('GET', '/help/ja/warranty');
    const etag = String(first.headers.get('etag'));
    const again = await http.client().request('GET', '/help/ja/warranty', undefined, {
      'if-none-match': etag,
      'cache-control': 'max-age=0',
    });
    expect(again.status).toBe(304);
    expect(await page('/help/sitemap.xml')).toContain('hreflang="en"');
    expect(await page('/robots.txt')).toContain('Sitemap: http://127.0.0.1:3000/help/sitemap.xml');
  });
});
