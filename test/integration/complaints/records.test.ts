import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReportQuery } from '#contracts/report.ts';
import { DAY, HOUR, MINUTE } from '#contracts/time.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import { escalateConversation } from '#server/commands/escalate-conversation.ts';
import { foldFacts } from '#server/commands/fold-facts.ts';
import { mergeCustomers, unmergeCustomer } from '#server/commands/merge-customers.ts';
import { resolveConversation } from '#server/commands/resolve-conversation.ts';
import { system } from '#server/ports/scope.ts';
import { listInteractions } from '#server/queries/list-interactions.ts';
import { showReport } from '#server/queries/report-show.ts';
import {
  type AgentScope,
  addAgent,
  addConversation,
  createFloor,
  type Floor,
  runRouting,
} from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { SMS_ACCOUNT, sid, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

// Numbers of complaints and pains: docs/complaints.md.
const scope = system('test');
const NOON = new Date('2026-11-24T03:00:00Z');
let stores: TestStores;
let test: TestPorts;
let floor: Floor;
let ana: AgentScope;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: NOON });
  floor = await createFloor(test);
  ana = await addAgent(floor, 'ana');
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

let said = 0;
const hears = async (from: string, text: string, accountId = SMS_ACCOUNT): Promise<void> => {
  test.clock.advance(1_000);
  said += 1;
  const items = [smsItem(from, `message-${said}`, text, test.clock.now())];
  await test.intake.accept({ accountId, items, receivedAt: test.clock.now() });
  await test.settled();
};
const all = async () =>
  (await test.ports.stores.conversations.list(scope, { sort: 'oldest' }, { limit: 100 })).items;
const [FIRST, SECOND] = ['+819011110001', '+819011110002'];

describe('a big inbox', () => {
  const MANY = 20_000;
  /** Twenty thousand conversations, most of them done, as a year leaves them. */
  const fill = async () => {
    const sample = await addConversation(floor, { status: 'open', speaker: 'human', assigneeId: 'ana' });
    const docs = database().collection<{ _id: string; [name: string]: unknown }>('conversations');
    const doc = await docs.findOne({ _id: sample.id });
    for (let at = 0; at < MANY; at += 2_000)
      await docs.insertMany(
        Array.from({ length: 2_000 }, (_, n) => {
          const lastAt = new Date(NOON.getTime() - (at + n) * MINUTE);
          const isOpen = (at + n) % 50 === 0;
          const status = isOpen ? 'open' : 'resolved';
          return { ...doc, _id: `old-${at + n}`, number: at + n, status, lastAt, updatedAt: lastAt };
        }),
      );
  };
  const database = () => {
    const { db } = test.open.database.connection;
    if (!db) throw new Error('the database is not open');
    return db;
  };
  /** How many documents the database looked at while `act` ran. */
  const looked = async (act: () => Promise<unknown>): Promise<number> => {
    const db = database();
    await db.command({ profile: 2 });
    await act();
    await db.command({ profile: 0 });
    const entries = await db
      .collection('system.profile')
      .find({ docsExamined: { $gt: 0 } })
      .toArray();
    await db.dropCollection('system.profile');
    return entries.reduce((sum, entry) => sum + Number(entry.docsExamined), 0);
  };

  it('complaint 13: a page of twenty thousand conversations looks at hardly more than it shows', async () => {
    await fill();
    const { conversations } = test.ports.stores;
    const page = (filter: object, cursor?: string) =>
      conversations.list(ana, { sort: 'newest', ...filter }, { limit: 50, ...(cursor ? { cursor } : {}) });
    const first = await page({});
    expect(first.items).toHaveLength(50);
    expect(await looked(() => page({}))).toBeGreaterThanOrEqual(50);
    for (const act of [
      () => page({}),
      () => page({}, first.nextCursor),
      () => page({ statuses: ['open'] }),
      () => page({ assigneeId: 'ana', statuses: ['open'] }),
      () => page({ statuses: ['queued'] }),
    ])
      expect(await looked(act)).toBeLessThanOrEqual(3 * 51);
    // Counts stop at a thousand each.
    expect(await looked(() => conversations.counts(ana, 'ana'))).toBeLessThanOrEqual(10_000);
  });
});

