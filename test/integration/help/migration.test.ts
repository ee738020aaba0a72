import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '#server/store/connection.ts';
import { fileArticles } from '#server/store/file-articles.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let database: Database;
beforeAll(async () => {
  stores = await startStores();
  database = await openDatabase(stores.mongoUri);
});
afterAll(async () => {
  await database.close();
  await stores.stop();
});

test('articles of an older data directory get families, categories and a first version, once', async () => {
  const rows = (name: string) => database.connection.collection<{ _id: string; [k: string]: unknown }>(name);
  const at = new Date('2026-01-05T00:00:00Z');
  const old = (id: string, slug: string, language: string, category: string, status = 'published') => ({
    ...{ _id: id, slug, language, category, status },
    ...{ title: id, body: 'text', questions: [], skills: [], updatedAt: at, version: 3 },
  });
  await rows('articles').insertMany([
    old('a', 'fees', 'ja', '配送'),
    old('b', 'fees', 'en', 'Delivery'),
    old('c', 'time', 'en', 'Delivery', 'draft'),
    old('d', 'points', 'ja', '会員'),
    old('e', 'points', 'en', 'Delivery'),
  ]);
  await fileArticles(database.connection);
  const once = await rows('articles').find().sort({ _id: 1 }).toArray();
  await fileArticles(database.connection);
  expect(await rows('articles').find().sort({ _id: 1 }).toArray()).toEqual(once);

  const [a, b, c, d, e] = once;
  expect(a?.familyId).toBe(b?.familyId);
  expect(d?.familyId).toBe(e?.familyId);
  expect(new Set([a, c, d].map((one) => one?.familyId)).size).toBe(3);
  const categories = await rows('articleCategories').find().sort({ order: 1 }).toArray();
  const nameOf = (id: unknown) => categories.find(({ _id }) => _id === id)?.name;
  expect(nameOf(a?.categoryId)).toEqual({ ja: '配送', en: 'Delivery' });
  expect([b, c, e].map((one) => one?.categoryId)).toEqual([a, a, a].map((one) => one?.categoryId));
  expect(nameOf(d?.categoryId)).toMatchObject({ ja: '会員' });
  const versions = await rows('articleVersions').find().sort({ _id: 1 }).toArray();
  expect(versions.map(({ _id, n, at: when, by }) => [_id, n, when, by])).toEqual(
    ['a', 'b', 'd', 'e'].map((id) => [`${id}:1`, 1, at, 'system']),
  );
  expect(a).toMatchObject({ version: 3, publishedVersion: 1, publishedAt: at });
  expect(c?.publishedVersion).toBeUndefined();
});
