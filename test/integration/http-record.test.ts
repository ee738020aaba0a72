import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '#server/ports/scope.ts';
import { auditLedger } from '#server/store/audit-ledger.ts';
import { type Answer, type Client, startHttp, type TestHttp } from '#test/kit/http.ts';
import { testAccount } from '#test/kit/ports.ts';
import { connectSms, SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
let aoi: Client;
let admin: Client;
const scope = system('test');
const PHONE = '+819012345678';

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({ mongoUri: stores.mongoUri, config: { rates: { login: 1_000 } } });
  await connectSms(http);
  await http.addAgent({ id: 'aoi', role: 'agent' });
  await http.addAgent({ id: 'admin', role: 'administrator' });
  aoi = await http.signIn('aoi@shop.example');
  admin = await http.signIn('admin@shop.example');
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const codeOf = ({ body }: Answer): string | undefined => (body as { error?: { code: string } }).error?.code;
const hear = async (from: string, name: string, text: string): Promise<void> => {
  http.clock.advance(1_000);
  const items = [smsItem(from, name, text, http.clock.now())];
  await http.intake.accept({ accountId: SMS_ACCOUNT, items, receivedAt: http.clock.now() });
  await http.settled();
};
interface Rows {
  items: { id: string; [key: string]: unknown }[];
  nextCursor?: string;
}
const list = async (client: Client, path: string): Promise<Rows> =>
  (await client.request('GET', path)).body as Rows;
const create = (fields: object): Promise<Answer> => aoi.request('POST', '/api/v1/customers', fields);
const idOf = ({ body }: Answer): string => (body as { id: string }).id;

describe('a customer written down by an agent', () => {
  test('has addresses in one form and is found by name, mail and number', async () => {
    const made = await create({ name: '高橋 ひなた', email: 'Hinata@Mail.Example', phone: '090-1111-2222' });
    expect(made.body).toMatchObject({
      name: '高橋 ひなた',
      tier: 'B',
      identities: [
        { kind: 'email', value: 'hinata@mail.example', verified: false },
        { kind: 'phone', value: '+819011112222', verified: false },
      ],
    });
    for (const q of ['高橋', 'タカハシ'.replace('タカハシ', 'ひなた'), 'hinata@mail.example']) {
      const found = await list(aoi, `/api/v1/customers?q=${encodeURIComponent(q)}`);
      expect(found.items.map((row) => row.id)).toEqual([idOf(made)]);
      expect(found.items[0]).toMatchObject({ primaryAddress: 'hinata@mail.example' });
    }
  });

  test('is one only: an address that is somebody’s is refused, also at the same instant', async () => {
    const both = await Promise.all([
      create({ name: 'A', email: 'same@mail.example' }),
      create({ name: 'B', email: 'same@mail.example' }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(codeOf(await create({ name: 'C', email: 'SAME@mail.example' }))).toBe('already-exists');
    expect(codeOf(await create({ name: 'D', phone: '12' }))).toBe('invalid-input');
  });

  test('is changed under a version, and the record says which fields, never the name', async () => {
    const id = idOf(await create({ name: '佐藤 葵' }));
    const change = (body: object) => aoi.request('PATCH', `/api/v1/customers/${id}`, body);
    expect((await change({ name: '佐藤 あおい', vip: true, version: 1 })).body).toMatchObject({
      name: '佐藤 あおい',
      vip: true,
      version: 2,
    });
    expect(codeOf(await change({ name: '別', version: 1 }))).toBe('version-conflict');
    const rows = await http.ports.stores.interactions.ofCustomer(scope, [id], {
      limit: 10,
      types: ['customer.updated'],
    });
    expect(rows.items).toHaveLength(1);
    expect(rows.items[0]).toMatchObject({ after: { fields: ['name', 'vip'] }, before: { vip: false } });
    expect(JSON.stringify(rows.items)).not.toContain('佐藤');
  });
});

describe('an agent who writes first', () => {
  test('opens a conversation on the customer’s number, held by them, and the answer joins it', async () => {
    const id = idOf(await create({ name: '鈴木 蓮', phone: PHONE }));
    const start = (clientId: string, text = 'ご注文の件でご連絡しました。') =>
      aoi.request('POST', '/api/v1/conversations', {
        customerId: id,
        accountId: SMS_ACCOUNT,
        text,
        clientId,
      });
    const first = await start('start-0001');
    expect(first.body).toMatchObject({
      conversation: { status: 'open', assigneeId: 'aoi', channel: 'sms', customerName: '鈴木 蓮' },
      message: { seq: 1, direction: 'outbound', delivery: { state: 'queued' } },
    });
    const conversationId = (first.body as { conversation: { id: string } }).conversation.id;
    expect((await start('start-0001')).body).toMatchObject({
      conversation: { id: conversationId },
      message: { seq: 1 },
    });
    expect((await start('start-0002', '続きです。')).body).toMatchObject({
      conversation: { id: conversationId },
      message: { seq: 2 },
    });
    expect(http.jobs.filter(({ name }) => name === 'deliver-message')).toHaveLength(2);
    await hear(PHONE, 'reply', 'ありがとうございます、確認します');
    const { items } = (await aoi.request('GET', `/api/v1/conversations/${conversationId}/messages`))
      .body as Rows;
    expect(items.map((message) => message.seq)).toEqual([1, 2, 3]);
    expect(items[2]).toMatchObject({ direction: 'inbound', text: 'ありがとうございます、確認します' });
  });

  test('is refused where nothing can be sent', async () => {
    const id = idOf(await create({ name: '番号なし', email: 'nonumber@mail.example' }));
    const start = (accountId: string) =>
      aoi.request('POST', '/api/v1/conversations', {
        customerId: id,
        accountId,
        text: 'x',
        clientId: 'start-0003',
      });
    expect(codeOf(await start(SMS_ACCOUNT))).toBe('no-channel');
    expect(codeOf(await start('none'))).toBe('channel-not-available');
  });
});

describe('a conversation', () => {
  test('tells on which threads it can be answered and why not on others', async () => {
    const [row] = (await list(aoi, '/api/v1/conversations?channel=sms')).items;
    const shown = () => aoi.request('GET', `/api/v1/conversations/${row!.id}`);
    expect((await shown()).body).toMatchObject({
      threads: [{ address: PHONE, open: true }],
      abilities: { reply: true },
    });
    await hear(PHONE, 'stop', 'STOP');
    expect((await shown()).body).toMatchObject({ threads: [{ open: false, closedReason: 'opted-out' }] });
    const sent = await aoi.request('POST', `/api/v1/conversations/${row!.id}/messages`, {
      text: 'x',
      visibility: 'public',
      clientId: 'closed-0001',
    });
    expect(codeOf(sent)).toBe('opted-out');
    await hear(PHONE, 'start', 'START');
    expect((await shown()).body).toMatchObject({ threads: [{ open: true }] });
  });

  test('is found by words of its messages, in pages without repeats', async () => {
    for (let n = 0; n < 5; n++) await hear(`+81801111000${n}`, `lamp${n}`, `ランプが割れていました ${n}`);
    const q = encodeURIComponent('ランプ');
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await list(aoi, `/api/v1/conversations?q=${q}&limit=2${cursor}`);
      seen.push(...page.items.map((row) => row.id));
      cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : '';
    } while (cursor);
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
    expect((await list(aoi, `/api/v1/conversations?q=${encodeURIComponent('存在しない語')}`)).items).toEqual(
      [],
    );
    expect((await list(aoi, `/api/v1/conversations?q=${encodeURIComponent('!!!')}`)).items).toEqual([]);
  });

  test('shows its messages newest page first and catches up from any point', async () => {
    const from = '+818022220001';
    for (let n = 1; n <= 7; n++) await hear(from, `page${n}`, `m${n}`);
    const [row] = (await list(aoi, '/api/v1/conversations?limit=1')).items;
    const at = `/api/v1/conversations/${row!.id}/messages`;
    const inbound = async (query: string) => {
      const { items, nextCursor } = await list(aoi, at + query);
      return { seqs: items.map((message) => message.seq), nextCursor };
    };
    expect(await inbound('?limit=3')).toEqual({ seqs: [5, 6, 7], nextCursor: '5' });
    expect(await inbound('?limit=3&beforeSeq=5')).toEqual({ seqs: [2, 3, 4], nextCursor: '2' });
    expect(await inbound('?limit=3&beforeSeq=2')).toEqual({ seqs: [1], nextCursor: undefined });
    expect(await inbound('?limit=3&afterSeq=3')).toEqual({ seqs: [4, 5, 6], nextCursor: '6' });
  });
});

describe('the timeline', () => {
  test('joins words to the entries of all channels, newest first, and filters by kind', async () => {
    const customers = await list(aoi, `/api/v1/customers?q=${encodeURIComponent('鈴木')}`);
    const id = customers.items[0]!.id;
    const at = http.clock.now().toISOString();
    const logged = await aoi.request('POST', `/api/v1/customers/${id}/interactions`, {
      channel: 'phone',
      direction: 'inbound',
      at,
      text: '電話で住所変更の依頼',
      durationMs: 65_000,
      outcome: 'done',
    });
    expect(logged.body).toMatchObject({
      type: 'interaction.logged',
      text: '電話で住所変更の依頼',
      actor: { name: 'aoi' },
    });
    const { items } = await list(aoi, `/api/v1/customers/${id}/interactions`);
    const texts = items.map((row) => row.text);
    expect(texts).toEqual(
      expect.arrayContaining([
        '電話で住所変更の依頼',
        'ありがとうございます、確認します',
        'ご注文の件でご連絡しました。',
      ]),
    );
    expect(items.map((row) => row.type)).toEqual(
      expect.arrayContaining(['customer.created', 'conversation.opened', 'consent.changed']),
    );
    const times = items.map((row) => String(row.at));
    expect(times).toEqual(times.toSorted().toReversed());
    const calls = await list(aoi, `/api/v1/customers/${id}/interactions?types=interaction`);
    expect(calls.items.map((row) => row.type)).toEqual(['interaction.logged']);
    const future = new Date(http.clock.now().getTime() + 3_600_000).toISOString();
    const early = await aoi.request('POST', `/api/v1/customers/${id}/interactions`, {
      channel: 'phone',
      direction: 'inbound',
      at: future,
      text: 'x',
    });
    expect(codeOf(early)).toBe('invalid-input');
  });

  test('leaves out what another team holds', async () => {
    const from = '+818033330001';
    await hear(from, 'secret', '他チームの話');
    const [row] = (await list(admin, '/api/v1/conversations?limit=1')).items;
    const conversation = (await http.ports.stores.conversations.get(scope, row!.id))!;
    await http.ports.stores.conversations.update(scope, row!.id, conversation.version, {
      set: { teamId: 'others' },
    });
    const path = `/api/v1/customers/${conversation.customerId}/interactions`;
    expect(JSON.stringify(await list(admin, path))).toContain('他チームの話');
    const seen = await list(aoi, path);
    expect(JSON.stringify(seen)).not.toContain('他チームの話');
    expect(seen.items.filter((entry) => entry.conversationId !== undefined)).toEqual([]);
    expect((await list(aoi, `/api/v1/conversations?q=${encodeURIComponent('他チーム')}`)).items).toEqual([]);
  });
});

describe('erasing a customer', () => {
  const CANARY = ['+819098765432', '金木犀', '090-9876-5432', 'kinmokusei@mail.example'];

  test('takes every word and address of theirs and leaves counts and figures', async () => {
    const id = idOf(await create({ name: '金木犀 渚', phone: CANARY[2], email: CANARY[3] }));
    await hear(CANARY[0]!, 'canary', '金木犀の香りのランプはありますか');
    await aoi.request('POST', `/api/v1/customers/${id}/interactions`, {
      channel: 'phone',
      direction: 'inbound',
      at: http.clock.now().toISOString(),
      text: '金木犀さんから電話',
    });
    const [row] = (await list(aoi, `/api/v1/conversations?q=${encodeURIComponent('金木犀')}`)).items;
    await aoi.request('POST', `/api/v1/conversations/${row!.id}/draft`, {
      text: '金木犀さま',
      visibility: 'public',
    });
    const { db } = http.open.database.connection;
    const counted = async (): Promise<Record<string, number>> => ({
      conversations: await db!.collection('conversations').countDocuments(),
      interactions: await db!.collection('interactions').countDocuments({ type: { $ne: 'customer.erased' } }),
      ledger: await db!.collection('ledger').countDocuments(),
      others: await db!.collection('messages').countDocuments({ customerId: { $ne: id } }),
    });
    const before = await counted();
    expect(codeOf(await aoi.request('POST', `/api/v1/customers/${id}/erase`))).toBe('not-allowed');
    expect((await admin.request('POST', `/api/v1/customers/${id}/erase`)).body).toEqual({ erased: true });
    expect(await counted()).toEqual(before);
    for (const { name } of await db!.listCollections().toArray()) {
      const dump = JSON.stringify(await db!.collection(name).find().toArray());
      for (const word of CANARY) expect(`${name}: ${dump.includes(word)}`).toBe(`${name}: false`);
      if (name !== 'customers') expect(`${name}: ${dump.includes(id)}`).toBe(`${name}: false`);
    }
    expect((await admin.request('GET', `/api/v1/customers/${id}`)).status).toBe(404);
    expect((await admin.request('POST', `/api/v1/customers/${id}/erase`)).status).toBe(404);
  });

  test('a redelivery of what they wrote makes nothing of it again', async () => {
    const messages = await http.open.database.connection.collection('messages').countDocuments();
    await hear(CANARY[0]!, 'canary', '金木犀の香りのランプはありますか');
    expect(await http.open.database.connection.collection('messages').countDocuments()).toBe(messages);
  });

  test('when they write again they are somebody new', async () => {
    await hear(CANARY[0]!, 'again', 'またお願いします');
    const [row] = (await list(aoi, '/api/v1/conversations?limit=1')).items;
    expect(row).toMatchObject({ lastLine: 'またお願いします' });
    const record = await aoi.request('GET', `/api/v1/customers/${String(row!.customerId)}/interactions`);
    expect(JSON.stringify(record.body)).not.toContain('金木犀');
  });

  test('leaves the ledger in balance', async () => {
    expect((await auditLedger(http.open.database.connection)).differences).toEqual([]);
  });

  test('takes the visitor of the web chat, their file and the keys that name them', async () => {
    const web = testAccount({
      id: 'web',
      channel: 'web-chat',
      adapter: 'web-chat',
      settings: { botFirst: false },
    });
    await http.ports.stores.accounts.save(scope, web, undefined);
    const sub = 'sumire@mail.example';
    const threadKey = `user:${encodeURIComponent(sub)}`;
    const owner = { kind: 'customer' as const, id: `web|${threadKey}` };
    const file = await http.ports.stores.files.save(
      scope,
      { name: 'sumire.png', mime: 'image/png', kind: 'image', owner },
      Buffer.from('png'),
    );
    const at = http.clock.now();
    const item = {
      accountRef: '',
      key: `widget:${threadKey}:client-0001`,
      lane: threadKey,
      body: {
        v: 1,
        visitor: 'visitor-00000001',
        user: { sub, name: 'すみれ', email: sub },
        at: at.toISOString(),
        event: 'message.send',
        data: { clientId: 'client-0001', text: 'すみれです', fileIds: [file.id] },
        files: [
          {
            fileId: file.id,
            name: file.name,
            mime: file.mime,
            size: file.size,
            kind: file.kind,
            status: 'stored',
          },
        ],
      },
    };
    await http.intake.accept({ accountId: 'web', items: [item], receivedAt: at });
    await http.settled();
    const [row] = (await list(admin, `/api/v1/customers?q=${encodeURIComponent('すみれ')}`)).items;
    expect((await admin.request('POST', `/api/v1/customers/${row!.id}/erase`)).status).toBe(200);
    const { db } = http.open.database.connection;
    for (const { name } of await db!.listCollections().toArray()) {
      const dump = JSON.stringify(await db!.collection(name).find().toArray());
      for (const word of ['すみれ', 'sumire', encodeURIComponent(sub), 'visitor-00000001']) {
        expect(`${name}: ${dump.includes(word)}`).toBe(`${name}: false`);
      }
    }
    expect(await http.ports.stores.files.read(scope, file.id)).toBeUndefined();
    expect((await auditLedger(http.open.database.connection)).differences).toEqual([]);
  });
});
