import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { ConversationRow } from '#contracts/conversation.ts';
import { belongs, compareRows, mergeRows, movedCounts, shownRows, withOwnMarks } from './rows.ts';

const row = (id: string, rest: object = {}): ConversationRow =>
  ({
    id,
    customerId: `cust-${id}`,
    customerName: id,
    status: 'open',
    speaker: 'human',
    priority: 'normal',
    channel: 'sms',
    assigneeId: 'ana',
    tags: [],
    language: 'ja',
    lastLine: '',
    lastAuthor: 'customer',
    lastAt: '2026-11-24T03:00:00.000Z',
    unread: false,
    mentioned: false,
    missed: false,
    spam: false,
    seq: 1,
    version: 1,
    ...rest,
  }) as unknown as ConversationRow;
const mine = (one: ConversationRow) => belongs(one, { view: 'mine', sort: 'newest' }, 'ana');
const ids = (rows: readonly ConversationRow[]): string[] => rows.map((one) => one.id);

describe('a pushed row', () => {
  it('replaces an older version of itself and is ignored when it is older', () => {
    const pages = [{ items: [row('a', { version: 3, lastLine: 'three' })] }];
    expect(
      mergeRows(pages, [row('a', { version: 4, lastLine: 'four' })], [], mine)[0]?.items[0]?.lastLine,
    ).toBe('four');
    expect(
      mergeRows(pages, [row('a', { version: 2, lastLine: 'two' })], [], mine)[0]?.items[0]?.lastLine,
    ).toBe('three');
  });

  it('leaves a view it no longer belongs to and enters one it now belongs to', () => {
    const pages = [{ items: [row('a')] }, { items: [row('b')] }];
    const next = mergeRows(
      pages,
      [row('a', { version: 2, status: 'resolved' }), row('c', { version: 1 })],
      [],
      mine,
    );
    expect(next.map((page) => ids(page.items))).toEqual([['c'], ['b']]);
  });

  it('stays where it is when only the server can tell whether it belongs', () => {
    const found = (one: ConversationRow) => belongs(one, { view: 'all', sort: 'newest', q: 'lamp' }, 'ana');
    const next = mergeRows(
      [{ items: [row('a')] }],
      [row('a', { version: 2, lastLine: 'new' }), row('b')],
      [],
      found,
    );
    expect(next[0]?.items.map((one) => one.lastLine)).toEqual(['new']);
  });

  it('is taken out when the server says that it may not be seen any more', () => {
    expect(
      mergeRows([{ items: [row('a'), row('b')] }], [], ['a'], mine)[0]?.items.map((one) => one.id),
    ).toEqual(['b']);
  });
});

describe('a view', () => {
  it.each<[string, object, boolean]>([
    ['mine', { assigneeId: 'ben' }, false],
    ['unassigned', { assigneeId: undefined }, true],
    ['queue', { status: 'queued' }, true],
    ['bot', { status: 'bot' }, true],
    ['spam', { spam: true }, true],
    ['all', { spam: true }, false],
    ['mentions', { mentioned: true }, true],
    ['missed', {}, false],
  ])('%s with %j: %s', (view, rest, expected) => {
    expect(belongs(row('a', rest), { view: view as never, sort: 'newest' }, 'ana')).toBe(expected);
  });
});

describe('the order of a list', () => {
  it('puts the longest wait first and those who do not wait last', () => {
    const rows = [
      row('none'),
      row('late', { waitingSince: '2026-11-24T02:00:00.000Z' }),
      row('early', { waitingSince: '2026-11-24T01:00:00.000Z' }),
    ];
    expect(ids([...rows].sort(compareRows('waiting')))).toEqual(['early', 'late', 'none']);
  });

  it('puts urgent before high before a longer wait', () => {
    const rows = [
      row('old', { waitingSince: '2026-11-24T01:00:00.000Z' }),
      row('high', { priority: 'high' }),
      row('urgent', { priority: 'urgent' }),
    ];
    expect(ids([...rows].sort(compareRows('priority')))).toEqual(['urgent', 'high', 'old']);
  });

  it('holds its places while it is pointed at, and new rows wait at the end', () => {
    const pages = [
      {
        items: [
          row('new', { lastAt: '2026-11-24T05:00:00.000Z' }),
          row('a'),
          row('b', { lastAt: '2026-11-24T04:00:00.000Z' }),
        ],
      },
    ];
    expect(ids(shownRows(pages, 'newest', ['a', 'b']))).toEqual(['a', 'b', 'new']);
    expect(ids(shownRows(pages, 'newest', undefined))).toEqual(['new', 'b', 'a']);
  });

  it('shows a row once even when two pages carry it', () => {
    const pages = [{ items: [row('a', { version: 2, lastLine: 'newer' })] }, { items: [row('a'), row('b')] }];
    expect(shownRows(pages, 'newest', undefined).map((one) => [one.id, one.lastLine])).toEqual([
      ['a', 'newer'],
      ['b', ''],
    ]);
  });

  test.prop([
    fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), version: fc.integer({ min: 1, max: 9 }) })),
  ])('ends at the highest version of each row whatever the order of the pushes', (pushes) => {
    let pages = [{ items: [] as ConversationRow[] }];
    for (const push of pushes) pages = mergeRows(pages, [row(push.id, push)], [], mine) as typeof pages;
    for (const shown of shownRows(pages, 'newest', undefined))
      expect(shown.version).toBe(
        Math.max(...pushes.filter((push) => push.id === shown.id).map((push) => push.version)),
      );
  });
});

describe('own marks', () => {
  it('survive a row that was pushed to a whole room', () => {
    const held = row('a', { seq: 5, mentioned: true, unread: true });
    const forRoom = row('a', { seq: 5, version: 2, unread: false });
    expect(withOwnMarks(forRoom, held, 0)).toMatchObject({ mentioned: true, unread: true });
  });

  it('keep a conversation read that this agent has read, whoever else is told it is new', () => {
    expect(withOwnMarks(row('a', { seq: 5, unread: true }), row('a', { seq: 4 }), 5).unread).toBe(false);
    expect(
      withOwnMarks(row('a', { seq: 5, unread: true }), row('a', { seq: 5, unread: false }), 0).unread,
    ).toBe(false);
    expect(
      withOwnMarks(row('a', { seq: 6, unread: true }), row('a', { seq: 5, unread: false }), 5).unread,
    ).toBe(true);
  });
});

describe('the counts', () => {
  const counts = { mine: 3, unassigned: 0, queue: 2, mentions: 1, all: 9 };

  it('follow a row out of one view and into another, and back by undo', () => {
    const taken = movedCounts(counts, row('a', { status: 'queued', assigneeId: undefined }), row('a'), 'ana');
    expect(taken).toEqual({ ...counts, mine: 4, queue: 1 });
    const resolved = row('a', { status: 'resolved' });
    const done = movedCounts(taken, row('a'), resolved, 'ana');
    expect(done.mine).toBe(3);
    expect(movedCounts(done, resolved, row('a'), 'ana')).toEqual(taken);
  });

  it('stay for a change within a view, and never go below nothing', () => {
    expect(movedCounts(counts, row('a'), row('a', { priority: 'high' }), 'ana')).toEqual(counts);
    const left = row('a', { assigneeId: undefined });
    expect(movedCounts(counts, left, row('a', { assigneeId: 'ben' }), 'ana')).toEqual(counts);
  });
});
