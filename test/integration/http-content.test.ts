import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHANNELS } from '#channels/registry.ts';
import { system } from '#server/ports/scope.ts';
import { type Answer, type Client, startHttp, type TestHttp } from '#test/kit/http.ts';
import { OUR_NUMBER, sid } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
let mia: Client;
let admin: Client;
let aoi: Client;
const scope = system('test');

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({ mongoUri: stores.mongoUri, config: { rates: { login: 1_000 } } });
  await http.addAgent({ id: 'mia', role: 'manager' });
  await http.addAgent({ id: 'admin', role: 'administrator' });
  await http.addAgent({ id: 'aoi', role: 'agent' });
  [mia, admin, aoi] = (await Promise.all(
    ['mia', 'admin', 'aoi'].map((id) => http.signIn(`${id}@shop.example`)),
  )) as [Client, Client, Client];
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const codeOf = ({ body }: Answer): string | undefined => (body as { error?: { code: string } }).error?.code;
const itemsOf = async (client: Client, path: string): Promise<Record<string, unknown>[]> =>
  ((await client.request('GET', path)).body as { items: Record<string, unknown>[] }).items;

describe('an article', () => {
  const fields = {
    slug: 'warranty',
    language: 'ja',
    title: '保証期間',
    body: 'ご購入から2年間です。',
    category: '修理と保証',
    status: 'draft',
    questions: ['保証はありますか'],
  };

  test('is written as a draft, published under a version and reaches the help centre', async () => {
    const made = await mia.request('POST', '/api/v1/articles', fields);
    expect(made.body).toMatchObject({ ...fields, version: 1 });
    const { id } = made.body as { id: string };
    const change = (body: object) => mia.request('PATCH', `/api/v1/articles/${id}`, body);
    expect((await http.client().request('GET', '/help/ja/warranty')).status).toBe(404);
    expect((await change({ status: 'published', version: 1 })).body).toMatchObject({
      version: 2,
      title: '保証期間',
    });
    expect((await http.client().request('GET', '/help/ja/warranty')).body).toContain('保証期間');
    expect(codeOf(await change({ title: '別の題', version: 1 }))).toBe('version-conflict');
    expect(
      await itemsOf(aoi, `/api/v1/articles?q=${encodeURIComponent('保証')}&status=published`),
    ).toHaveLength(1);
    expect((await change({ status: 'archived', version: 2 })).body).toMatchObject({ status: 'archived' });
    expect((await http.client().request('GET', '/help/ja/warranty')).status).toBe(404);
    expect(await itemsOf(aoi, '/api/v1/articles?status=archived')).toMatchObject([{ id }]);
  });

  test('keeps its slug to itself and its slug fit for an address', async () => {
    expect(codeOf(await mia.request('POST', '/api/v1/articles', fields))).toBe('already-exists');
    for (const slug of ['No Good', '../etc', 'あ', '']) {
      expect(codeOf(await mia.request('POST', '/api/v1/articles', { ...fields, slug }))).toBe(
        'invalid-input',
      );
    }
  });
});

describe('a canned response', () => {
  test('is found by its shortcut, changed and removed', async () => {
    const fields = {
      shortcut: '/thanks',
      title: 'お礼',
      text: 'ご連絡ありがとうございます。',
      language: 'ja',
    };
    const made = await mia.request('POST', '/api/v1/canned-responses', fields);
    expect(made.body).toMatchObject({ shortcut: 'thanks' });
    const { id } = made.body as { id: string };
    expect(await itemsOf(aoi, '/api/v1/canned-responses?q=tha')).toHaveLength(1);
    expect(codeOf(await mia.request('POST', '/api/v1/canned-responses', fields))).toBe('already-exists');
    await mia.request('PATCH', `/api/v1/canned-responses/${id}`, {
      ...fields,
      text: 'ありがとうございました。',
    });
    expect(await itemsOf(aoi, '/api/v1/canned-responses?q=tha')).toMatchObject([
      { text: 'ありがとうございました。' },
    ]);
    expect((await mia.request('DELETE', `/api/v1/canned-responses/${id}`)).body).toEqual({ removed: true });
    expect(await itemsOf(aoi, '/api/v1/canned-responses')).toEqual([]);
  });
});

