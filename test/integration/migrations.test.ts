import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '#server/domain/routing/escalation.ts';
import { system } from '#server/ports/scope.ts';
import { type Database, openDatabase } from '#server/store/connection.ts';
import { MIGRATIONS, type Migration, migrate, NewerData } from '#server/store/migrations.ts';
import { openStores } from '#server/store/open-stores.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
let stores: TestStores;
let database: Database;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  database = await openDatabase(stores.mongoUri);
});
afterEach(async () => {
  await database.connection.dropDatabase();
  await database.close();
});

const rows = (name: string) =>
  database.connection.collection<{ _id: string | number; [k: string]: unknown }>(name);
const steps = () => rows('migrations').find().sort({ _id: 1 }).toArray();

/** Two steps that write one after the other; the second counts how often it was begun, and may die. */
const twoSteps = (dieAt: number | undefined): { begun: number[]; all: Migration[] } => {
  const begun: number[] = [];
  const all: Migration[] = [1, 2].map((number) => ({
    number,
    name: `step ${number} is done`,
    up: async () => {
      begun.push(number);
      for (const half of ['a', 'b']) {
        await rows('done').updateOne({ _id: `${number}${half}` }, { $set: { by: number } }, { upsert: true });
        if (number === dieAt && half === 'a') throw new Error('killed');
      }
    },
  }));
  return { begun, all };
};

describe('an older data directory', () => {
  it('is migrated at start: conversations learn whether they are spam or were missed', async () => {
    const at = new Date('2026-01-05T00:00:00Z');
    const old = { customerId: 'c', status: 'open', lastAt: at, openedAt: at, version: 1, seq: 1, tags: [] };
    await rows('conversations').insertMany([
      { _id: 'older', ...old },
      { _id: 'spam', ...old, spam: true },
      { _id: 'missed', ...old, missed: true },
      { _id: 'newer', ...old, spam: false, missed: false },
    ]);
    const open = await openStores(stores.mongoUri);
    const found = await open.stores.conversations.get(scope, 'older');
    await open.close();
    expect(found).toMatchObject({ spam: false, missed: false, version: 1 });
    const after = await rows('conversations').find().sort({ _id: 1 }).toArray();
    expect(after.map(({ _id, spam, missed }) => [_id, spam, missed])).toEqual([
      ['missed', false, true],
      ['newer', false, false],
      ['older', false, false],
      ['spam', true, false],
    ]);
    expect((await steps())[0]).toMatchObject({ _id: 1, doneAt: expect.any(Date) });
  });

  it('gives each address to the agent who had it first, and to nobody else from then on', async () => {
    const at = (day: number) => new Date(Date.UTC(2026, 0, day));
    await rows('agents').insertMany([
      { _id: 'second', email: 'aoi@shop.example', createdAt: at(2) },
      { _id: 'first', email: 'aoi@shop.example', createdAt: at(1) },
      { _id: 'ben', email: 'ben@shop.example', createdAt: at(3) },
    ]);
    const open = await openStores(stores.mongoUri);
    const invite = open.stores.agents.insert(scope, { id: 'new', email: 'BEN@shop.example' } as Agent);
    await expect(invite).rejects.toMatchObject({ code: 'already-exists' });
    await open.close();
    const kept = await rows('agentAddresses').find().sort({ _id: 1 }).toArray();
    expect(kept.map(({ _id, agentId }) => [_id, agentId])).toEqual([
      ['aoi@shop.example', 'first'],
      ['ben@shop.example', 'ben'],
    ]);
  });

  it('has its facts folded anew, each conversation once', async () => {
    await rows('facts').insertMany([{ _id: 'c1' }, { _id: 'c2' }]);
    await migrate(database.connection);
    const marks = await rows('factMarks').find().sort({ _id: 1 }).toArray();
    const ever = new Date(0);
    expect(marks).toEqual(
      ['step-3', 'step-6'].flatMap((step) =>
        ['c1', 'c2'].map((id) => ({ _id: `${step}-${id}`, conversationId: id, minAt: ever, maxAt: ever })),
      ),
    );
  });

  it('has its roll-ups made anew, for they lack what is counted since', async () => {
    await database.connection
      .collection<{ _id: string; zone: string | null; n: number }>('rollUpMeta')
      .insertOne({ _id: 'zone', zone: 'Asia/Tokyo', n: 3 });
    await migrate(database.connection);
    expect(await rows('rollUpMeta').find().toArray()).toEqual([{ _id: 'zone', zone: null, n: 3 }]);
  });

  it('has conversations folded anew that were answered outside of us', async () => {
    const row = (id: string, type: string, conversation: string) => ({
      _id: id,
      type,
      refs: { conversation },
    });
    await rows('interactions').insertMany([
      row('i1', 'message.echoed', 'c1'),
      row('i2', 'message.echoed', 'c1'),
      row('i3', 'message.queued', 'c2'),
    ]);
    await migrate(database.connection);
    expect(await rows('factMarks').find().toArray()).toEqual([
      { _id: 'step-4-c1', conversationId: 'c1', minAt: new Date(0), maxAt: new Date(0) },
    ]);
  });

  it('is migrated once: what an agent did since is not touched by the next start', async () => {
    expect(await migrate(database.connection)).toEqual(MIGRATIONS.map(({ number }) => number));
    await rows('conversations').insertOne({ _id: 'since' });
    expect(await migrate(database.connection)).toEqual([]);
    expect(await rows('conversations').findOne({ _id: 'since' })).toEqual({ _id: 'since' });
  });
});

describe('a step that was killed in the middle', () => {
  it('is run again by the next start, and those before it are not', async () => {
    const killed = twoSteps(2);
    await expect(migrate(database.connection, killed.all)).rejects.toThrow('killed');
    expect((await steps()).map(({ _id, doneAt }) => [_id, doneAt !== undefined])).toEqual([
      [1, true],
      [2, false],
    ]);
    const again = twoSteps(undefined);
    expect(await migrate(database.connection, again.all)).toEqual([2]);
    expect(again.begun).toEqual([2]);
    expect((await rows('done').find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id)).toEqual([
      '1a',
      '1b',
      '2a',
      '2b',
    ]);
  });
});

describe('newer data', () => {
  it('is refused with one clear sentence, and nothing is written', async () => {
    await migrate(database.connection);
    await rows('migrations').insertOne({ _id: 99, name: 'of a later version', doneAt: new Date() });
    const before = await steps();
    const refused = openStores(stores.mongoUri);
    await expect(refused).rejects.toBeInstanceOf(NewerData);
    await expect(refused).rejects.toThrow(
      'The data was written by a newer version (step 99). Start that version, or restore an older backup.',
    );
    expect(await steps()).toEqual(before);
    expect(await rows('processes').countDocuments()).toBe(0);
  });
});

describe('the steps', () => {
  it('are numbered 1, 2, 3 … and say what is true afterwards', () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, at) => at + 1));
    expect(new Set(MIGRATIONS.map(({ name }) => name)).size).toBe(MIGRATIONS.length);
  });

  it('bear being run twice', async () => {
    await rows('conversations').insertMany([{ _id: 'a' }, { _id: 'b', spam: true }]);
    for (const step of [...MIGRATIONS, ...MIGRATIONS]) await step.up(database.connection);
    expect(await rows('conversations').find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', spam: false, missed: false },
      { _id: 'b', spam: true, missed: false },
    ]);
  });
});