describe('one person', () => {
  it('complaint 22: merged and unmerged has every conversation and line it had', async () => {
    await hears(FIRST, 'ひとつ目');
    await hears(SECOND, 'ふたつ目');
    const [one, two] = await all();
    const [a, b] = [one?.customerId ?? '', two?.customerId ?? ''];
    const lines = async (id: string): Promise<string[]> =>
      (await listInteractions(test.ports, ana, id, { limit: 100 })).items.map((line) => line.id).toSorted();
    const before = [await lines(a), await lines(b)];
    await mergeCustomers(test.ports, scope, { customerId: a, into: b });
    expect(await lines(b)).toEqual(expect.arrayContaining(before.flat()));
    await hears(FIRST, '三つ目');
    const during = await lines(b);
    await unmergeCustomer(test.ports, scope, { customerId: a });
    expect(await lines(a)).toEqual(expect.arrayContaining(before[0] ?? []));
    expect(await lines(b)).toEqual(expect.arrayContaining(before[1] ?? []));
    // What was written in between is on one of the two.
    expect([...(await lines(a)), ...(await lines(b))]).toEqual(expect.arrayContaining(during));
    const conversations = await all();
    const pages = await Promise.all(
      conversations.map(({ id }) =>
        test.ports.stores.messages.page(scope, id, { afterSeq: 0, limit: 50, visible: 'all' }),
      ),
    );
    expect(
      pages
        .flat()
        .map(({ text }) => text)
        .toSorted(),
    ).toEqual(['ひとつ目', 'ふたつ目', '三つ目'].toSorted());
  });

  it('pain 3: who writes to two of our numbers within one matter is in one conversation', async () => {
    await test.ports.stores.accounts.save(
      scope,
      testAccount({
        id: 'second-number',
        channel: 'sms',
        adapter: 'sms',
        settings: { accountSid: sid('AC', 'test'), from: '+815099990000' },
        secrets: { authToken: 'token-for-tests' },
      }),
      undefined,
    );
    await hears(FIRST, '一つ目の番号へ');
    await hears(FIRST, '二つ目の番号へ', 'second-number');
    const [conversation, ...more] = await all();
    expect(more).toEqual([]);
    expect(conversation?.threads.map(({ accountId }) => accountId)).toEqual([SMS_ACCOUNT, 'second-number']);
  });
});

describe('figures', () => {
  it('complaint 23: a reply to an old conversation leaves the time it was solved in as it was', async () => {
    await hears(FIRST, '届きません');
    const [conversation] = await all();
    const id = conversation?.id ?? '';
    await escalateConversation(test.ports, scope, { conversationId: id, reason: 'customer-asked' });
    await runRouting(test);
    await acceptConversation(test.ports, ana, { conversationId: id });
    test.clock.advance(30 * MINUTE);
    await resolveConversation(test.ports, ana, { conversationId: id });
    await test.settled();
    const resolution = async () => {
      while ((await foldFacts(test.ports, { settleMs: 0 })) > 0);
      const report = await showReport(
        test.ports,
        scope,
        ReportQuery.parse({
          name: 'resolution',
          from: new Date(NOON.getTime() - DAY).toISOString(),
          to: new Date(NOON.getTime() + DAY).toISOString(),
          compare: 'none',
        }),
      );
      const figure = report.figures.find(({ key }) => key === 'resolution');
      return [figure?.value, figure?.n];
    };
    const before = await resolution();
    expect(before[1]).toBe(1);
    test.clock.advance(71 * HOUR);
    await hears(FIRST, 'もう一つ質問です');
    expect((await all())[0]).toMatchObject({ id, cycle: 2 });
    expect(await resolution()).toEqual(before);
    expect(before[0]).toBeGreaterThanOrEqual(29 * MINUTE);
    expect(before[0]).toBeLessThanOrEqual(32 * MINUTE);
  });
});
