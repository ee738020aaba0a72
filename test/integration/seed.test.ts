import { isDeepStrictEqual } from 'node:util';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReportQuery, type ReportResult } from '#contracts/report.ts';
import { DAY, SECOND } from '#contracts/time.ts';
import { foldFacts } from '#server/commands/fold-facts.ts';
import { seedDemo } from '#server/demo/seed.ts';
import type { Cell } from '#server/domain/report/cells.ts';
import { system } from '#server/ports/scope.ts';
import { conversationsBehind } from '#server/queries/report-conversations.ts';
import { recount } from '#server/queries/report-recount.ts';
import { showReport } from '#server/queries/report-show.ts';
import { auditLedger } from '#server/store/audit-ledger.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const NOW = new Date('2026-11-24T05:00:00Z');
const logins: { email: string; password: string }[] = [];
let stores: TestStores;
let test: TestPorts;
let signIns: Awaited<ReturnType<typeof seedDemo>>['signIns'];
let tookMs = 0;
let cpuMs = 0;

beforeAll(async () => {
  stores = await startStores();
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: NOW });
  await stores.clearMongo();
  const begun = performance.now();
  const cpu = process.cpuUsage();
  ({ signIns } = await seedDemo(test.ports, {
    createLogin: async ({ email }, password) => {
      logins.push({ email, password });
    },
    now: NOW,
  }));
  tookMs = performance.now() - begun;
  const { user, system: kernel } = process.cpuUsage(cpu);
  cpuMs = (user + kernel) / 1_000;
});
afterAll(async () => {
  await test.close();
  await stores.stop();
});

const month = { from: new Date(NOW.getTime() - 30 * DAY).toISOString(), to: NOW.toISOString() };
const report = (query: Partial<ReportQuery> & Pick<ReportQuery, 'name'>): Promise<ReportResult> =>
  showReport(test.ports, scope, ReportQuery.parse({ ...month, ...query }));
const tile = (result: ReportResult, key: string) => {
  const found = result.figures.find((f) => f.key === key);
  if (!found) throw new Error(`no figure ${key}`);
  return found;
};
const count = async (collection: string, filter: object = {}): Promise<number> => {
  const client = await MongoClient.connect(stores.mongoUri);
  try {
    return await client.db().collection(collection).countDocuments(filter);
  } finally {
    await client.close();
  }
};
const keyed = (cells: Iterable<Cell>): Record<string, Cell> =>
  Object.fromEntries(
    [...cells].map((c) => [[c.cube, c.day, c.hour, c.channel, c.agent, c.team, c.topic].join('|'), c]),
  );