describe('a channel account', () => {
  const secret = 'canary-auth-token-5150';
  test('keeps its secrets to itself: only their names come back', async () => {
    const made = await admin.request('POST', '/api/v1/channel-accounts', {
      channel: 'sms',
      name: '注文の番号',
      settings: { accountSid: sid('AC', 'http'), from: OUR_NUMBER },
      secrets: { authToken: secret },
    });
    expect(made.status).toBe(200);
    const account = made.body as { id: string; version: number };
    expect(made.body).toMatchObject({
      secretsSet: ['authToken'],
      webhookPath: `/webhooks/sms/${account.id}`,
      health: { backlog: 0 },
    });
    const changed = await admin.request('PATCH', `/api/v1/channel-accounts/${account.id}`, {
      paused: true,
      version: 1,
    });
    expect(changed.body).toMatchObject({ paused: true, secretsSet: ['authToken'], version: 2 });
    expect(
      codeOf(
        await admin.request('PATCH', `/api/v1/channel-accounts/${account.id}`, { name: 'x', version: 1 }),
      ),
    ).toBe('version-conflict');
    for (const path of ['channel-accounts', 'ledger', 'settings', 'channel-adapters']) {
      expect(JSON.stringify((await admin.request('GET', `/api/v1/${path}`)).body)).not.toContain(secret);
    }
    const rows = await http.ports.stores.interactions
      .scan(scope, { types: ['channel-account.changed'], batch: 10 })
      [Symbol.asyncIterator]()
      .next();
    expect(JSON.stringify(rows.value)).not.toContain(secret);
    await admin.request('PATCH', `/api/v1/channel-accounts/${account.id}`, { secrets: { authToken: '' } });
    expect(await itemsOf(admin, '/api/v1/channel-accounts')).toMatchObject([{ secretsSet: [] }]);
  });

  test('is checked by its adapter before anything is kept', async () => {
    const create = (body: object) =>
      admin.request('POST', '/api/v1/channel-accounts', { channel: 'sms', name: 'x', ...body });
    expect(codeOf(await create({ settings: { from: OUR_NUMBER } }))).toBe('invalid-input');
    expect(codeOf(await create({ settings: {}, adapter: 'web-chat' }))).toBe('invalid-input');
    expect(codeOf(await create({ channel: 'fax', settings: {} }))).toBe('channel-not-available');
    const adapters = await itemsOf(aoi, '/api/v1/channel-adapters');
    expect(adapters.map(({ id }) => id)).toEqual(CHANNELS.map(({ id }) => id));
    expect(adapters[1]).toMatchObject({ secrets: expect.arrayContaining(['authToken']) });
  });
});

describe('settings', () => {
  test('get a new version with each change; the former ones are kept', async () => {
    const before = (await mia.request('GET', '/api/v1/settings')).body as { version: number; hours: object };
    const changed = await mia.request('PATCH', '/api/v1/settings', {
      shopName: { ja: '灯りの店', en: 'The lamp shop' },
      version: before.version,
    });
    expect(changed.body).toMatchObject({
      shopName: { ja: '灯りの店' },
      version: before.version + 1,
      hours: before.hours,
    });
    expect(
      codeOf(await mia.request('PATCH', '/api/v1/settings', { language: 'en', version: before.version })),
    ).toBe('version-conflict');
    expect((await http.ports.stores.settings.version(scope, before.version))?.shopName.ja).toBe('灯屋');
  });

  test('say how long an absent agent keeps who waits, and refuse what is no time', async () => {
    const routing = { requeueAbsentAfterMs: 120_000 };
    await mia.request('PATCH', '/api/v1/settings', { routing });
    expect((await aoi.request('GET', '/api/v1/settings')).body).toMatchObject({ routing });
    for (const requeueAbsentAfterMs of [-1, 1.5, 86_400_001])
      expect(
        codeOf(await mia.request('PATCH', '/api/v1/settings', { routing: { requeueAbsentAfterMs } })),
      ).toBe('invalid-input');
  });

  test('take only hours there can be', async () => {
    const hours = (over: object) =>
      mia.request('PATCH', '/api/v1/settings', {
        hours: { timeZone: 'Asia/Tokyo', week: {}, exceptions: {}, ...over },
      });
    expect(codeOf(await hours({ timeZone: 'Mars/Olympus' }))).toBe('invalid-input');
    expect(codeOf(await hours({ week: { '8': [] } }))).toBe('invalid-input');
    expect(codeOf(await hours({ week: { '1': [{ from: 600, to: 540 }] } }))).toBe('invalid-input');
    expect(codeOf(await hours({ exceptions: { 'new year': [] } }))).toBe('invalid-input');
    expect(
      (await hours({ week: { '1': [{ from: 540, to: 1_080 }] }, exceptions: { '2027-01-01': [] } })).status,
    ).toBe(200);
  });

  test('changed by two at once are changed one after the other', async () => {
    const names = Array.from({ length: 6 }, (_, n) => ({ ja: `店${n}`, en: `Shop ${n}` }));
    const answers = await Promise.all(
      names.map((botName) => mia.request('PATCH', '/api/v1/settings', { botName })),
    );
    const versions = answers.map(({ body }) => (body as { version: number }).version);
    expect(new Set(versions).size).toBe(6);
  });
});

