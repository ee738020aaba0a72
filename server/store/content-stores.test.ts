import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import { DEFAULT_SETTINGS } from '../domain/settings/default-settings.ts';
import type { Article, ChannelAccountDoc, ContentStores } from '../ports/content-stores.ts';
import { system } from '../ports/scope.ts';
import { type Database, openDatabase } from './connection.ts';
import { createContentStores } from './content-stores.ts';
import { ensureIndexes } from './indexes.ts';
import { CONTENT_COLLECTIONS } from './schemas/content.ts';

let kit: TestStores;
let database: Database;
let stores: ContentStores;
const scope = system('test');

beforeAll(async () => {
  kit = await startStores();
  database = await openDatabase(kit.mongoUri, { poolSize: 5 });
  await ensureIndexes(database.connection, CONTENT_COLLECTIONS);
  stores = createContentStores(database.connection);
});
beforeEach(() => kit.clearMongo());
afterAll(async () => {
  await database.close();
  await kit.stop();
});

const article = (over: Partial<Article> = {}): Article => ({
  id: 'a1',
  slug: 'returns',
  language: 'ja',
  title: '返品の方法',
  body: '30日以内に返品できます。',
  category: '返品',
  status: 'published',
  questions: ['返品したい'],
  skills: [],
  updatedAt: new Date('2026-11-01T00:00:00Z'),
  version: 1,
  ...over,
});
const account = (over: Partial<ChannelAccountDoc> = {}): ChannelAccountDoc => ({
  id: 'web',
  channel: 'web-chat',
  adapter: 'web-chat',
  name: 'Shop',
  paused: false,
  settings: { color: '#123456' },
  secrets: {},
  version: 1,
  ...over,
});

test('a saved article is in the published list at once and leaves it when it becomes a draft', async () => {
  expect((await stores.articles.published(scope, 'ja')).articles).toEqual([]);
  expect(await stores.articles.save(scope, article(), undefined)).toBe(true);
  const first = await stores.articles.published(scope, 'ja');
  expect(first.articles).toEqual([article()]);
  expect(await stores.articles.save(scope, article({ status: 'draft', version: 2 }), 1)).toBe(true);
  const second = await stores.articles.published(scope, 'ja');
  expect(second.articles).toEqual([]);
  expect(second.version).not.toBe(first.version);
});

test('an article saved over a version that is gone is not written', async () => {
  await stores.articles.save(scope, article({ version: 3 }), undefined);
  expect(await stores.articles.save(scope, article({ title: '別', version: 3 }), 2)).toBe(false);
  expect((await stores.articles.get(scope, 'a1'))?.title).toBe('返品の方法');
});

test('two articles of one language cannot share a slug, two languages can', async () => {
  await stores.articles.save(scope, article(), undefined);
  await stores.articles.save(scope, article({ id: 'a2', language: 'en' }), undefined);
  await expect(stores.articles.save(scope, article({ id: 'a3' }), undefined)).rejects.toMatchObject({
    code: 'already-exists',
  });
  expect((await stores.articles.bySlug(scope, 'returns', 'en'))?.id).toBe('a2');
});

test('articles are paged newest first and found by words', async () => {
  for (let i = 0; i < 5; i++) {
    const updatedAt = new Date(Date.UTC(2026, 10, 1 + i));
    await stores.articles.save(scope, article({ id: `a${i}`, slug: `s${i}`, updatedAt }), undefined);
  }
  const first = await stores.articles.list(scope, { limit: 2 });
  expect(first.items.map((a) => a.id)).toEqual(['a4', 'a3']);
  const second = await stores.articles.list(scope, { limit: 2, cursor: first.nextCursor! });
  expect(second.items.map((a) => a.id)).toEqual(['a2', 'a1']);
  const last = await stores.articles.list(scope, { limit: 2, cursor: second.nextCursor! });
  expect(last.items.map((a) => a.id)).toEqual(['a0']);
  expect(last.nextCursor).toBeUndefined();
  expect((await stores.articles.list(scope, { limit: 9, tokens: ['返品'] })).items).toHaveLength(5);
  expect((await stores.articles.list(scope, { limit: 9, tokens: ['配送'] })).items).toHaveLength(0);
});

test('a document of the wrong shape is refused before it is written', async () => {
  const wrong = { ...article(), password: 'x' } as Article;
  await expect(stores.articles.save(scope, wrong, undefined)).rejects.toThrow();
  expect(await stores.articles.get(scope, 'a1')).toBeUndefined();
});

