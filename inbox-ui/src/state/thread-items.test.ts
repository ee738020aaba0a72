import { describe, expect, it } from 'vitest';
import type { EscalationView } from '#contracts/conversation.ts';
import type { InteractionView } from '#contracts/customer.ts';
import type { MessageView } from '#contracts/message.ts';
import type { OutboxEntry } from './outbox.ts';
import { threadItems } from './thread-items.ts';

const message = (seq: number, at: string, author: object, rest: object = {}): MessageView =>
  ({
    id: `m${seq}`,
    seq,
    at,
    counter: 0,
    direction: 'inbound',
    author,
    extra: {},
    version: 1,
    ...rest,
  }) as unknown as MessageView;
const ana = { kind: 'customer', id: 'ana' };
const ben = { kind: 'agent', id: 'ben' };
const event = (id: string, type: string, at: string): InteractionView =>
  ({ id, type, at, actor: { kind: 'system' } }) as unknown as InteractionView;
const kinds = (items: ReturnType<typeof threadItems>): string[] =>
  items.map((item) => (item.kind === 'message' ? `${item.message.id}${item.head ? '*' : ''}` : item.kind));

describe('the thread', () => {
  it('groups a speaker’s messages within five minutes under one head', () => {
    const items = threadItems(
      [
        message(1, '2026-11-24T03:00:00.000Z', ana),
        message(2, '2026-11-24T03:04:00.000Z', ana),
        message(3, '2026-11-24T03:20:00.000Z', ana),
        message(4, '2026-11-24T03:21:00.000Z', ben),
        message(5, '2026-11-24T03:21:30.000Z', ben, { direction: 'note' }),
      ],
      [],
      undefined,
      [],
    );
    expect(kinds(items)).toEqual(['day', 'm1*', 'm2', 'm3*', 'm4*', 'm5*']);
  });

  it('says where the talk moved to another thread, once; a note is nowhere', () => {
    const items = threadItems(
      [
        message(1, '2026-11-24T03:00:00.000Z', ana, { threadId: 'line' }),
        message(2, '2026-11-24T03:00:10.000Z', ben, { direction: 'note' }),
        message(3, '2026-11-24T03:00:20.000Z', ana, { threadId: 'line' }),
        message(4, '2026-11-24T03:00:30.000Z', ana, { threadId: 'mail' }),
        message(5, '2026-11-24T03:00:40.000Z', ana, { threadId: 'mail' }),
      ],
      [],
      undefined,
      [],
    );
    expect(kinds(items)).toEqual(['day', 'm1*', 'm2*', 'm3*', 'switch', 'm4*', 'm5']);
  });

  it('gives each of several people in one group a head, and public words another than private ones', () => {
    const at = '2026-11-24T03:00:00.000Z';
    const items = threadItems(
      [
        message(1, at, { ...ana, name: 'Ana' }),
        message(2, at, { ...ana, name: 'Leo' }),
        message(3, at, { ...ana, name: 'Leo' }),
        message(4, at, { ...ana, name: 'Leo' }, { extra: { isPublic: true } }),
        message(5, at, ben, { extra: { isPublic: true } }),
        message(6, at, ben, { extra: { isPublic: true, replyPrivately: true } }),
      ],
      [],
      undefined,
      [],
    );
    expect(kinds(items)).toEqual(['day', 'm1*', 'm2*', 'm3', 'm4*', 'm5*', 'm6*']);
  });

  it('breaks at each local day', () => {
    const items = threadItems(
      [message(1, '2026-11-20T03:00:00.000Z', ana), message(2, '2026-11-24T03:00:00.000Z', ana)],
      [],
      undefined,
      [],
    );
    expect(kinds(items)).toEqual(['day', 'm1*', 'day', 'm2*']);
  });

  it('shows what the band tells only in the band, and other events as lines', () => {
    const escalation = {
      id: 'e1',
      createdAt: '2026-11-24T03:05:00.000Z',
      acceptedAt: '2026-11-24T03:06:00.000Z',
    } as EscalationView;
    const items = threadItems(
      [message(1, '2026-11-24T03:00:00.000Z', ana), message(2, '2026-11-24T03:10:00.000Z', ben)],
      [
        event('i1', 'escalation.initiated', '2026-11-24T03:05:00.000Z'),
        event('i2', 'escalation.accepted', '2026-11-24T03:06:00.000Z'),
        event('i3', 'conversation.tagged', '2026-11-24T03:07:00.000Z'),
        event('i4', 'message.sent', '2026-11-24T03:08:00.000Z'),
      ],
      escalation,
      [],
    );
    expect(kinds(items)).toEqual(['day', 'm1*', 'band', 'event', 'm2*']);
  });

  it('ends with what is on its way, but not twice once it has arrived', () => {
    const pending = (clientId: string): OutboxEntry =>
      ({ clientId, writtenAt: '2026-11-24T03:11:00.000Z' }) as OutboxEntry;
    const items = threadItems(
      [message(1, '2026-11-24T03:10:00.000Z', ben, { clientId: 'a' })],
      [],
      undefined,
      [pending('a'), pending('b')],
    );
    expect(kinds(items)).toEqual(['day', 'm1*', 'pending']);
  });
});
