import { describe, expect, it } from 'vitest';
import {
  enqueue,
  markSending,
  type Outbox,
  type OutboxEntry,
  payload,
  putAllBack,
  putBack,
  refuse,
  sendAgain,
  sendable,
  settle,
} from './outbox.ts';

const entry = (clientId: string, conversationId = 'c1'): OutboxEntry => ({
  clientId,
  conversationId,
  text: clientId,
  visibility: 'public',
  attachments: [],
  mentions: [],
  writtenAt: '2026-11-24T03:00:00.000Z',
  state: 'waiting',
});
const filled = (...entries: OutboxEntry[]): Outbox => entries.reduce<Outbox>(enqueue, []);
const next = (outbox: Outbox): string[] => sendable(outbox).map((one) => one.clientId);

it('the server is told the thread, the template and who may read it, and nothing that was not chosen', () => {
  const entry: OutboxEntry = {
    clientId: 'client-1',
    conversationId: 'c1',
    text: 'Hello',
    visibility: 'public',
    attachments: [],
    mentions: [],
    writtenAt: '2026-11-24T03:00:00.000Z',
    state: 'waiting',
  };
  expect(payload(entry)).toEqual({ clientId: 'client-1', text: 'Hello', visibility: 'public' });
  const template = { name: 'a', language: 'ja', variables: ['x'] };
  const links = [{ label: 'Order', url: 'https://shop.example/' }];
  const chosen = { threadId: 't1', basedOnSeq: 3, template, links, replyPrivately: true };
  expect(payload({ ...entry, ...chosen })).toMatchObject(chosen);
  expect(payload({ ...entry, links: [] })).not.toHaveProperty('links');
});

describe('the outbox', () => {
  it('takes the same client id once', () => {
    expect(filled(entry('a'), entry('a'))).toHaveLength(1);
  });

  it('sends one message of a conversation at a time, in the order they were written', () => {
    const outbox = filled(entry('a'), entry('b'), entry('x', 'c2'));
    expect(next(outbox)).toEqual(['a', 'x']);
    const sending = markSending(outbox, 'a');
    expect(next(sending)).toEqual(['x']);
    expect(next(settle(sending, ['a']))).toEqual(['b', 'x']);
  });

  it('sends what had no answer again under the same client id', () => {
    const cut = putAllBack(markSending(filled(entry('a'), entry('b')), 'a'));
    expect(next(cut)).toEqual(['a']);
    expect(cut.map((one) => one.clientId)).toEqual(['a', 'b']);
  });

  it('forgets a message that came back by push although its ack was lost', () => {
    const outbox = markSending(filled(entry('a')), 'a');
    expect(settle(outbox, ['other', undefined, 'a'])).toEqual([]);
    // The late answer of the first try finds nothing to put back.
    expect(putBack(settle(outbox, ['a']), 'a')).toEqual([]);
  });

  it('keeps a refused message with its reason and does not send it by itself', () => {
    const outbox = refuse(markSending(filled(entry('a'), entry('b')), 'a'), 'a', 'version-conflict');
    expect(outbox[0]).toMatchObject({ state: 'refused', code: 'version-conflict' });
    expect(next(outbox)).toEqual(['b']);
    expect(putAllBack(outbox)).toBe(outbox);
  });

  it('sends a collision anyway with force and the same client id', () => {
    const outbox = sendAgain(refuse(filled(entry('a')), 'a', 'version-conflict'), 'a', true);
    expect(outbox[0]).toMatchObject({ clientId: 'a', state: 'waiting', force: true });
    expect(outbox[0]?.code).toBeUndefined();
  });

  it('puts back only what is on the wire', () => {
    const outbox = refuse(filled(entry('a')), 'a', 'opted-out');
    expect(putBack(outbox, 'a')[0]?.state).toBe('refused');
  });
});