test('canned responses are found by the start of their shortcut and by their words', async () => {
  await stores.canned.save(scope, {
    id: 'c1',
    shortcut: 'hello',
    title: '挨拶',
    text: 'お問い合わせありがとうございます',
    language: 'ja',
  });
  await stores.canned.save(scope, {
    id: 'c2',
    shortcut: 'bye',
    title: 'Close',
    text: 'Thank you for writing',
    language: 'en',
  });
  const ids = async (q: string) => (await stores.canned.list(scope, { limit: 10, q })).items.map((c) => c.id);
  expect(await ids('hel')).toEqual(['c1']);
  expect(await ids('ありがとう')).toEqual(['c1']);
  expect(await ids('thank')).toEqual(['c2']);
  expect(await ids('.*')).toEqual([]);
  expect(await stores.canned.remove(scope, 'c1')).toBe(true);
  expect(await stores.canned.remove(scope, 'c1')).toBe(false);
});

test('health noted between read and save of a channel account is kept', async () => {
  await stores.accounts.save(scope, account(), undefined);
  const at = new Date('2026-11-22T00:00:00Z');
  await stores.accounts.touch(scope, 'web', { receivedAt: at, error: 'delivery-auth' });
  expect(await stores.accounts.save(scope, account({ name: 'New', version: 2 }), 1)).toBe(true);
  expect(await stores.accounts.get(scope, 'web')).toMatchObject({
    name: 'New',
    lastReceivedAt: at,
    lastError: 'delivery-auth',
  });
  await stores.accounts.touch(scope, 'web', { receivedAt: new Date('2026-11-21T00:00:00Z'), error: null });
  const after = await stores.accounts.get(scope, 'web');
  expect(after?.lastReceivedAt).toEqual(at);
  expect(after?.lastError).toBeUndefined();
});

test('when an account’s token ends is kept over a save, until a check tells of no end', async () => {
  await stores.accounts.save(scope, account({ id: 'token' }), undefined);
  const ends = new Date('2026-12-01T00:00:00Z');
  await stores.accounts.touch(scope, 'token', { checkedAt: ends, tokenExpiresAt: ends });
  await stores.accounts.save(scope, account({ id: 'token', version: 2 }), 1);
  expect(await stores.accounts.get(scope, 'token')).toMatchObject({ checkedAt: ends, tokenExpiresAt: ends });
  await stores.accounts.touch(scope, 'token', { tokenExpiresAt: null });
  expect((await stores.accounts.get(scope, 'token'))?.tokenExpiresAt).toBeUndefined();
});

test('every version of the settings is kept and one version is written once', async () => {
  expect(await stores.settings.current(scope)).toEqual(DEFAULT_SETTINGS);
  const next = { ...DEFAULT_SETTINGS, language: 'en' as const, version: 1 };
  const both = await Promise.all([stores.settings.save(scope, next), stores.settings.save(scope, next)]);
  expect(both.toSorted()).toEqual([false, true]);
  await stores.settings.save(scope, { ...next, language: 'ja', version: 2 });
  expect((await stores.settings.current(scope)).version).toBe(2);
  expect((await stores.settings.version(scope, 1))?.language).toBe('en');
});

test('a stored file comes back byte for byte and is gone after removal', async () => {
  const data = Buffer.from(Array.from({ length: 600_000 }, (_, i) => i % 251));
  const file = await stores.files.save(
    scope,
    { name: '写真.png', mime: 'image/png', kind: 'image', owner: { kind: 'agent', id: 'x' } },
    data,
  );
  expect(file.size).toBe(600_000);
  await stores.files.attach(scope, [file.id], 'conv');
  expect(await stores.files.meta(scope, file.id)).toMatchObject({ name: '写真.png', conversationId: 'conv' });
  expect((await stores.files.read(scope, file.id))?.equals(data)).toBe(true);
  await stores.files.remove(scope, [file.id]);
  expect(await stores.files.read(scope, file.id)).toBeUndefined();
  expect(await database.connection.collection('files.chunks').countDocuments()).toBe(0);
});

test('a draft is kept per agent and an empty one is removed', async () => {
  await stores.drafts.save(scope, 'ana', 'c', { text: '下書き', visibility: 'note' });
  expect(await stores.drafts.get(scope, 'ana', 'c')).toEqual({ text: '下書き', visibility: 'note' });
  expect(await stores.drafts.get(scope, 'ben', 'c')).toBeUndefined();
  await stores.drafts.save(scope, 'ana', 'c', { text: '', visibility: 'public' });
  expect(await stores.drafts.get(scope, 'ana', 'c')).toBeUndefined();
});

test('saved views are own or shared, and only the owner removes one', async () => {
  await stores.savedViews.save(scope, {
    id: 'v1',
    name: 'VIP',
    shared: false,
    query: { tag: 'vip' },
    ownerId: 'ana',
  });
  await stores.savedViews.save(scope, { id: 'v2', name: 'All', shared: true, query: {}, ownerId: 'ana' });
  expect((await stores.savedViews.list(scope, 'ben')).map((v) => v.id)).toEqual(['v2']);
  expect(await stores.savedViews.remove(scope, 'v2', 'ben')).toBe(false);
  expect(await stores.savedViews.remove(scope, 'v2', 'ana')).toBe(true);
});