describe('the demo shop', () => {
  it('takes few seconds of a processor, and less than a minute of one that has others to serve', () => {
    expect(cpuMs).toBeLessThan(12 * SECOND);
    expect(tookMs).toBeLessThan(60 * SECOND);
  });

  it('has an administrator, a manager and two agents, each with a password of their own', () => {
    expect(signIns.map((s) => s.role)).toEqual(['administrator', 'manager', 'agent', 'agent']);
    expect(new Set(signIns.map((s) => s.password)).size).toBe(4);
    expect(logins).toEqual(
      expect.arrayContaining(signIns.map(({ email, password }) => ({ email, password }))),
    );
  });

  it('has customers with orders, help in both languages and an inbox that is alive', async () => {
    expect(await count('customers')).toBeGreaterThanOrEqual(500);
    expect(await count('orders')).toBeGreaterThanOrEqual(40);
    for (const language of ['ja', 'en'] as const)
      expect((await test.ports.stores.articles.published(scope, language)).articles.length).toBeGreaterThan(
        20,
      );
    const live = { status: { $ne: 'resolved' } };
    expect(await count('conversations', live)).toBeGreaterThanOrEqual(30);
    for (const status of ['bot', 'queued', 'open', 'snoozed'])
      expect(await count('conversations', { status })).toBeGreaterThan(0);
    expect(await count('conversations', { missed: true })).toBeGreaterThan(0);
    expect(await count('conversations', { channel: 'sms' })).toBeGreaterThan(50);
  });

  it('leaves nothing for the sweep: every interaction was reacted to, in effect', async () => {
    expect(await count('interactions', { pending: true })).toBe(0);
  });

  it('balances its ledger', async () => {
    expect((await auditLedger(test.open.database.connection)).differences).toEqual([]);
  });

  it('shows figures that equal a recount from its interactions', async () => {
    expect(await foldFacts(test.ports, { settleMs: 0 })).toBe(0);
    const { cells } = await recount(test.ports, scope);
    const groups = ['all', 'channel', 'agent', 'team', 'combined', 'intent', 'article'] as const;
    const cubes = groups.flatMap((group) => [group, `${group}/hour` as const]);
    const all = { fromDay: '2000-01-01', toDay: '2100-01-01' };
    const stored = await Promise.all(
      cubes.map((cube) => test.ports.stores.facts.cells(scope, { cube, ...all })),
    );
    const [kept, again] = [stored.flat(), [...cells.values()]].map(
      (rows) => keyed(rows) as Record<string, unknown>,
    );
    const keys = new Set([...Object.keys(kept ?? {}), ...Object.keys(again ?? {})]);
    // As they are stored: a key without a value is no key.
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
    const different = [...keys].filter((key) => !isDeepStrictEqual(plain(kept?.[key]), plain(again?.[key])));
    expect(different.slice(0, 5).map((key) => [key, kept?.[key], again?.[key]])).toEqual([]);
  });

  it('has two believable months beside each other: enough people, good scores, a bot that helps', async () => {
    const overview = await report({ name: 'overview' });
    const [volume, csat, nps, automation] = ['volume', 'csat', 'nps', 'automation'].map((key) =>
      tile(overview, key),
    );
    expect(volume?.value).toBeGreaterThan(550);
    for (const [figure, low, high] of [
      [csat, 0.8, 0.9],
      [nps, 20, 50],
      [automation, 0.45, 0.6],
    ] as const) {
      expect(figure?.value).toBeGreaterThan(low);
      expect(figure?.value).toBeLessThan(high);
      expect(figure?.previous).toBeGreaterThan(low - 0.1 * high);
      expect(figure?.n).toBeGreaterThan(60);
    }
    const change = (volume?.value ?? 0) / (volume?.previous ?? 1) - 1;
    expect(Math.abs(change)).toBeLessThan(0.2);
    for (const key of ['first-response', 'queue-wait']) {
      const { value, previous } = tile(overview, key);
      expect(value).toBeGreaterThan(30 * SECOND);
      expect(Math.abs((value ?? 0) / (previous ?? 1) - 1)).toBeLessThan(0.35);
    }
    expect(overview.breakdown.map((line) => line.key)).toEqual(['sms', 'web-chat']);
    const ids = await conversationsBehind(test.ports, scope, { report: 'csat', ...month });
    expect(ids.length).toBe(csat?.n);
  });

  it('has five people in the table and figures in each team', async () => {
    const { rows } = await report({ name: 'agents' });
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(row.values.csat?.n).toBeGreaterThan(5);
    const teams = (await report({ name: 'teams' })).rows;
    expect(teams.map(({ label }) => label).sort()).toEqual(['カスタマーサポート', '法人窓口'].sort());
    const channels = (await report({ name: 'channels' })).rows;
    expect(channels.map(({ id }) => id).sort()).toEqual(['sms', 'web-chat']);
    const sum = (key: string) => channels.reduce((n, row) => n + (row.values[key]?.n ?? 0), 0);
    const overview = await report({ name: 'overview' });
    for (const key of ['volume', 'csat', 'nps']) expect(sum(key)).toBe(tile(overview, key).n);
    for (const row of [...rows, ...channels])
      for (const key of ['first-response', 'reply-time', 'resolution'])
        expect(row.values[key]?.value, `${row.id} ${key}`).toBeGreaterThan(0);
    for (const team of ['support', 'business']) {
      const ofTeam = await report({ name: 'overview', team });
      for (const key of ['queue-wait', 'first-response', 'csat'])
        expect(tile(ofTeam, key).n, `${team} ${key}`).toBeGreaterThan(5);
    }
  });

  it('has the same figures when all facts are folded anew, as after an upgrade', async () => {
    const before = await report({ name: 'overview', team: 'business' });
    const ids: string[] = [];
    for await (const sheets of test.ports.stores.facts.everySheet(scope))
      ids.push(...sheets.map(({ id }) => id));
    const ever = new Date(0);
    await test.ports.stores.facts.mark(
      scope,
      ids.map((conversationId) => ({ conversationId, minAt: ever, maxAt: ever })),
    );
    while ((await foldFacts(test.ports, { settleMs: 0 })) > 0);
    expect((await report({ name: 'overview', team: 'business' })).figures).toEqual(before.figures);
  });

  it('has open conversations in English for agents', async () => {
    expect(
      await count('conversations', { status: 'open', language: 'en', assigneeId: 'demo-emma' }),
    ).toBeGreaterThanOrEqual(4);
  });
});