describe('what an agent keeps', () => {
  test('are own views, shared ones only by who may share, and a draft per conversation', async () => {
    const save = (client: Client, shared: boolean) =>
      client.request('POST', '/api/v1/saved-views', { name: 'VIP', shared, query: { tag: 'vip' } });
    expect((await save(aoi, false)).status).toBe(200);
    expect(codeOf(await save(aoi, true))).toBe('not-allowed');
    const shared = await save(mia, true);
    expect(await itemsOf(aoi, '/api/v1/saved-views')).toHaveLength(2);
    expect(await itemsOf(admin, '/api/v1/saved-views')).toHaveLength(1);
    const { id } = shared.body as { id: string };
    expect(codeOf(await aoi.request('DELETE', `/api/v1/saved-views/${id}`))).toBe('not-found');
    expect((await mia.request('DELETE', `/api/v1/saved-views/${id}`)).body).toEqual({ removed: true });
  });

  test('are preferences of their own', async () => {
    const changed = await aoi.request('PATCH', '/api/v1/session/preferences', { theme: 'dark' });
    expect(changed.body).toMatchObject({ preferences: { theme: 'dark', sound: true } });
    expect((await mia.request('GET', '/api/v1/session')).body).toMatchObject({
      preferences: { theme: 'auto' },
    });
  });
});

describe('the intake ledger', () => {
  test('shows what could not be applied, without its words, and puts it back in line', async () => {
    const row = {
      id: 'web|message:bad',
      accountId: 'web',
      key: 'message:bad',
      lane: 'l',
      partition: 0,
      ord: 1,
      state: 0 as const,
      body: { text: 'private words' },
      receivedAt: http.clock.now(),
      attempts: 0,
    };
    await http.ports.stores.ledger.insert(scope, [row]);
    await http.ports.stores.ledger.markPoison(scope, row.id, 'unparseable');
    const found = await admin.request('GET', '/api/v1/ledger?state=poison');
    expect(found.body).toMatchObject({
      items: [{ id: row.id, state: 'poison', kind: 'message', reason: 'unparseable' }],
    });
    expect(JSON.stringify(found.body)).not.toContain('private words');
    const again = await admin.request('POST', `/api/v1/ledger/${encodeURIComponent(row.id)}/retry`);
    expect(again.body).toMatchObject({ state: 'pending' });
    expect(codeOf(await admin.request('POST', `/api/v1/ledger/${encodeURIComponent(row.id)}/retry`))).toBe(
      'not-found',
    );
  });
});

describe('a queue', () => {
  test('is changed and listed in order', async () => {
    await http.ports.stores.agents.saveQueue(scope, {
      id: 'general',
      name: '総合',
      order: 1,
      skills: [],
      languages: ['ja'],
      isDefault: true,
      offerTimeoutMs: 30_000,
      version: 1,
    });
    const changed = await mia.request('PATCH', '/api/v1/queues/general', {
      name: '総合窓口',
      offerTimeoutMs: 45_000,
    });
    expect(changed.body).toMatchObject({
      name: '総合窓口',
      offerTimeoutMs: 45_000,
      languages: ['ja'],
      waiting: 0,
    });
    expect(await itemsOf(aoi, '/api/v1/queues')).toMatchObject([{ name: '総合窓口' }]);
  });

  test('is made after the others, for a team, and lets the team go again', async () => {
    const team = await mia.request('POST', '/api/v1/teams', { name: ' 返品 ' });
    expect(team.body).toMatchObject({ name: '返品', agentIds: [] });
    const { id: teamId } = team.body as { id: string };
    const made = await mia.request('POST', '/api/v1/queues', { name: '返品', skills: ['returns'], teamId });
    expect(made.body).toMatchObject({ order: 2, isDefault: false, teamId, offerTimeoutMs: 45_000 });
    const { id } = made.body as { id: string };
    const freed = await mia.request('PATCH', `/api/v1/queues/${id}`, { teamId: '' });
    expect(freed.body).not.toHaveProperty('teamId');
    expect((await itemsOf(aoi, '/api/v1/queues')).at(-1)).not.toHaveProperty('teamId');
  });

  test('has a name of its own and a team that exists', async () => {
    const twice = await mia.request('POST', '/api/v1/queues', { name: '総合窓口' });
    expect([twice.status, codeOf(twice)]).toEqual([409, 'already-exists']);
    const nowhere = await mia.request('POST', '/api/v1/queues', { name: 'x', teamId: 'no-such-team' });
    expect([nowhere.status, codeOf(nowhere)]).toEqual([400, 'invalid-input']);
  });
});

describe('a team', () => {
  test('is named, renamed and not named twice', async () => {
    const { id } = (await mia.request('POST', '/api/v1/teams', { name: '技術' })).body as { id: string };
    const renamed = await mia.request('PATCH', `/api/v1/teams/${id}`, { name: '商品・技術' });
    expect(renamed.body).toMatchObject({ id, name: '商品・技術' });
    const twice = await mia.request('POST', '/api/v1/teams', { name: '商品・技術' });
    expect([twice.status, codeOf(twice)]).toEqual([409, 'already-exists']);
    expect((await itemsOf(aoi, '/api/v1/teams')).map(({ name }) => name)).toContain('商品・技術');
  });
});
