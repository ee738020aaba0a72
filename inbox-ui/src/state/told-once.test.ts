import { describe, expect, it } from 'vitest';
import type { InteractionView } from '#contracts/customer.ts';
import { foldRecurring, toldOnce } from './told-once.ts';

let count = 0;
const event = (type: string, second: number, more: Partial<InteractionView> = {}): InteractionView =>
  ({
    id: `i${++count}`,
    type,
    at: new Date(Date.UTC(2026, 10, 24, 1, 0, second)).toISOString(),
    actor: { kind: 'agent', id: 'ana' },
    conversationId: 'c1',
    ...more,
  }) as InteractionView;
const types = (events: InteractionView[]): string[] => toldOnce(events).map((one) => one.type);

describe('an act', () => {
  it('that wrote several interactions is told by the one that says it all', () => {
    expect(
      types([
        event('escalation.initiated', 1),
        event('escalation.queued', 1),
        event('conversation.status-changed', 1),
        event('conversation.taken-over', 9),
        event('conversation.assigned', 9, { after: { assigneeId: 'ana' } }),
        event('conversation.status-changed', 9),
      ]),
    ).toEqual(['escalation.initiated', 'conversation.taken-over']);
  });

  it('is told when nothing louder says it, at another time, or in another conversation', () => {
    expect(
      types([
        event('conversation.status-changed', 1),
        event('conversation.resolved', 5),
        event('escalation.completed', 8),
        event('escalation.completed', 5, { conversationId: 'c2' }),
      ]),
    ).toEqual([
      'conversation.status-changed',
      'conversation.resolved',
      'escalation.completed',
      'escalation.completed',
    ]);
  });

  it('that gave the conversation to somebody else keeps their name', () => {
    expect(
      types([
        event('escalation.accepted', 1),
        event('conversation.assigned', 1, { after: { assigneeId: 'ben' } }),
        event('conversation.status-changed', 1),
      ]),
    ).toEqual(['escalation.accepted', 'conversation.assigned']);
  });
});

describe('offers', () => {
  const offer = (type: string, second: number, agentId: string): InteractionView =>
    event(`escalation.${type}`, second, { after: { agentId } });

  it('that ran out one after the other are one line with a count, at the newest time', () => {
    const rows = [1, 3, 5].flatMap((at) => [offer('offered', at, 'ana'), offer('timed-out', at + 1, 'ana')]);
    const oldestFirst = foldRecurring(rows);
    expect(oldestFirst.map(({ type, times }) => [type, times])).toEqual([['escalation.timed-out', 3]]);
    expect(oldestFirst[0]?.at).toBe(rows.at(-1)?.at);
    const newestFirst = foldRecurring([...rows].reverse());
    expect(newestFirst[0]?.at).toBe(rows.at(-1)?.at);
    expect(newestFirst[0]?.times).toBe(3);
  });

  it('to different agents, and one that is still open, stay apart', () => {
    const rows = [
      offer('offered', 1, 'ana'),
      offer('timed-out', 2, 'ana'),
      offer('offered', 3, 'ben'),
      offer('declined', 4, 'ben'),
      offer('offered', 5, 'ana'),
    ];
    expect(foldRecurring(rows).map(({ type, times }) => [type, times])).toEqual([
      ['escalation.timed-out', undefined],
      ['escalation.declined', undefined],
      ['escalation.offered', undefined],
    ]);
  });
});
