import { describe, expect, it } from 'vitest';
import { coalesce, createPush, joinVisitorPushes, type Packet } from './push.ts';

const rows = (room: 'all' | `team:${string}`, ids: string[], version = 1, removed: string[] = []): Packet =>
  ({
    room,
    name: 'conversations.changed',
    data: { rows: ids.map((id) => ({ id, version })), removed },
  }) as unknown as Packet;
const messages = (conversationId: string, seqs: number[], version = 1): Packet =>
  ({
    room: `conversation:${conversationId}`,
    name: 'messages.changed',
    data: { conversationId, messages: seqs.map((seq) => ({ id: `${conversationId}-${seq}`, seq, version })) },
  }) as unknown as Packet;

describe('coalesce', () => {
  it('makes one packet per room and kind, in order of first mention', () => {
    const out = coalesce([
      rows('all', ['a']),
      messages('a', [1]),
      rows('team:t', ['a']),
      rows('all', ['b']),
      messages('b', [1]),
      messages('a', [2]),
    ]);
    expect(out.map(({ room, name }) => `${room} ${name}`)).toEqual([
      'all conversations.changed',
      'conversation:a messages.changed',
      'team:t conversations.changed',
      'conversation:b messages.changed',
    ]);
    expect(out[0]).toEqual(rows('all', ['a', 'b']));
    expect(out[1]).toEqual(messages('a', [1, 2]));
  });

  it('keeps the newest version of a row, also when an older one comes later', () => {
    expect(coalesce([rows('all', ['a'], 3), rows('all', ['a'], 2)])).toEqual([rows('all', ['a'], 3)]);
  });

  it('takes a removed row out, and back in when it comes again', () => {
    expect(coalesce([rows('all', ['a', 'b']), rows('all', [], 1, ['a'])])).toEqual([
      rows('all', ['b'], 1, ['a']),
    ]);
    expect(coalesce([rows('all', [], 1, ['a']), rows('all', ['a'])])).toEqual([rows('all', ['a'])]);
  });

  it('never makes one of two notices or offers', () => {
    const notice = { room: 'agent:x', name: 'notice', data: { kind: 'assigned', title: 't' } } as Packet;
    expect(coalesce([notice, notice])).toHaveLength(2);
  });

  it('cuts a large batch into packets of 100', () => {
    const seqs = Array.from({ length: 250 }, (_, n) => n + 1);
    const out = coalesce([messages('a', seqs)]);
    expect(out.map(({ data }) => (data as { messages: unknown[] }).messages.length)).toEqual([100, 100, 50]);
  });
});

describe('joinVisitorPushes', () => {
  it('holds each message once and the last state', () => {
    const joined = joinVisitorPushes(
      { messages: [{ id: 'm1', text: 'a' }], state: { readSeq: 1 } } as never,
      { messages: [{ id: 'm1', text: 'b' }, { id: 'm2' }], state: { readSeq: 2 } } as never,
    );
    expect(joined).toEqual({
      messages: [{ id: 'm1', text: 'b' }, { id: 'm2' }],
      state: { readSeq: 2 },
    });
  });
});

describe('createPush', () => {
  it('gathers one turn of the event loop', async () => {
    const sent: string[] = [];
    const push = createPush({
      toAgents: ({ room, name }) => sent.push(`${room} ${name}`),
      toVisitor: (threadId) => sent.push(threadId),
    });
    push.toAgents('all', 'timeline.changed', { customerId: 'c' });
    push.toAgents('all', 'timeline.changed', { customerId: 'c' });
    push.toVisitor('t', {});
    push.toVisitor('t', {});
    expect(sent).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toEqual(['all timeline.changed', 't']);
  });
});
