import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import type { Customer } from '#server/domain/customer/customer.ts';
import type { Survey } from '#server/ports/figure-stores.ts';
import { system } from '#server/ports/scope.ts';
import { ENDPOINTS } from '#test/kit/endpoints.ts';
import { type Client, startHttp, type TestHttp } from '#test/kit/http.ts';
import { testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import { ACCESS } from './access-table.ts';

let stores: TestStores;
let http: TestHttp;
const ROLES = ['administrator', 'manager', 'agent', 'light'] as const;
type Role = (typeof ROLES)[number];
const clients = {} as Record<Role, Client>;
const scope = system('test');

const customer = (id: string): Customer => ({
  id,
  name: '田中 花',
  language: 'ja',
  tier: 'B',
  vip: false,
  highTouch: false,
  blocked: false,
  tags: [],
  attributes: [],
  version: 1,
  verified: true,
  tokens: [],
  createdAt: new Date(),
  updatedAt: new Date(),
});

const conversation = (id: string, over: Partial<Conversation> = {}): Conversation => ({
  id,
  number: 1,
  customerId: 'cust',
  customerName: '田中 花',
  tier: 'B',
  status: 'open',
  speaker: 'human',
  priority: 'normal',
  language: 'ja',
  accountId: 'web',
  channel: 'web-chat',
  threads: [{ id: 'web|v', accountId: 'web', channel: 'web-chat', address: 'v' }],
  tags: [],
  attributes: [],
  seq: 0,
  version: 1,
  cycle: 1,
  cycleAt: new Date(),
  lastLine: '',
  lastAuthor: 'customer',
  lastAt: new Date(),
  botInvolved: false,
  humanInvolved: true,
  articleIds: [],
  bot: { state: EMPTY_BOT_STATE, seenSeq: 0, turn: 0 },
  readBy: {},
  customerReadSeq: 0,
  mentions: [],
  missed: false,
  spam: false,
  tokens: [],
  createdAt: new Date(),
  updatedAt: new Date(),
  ...over,
});

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({
    mongoUri: stores.mongoUri,
    reactions: [],
    config: { rates: { login: 1_000, api: 100_000, refused: 100_000 } },
  });
  for (const role of ROLES) {
    await http.addAgent({ id: role, role, teamIds: ['own'] });
    clients[role] = await http.signIn(`${role}@shop.example`);
  }
  await http.ports.stores.accounts.save(
    scope,
    testAccount({ id: 'web', channel: 'web-chat', adapter: 'web-chat' }),
    undefined,
  );
  await http.ports.stores.agents.saveTeam(scope, { id: 'own', name: '受付', version: 1 });
  await http.ports.stores.transaction(scope, async (tx) => {
    await http.ports.stores.customers.insert(scope, customer('cust'), tx);
    await http.ports.stores.conversations.insert(scope, conversation('open'), tx);
    await http.ports.stores.conversations.insert(scope, conversation('named', { mentions: ['light'] }), tx);
    await http.ports.stores.conversations.insert(scope, conversation('other', { teamId: 'other' }), tx);
  });
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const fill = (path: string, id: string): string =>
  path
    .replace('{id}', id)
    .replace('{messageId}', 'none')
    .replace('{commentId}', 'none')
    .replace('{promiseId}', 'none')
    .replace('{name}', 'csat');
const codeOf = (body: unknown): string | undefined =>
  (body as { error?: { code?: string } } | undefined)?.error?.code;

const LETTER: Record<Role, string> = { administrator: 'a', manager: 'm', agent: 'g', light: 'l' };

test('every endpoint of the catalogue has its entry', () => {
  expect(Object.keys(ACCESS).toSorted()).toEqual(ENDPOINTS.map(({ key }) => key).toSorted());
});

const entryOf = (key: string) => ACCESS[key] ?? { who: '' };
const closed = ENDPOINTS.filter(({ key }) => entryOf(key).who !== 'open');
const open = ENDPOINTS.filter(({ key }) => entryOf(key).who === 'open');
const urlOf = (key: string, path: string): string =>
  fill(path, entryOf(key).id ?? 'none') + (entryOf(key).query ?? '');

test.each(closed)('$key asks for a sign-in, whatever else is wrong', async ({ key, method, path }) => {
  for (const client of [http.client(), http.client('no-such-token-0123456789')]) {
    for (const sent of [entryOf(key).body, { $ne: 1 }]) {
      const answer = await client.request(method, urlOf(key, path), method === 'GET' ? undefined : sent);
      expect([answer.status, codeOf(answer.body)]).toEqual([401, 'sign-in-required']);
    }
  }
});

test.each(open)('$key answers without a sign-in', async ({ key, method, path }) => {
  const answer = await http.client().request(method, urlOf(key, path), entryOf(key).body);
  expect([200, 410]).toContain(answer.status);
});

describe.each(closed)('$key', ({ key, method, path }) => {
  const { who, body } = entryOf(key);
  test.each(ROLES)('answers %s as the table says', async (role) => {
    const answer = await clients[role].request(method, urlOf(key, path), body);
    if (who.includes(LETTER[role])) {
      expect(codeOf(answer.body)).not.toBe('not-allowed');
      expect([401, 403, 500]).not.toContain(answer.status);
    } else {
      expect(['not-allowed', 'not-found']).toContain(codeOf(answer.body));
    }
  });
});

describe('what another team holds', () => {
  const reads = ENDPOINTS.filter(({ path }) => path.includes('/conversations/{id}'));
  test.each(reads)('$key does not exist for an agent outside the team', async ({ key, method, path }) => {
    const answer = await clients.agent.request(method, fill(path, 'other'), ACCESS[key]?.body);
    expect([answer.status, codeOf(answer.body)]).toEqual([404, 'not-found']);
  });

  test('is in the list of a manager only', async () => {
    const ids = async (role: Role) =>
      (
        (await clients[role].request('GET', '/api/v1/conversations')).body as { items: { id: string }[] }
      ).items
        .map((row) => row.id)
        .toSorted();
    expect(await ids('manager')).toEqual(['named', 'open', 'other']);
    expect(await ids('agent')).toEqual(['named', 'open']);
    expect(await ids('light')).toEqual(['named']);
  });

  test('tells nothing of itself by the answers to its surveys', async () => {
    const survey = (id: string, conversationId?: string): Survey => ({
      id,
      kind: conversationId ? 'csat' : 'nps',
      state: 'answered',
      customerId: 'cust',
      ...(conversationId ? { conversationId } : {}),
      channel: 'web-chat',
      sentAt: new Date(),
      answeredAt: new Date(),
      score: 2,
      comment: `about ${id}`,
    });
    await http.ports.stores.transaction(scope, async (tx) => {
      for (const row of [survey('s1', 'open'), survey('s2', 'other'), survey('s3')])
        await http.ports.stores.surveys.insert(scope, row, tx);
    });
    const commentsFor = async (role: Role) =>
      (
        (await clients[role].request('GET', '/api/v1/customers/cust')).body as {
          surveys: { comment?: string }[];
        }
      ).surveys
        .map(({ comment }) => comment)
        .toSorted();
    expect(await commentsFor('manager')).toEqual(['about s1', 'about s2', 'about s3']);
    expect(await commentsFor('agent')).toEqual(['about s1', 'about s3']);
    expect(await commentsFor('light')).toEqual(['about s3']);
  });

  test('a light user reads and notes where they are named, and answers nowhere', async () => {
    const { light } = clients;
    const shown = await light.request('GET', '/api/v1/conversations/named');
    expect(shown.body).toMatchObject({ abilities: { read: true, note: true, reply: false, resolve: false } });
    const send = (visibility: string, clientId: string) =>
      light.request('POST', '/api/v1/conversations/named/messages', {
        text: '確認しました',
        visibility,
        clientId,
      });
    expect((await send('note', 'light-note-1')).status).toBe(200);
    expect(codeOf((await send('public', 'light-note-2')).body)).toBe('not-allowed');
  });
});

describe('an error', () => {
  test('tells code, words in the asked language and the request id', async () => {
    const ask = (language: string) =>
      http.client().request('GET', '/api/v1/session', undefined, { 'accept-language': language });
    const [ja, en] = [await ask('ja-JP,en;q=0.5'), await ask('en-GB')];
    expect(ja.body).toEqual({
      error: {
        code: 'sign-in-required',
        message: 'サインインしてください。',
        requestId: ja.headers.get('x-request-id'),
      },
    });
    expect(en.body).toMatchObject({ error: { message: 'Please sign in.' } });
  });

  test('of a schema names the fields', async () => {
    const answer = await clients.agent.request('POST', '/api/v1/conversations/open/messages', {
      text: 5,
      visibility: 'loud',
    });
    expect(answer.status).toBe(400);
    const { error } = answer.body as { error: { code: string; data: { issues: { path: string }[] } } };
    expect(error.code).toBe('invalid-input');
    expect(error.data.issues.map((issue) => issue.path)).toEqual(
      expect.arrayContaining(['text', 'visibility', 'clientId']),
    );
  });

  test('follows broken JSON, a body too large, operators and unknown paths', async () => {
    const broken = await clients.agent.request('POST', '/api/v1/bot/ask', '{"text":', {
      'content-type': 'application/json',
    });
    expect([broken.status, codeOf(broken.body)]).toEqual([400, 'invalid-input']);
    const large = await clients.agent.request('POST', '/api/v1/bot/ask', {
      text: 'x'.repeat(1_200_000),
      lang: 'ja',
    });
    expect([large.status, codeOf(large.body)]).toEqual([413, 'too-large']);
    const operator = await clients.agent.request('GET', '/api/v1/conversations?status[$ne]=x&customer[$gt]=');
    expect([200, 400]).toContain(operator.status);
    const filter = await clients.agent.request('GET', '/api/v1/conversations?status=loud');
    expect([filter.status, codeOf(filter.body)]).toEqual([400, 'invalid-input']);
    const cursor = await clients.agent.request('GET', '/api/v1/conversations?cursor=%00nonsense');
    expect([cursor.status, codeOf(cursor.body)]).toEqual([400, 'invalid-input']);
    const unknown = await clients.agent.request('GET', '/api/v1/no-such-thing');
    expect([unknown.status, codeOf(unknown.body)]).toEqual([404, 'not-found']);
  });

  test('nobody foresaw tells nothing but its code', async () => {
    const real = http.ports.stores.agents.teams;
    http.ports.stores.agents.teams = () => Promise.reject(new Error('secret detail of the store'));
    const answer = await clients.agent.request('GET', '/api/v1/teams');
    http.ports.stores.agents.teams = real;
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('secret detail');
    expect(codeOf(answer.body)).toBe('internal');
  });
});
