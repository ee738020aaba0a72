import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import articlesEn from '#server/demo/articles.en.json' with { type: 'json' };
import articlesJa from '#server/demo/articles.ja.json' with { type: 'json' };
import type { Article } from '#server/ports/content-stores.ts';
import { system } from '#server/ports/scope.ts';
import { launchBrowser } from '#test/kit/browser.ts';
import { startHttp, type TestHttp } from '#test/kit/http.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
let browser: Browser;
let slug = '';
let category = '';

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({ mongoUri: stores.mongoUri });
  for (const [language, list] of [
    ['ja', articlesJa],
    ['en', articlesEn],
  ] as const) {
    for (const { slug: name, title, body, category: place, questions } of list) {
      slug = name;
      if (language === 'ja') category = place;
      const article: Article = {
        id: `${language}-${name}`,
        slug: name,
        language,
        title,
        body,
        category: place,
        questions,
        status: 'published',
        skills: [],
        updatedAt: http.clock.now(),
        version: 1,
      };
      await http.ports.stores.articles.save(system('test'), article, undefined);
    }
  }
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await http.stopHttp();
  await stores.stop();
});

describe('the help centre in a browser', () => {
  test.each(['light', 'dark'] as const)(
    'has nothing axe objects to on a phone in %s',
    async (colorScheme) => {
      const context = await browser.newContext({ viewport: { width: 375, height: 800 }, colorScheme });
      const page = await context.newPage();
      for (const path of [
        '/help/ja',
        '/help/en?q=return',
        '/help/ja?q=zzzz',
        `/help/ja/${slug}`,
        `/help/ja/${slug}?helpful=no`,
        `/help/ja/category/${encodeURIComponent(category)}`,
        '/help/ja/no-such-article',
        '/api/docs',
      ]) {
        await page.goto(http.origin + path);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id }) => `${path}: ${id}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
      }
      await context.close();
    },
  );

  test('leads from a question to its article without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${http.origin}/help/ja`);
    await page.getByLabel('ヘルプを検索').fill('返品');
    await page.getByRole('button', { name: '探す' }).click();
    await page.getByRole('main').getByRole('link', { name: /返品/ }).first().click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('返品');
    await context.close();
  });

  test('takes a thumb and a sentence without a script or a cookie', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${http.origin}/help/ja/${slug}`);
    await page.getByRole('button', { name: 'いいえ' }).click();
    await page.getByLabel('何が足りなかったか').fill('写真がほしい');
    await page.getByRole('button', { name: '送る' }).click();
    await page.getByText('ご意見をありがとうございました。').waitFor();
    expect(await context.cookies()).toEqual([]);
    const { items } = await http.ports.stores.help.votes.texts(system('test'), `ja-${slug}`, { limit: 5 });
    expect(items.map(({ text, helpful }) => [text, helpful])).toEqual([['写真がほしい', false]]);
    await context.close();
  });
});
