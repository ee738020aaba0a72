import { beforeEach, describe, expect, it } from 'vitest';
import type { AnyInteraction } from '#contracts/events.ts';
import type { Ports } from '../ports.ts';
import { onMention } from './on-mention.ts';

const pushed: unknown[] = [];
const note = { id: 'm1', author: { kind: 'agent', id: 'ana', name: 'Ana' }, text: '@Ben\nplease look' };
const ports = {
  stores: { messages: { many: async (_: unknown, ids: string[]) => (ids.includes('m1') ? [note] : []) } },
  realtime: { toAgents: (room: string, name: string, data: unknown) => pushed.push({ room, name, data }) },
} as unknown as Ports;
const added = (mentions: string[], message = 'm1'): AnyInteraction[] => [
  {
    id: 'i1',
    type: 'note.added',
    refs: { conversation: 'c1', message },
    after: { seq: 4, mentions },
  } as unknown as AnyInteraction,
];

beforeEach(() => {
  pushed.length = 0;
});

describe('a mention', () => {
  it('tells each named colleague once who wrote what, and not the writer', async () => {
    await onMention.run(ports, added(['ben', 'ben', 'ana', 'cleo']), {});
    const notice = { kind: 'mention', conversationId: 'c1', title: 'Ana', text: '@Ben please look' };
    expect(pushed).toEqual([
      { room: 'agent:ben', name: 'notice', data: notice },
      { room: 'agent:cleo', name: 'notice', data: notice },
    ]);
  });

  it('in no note, or in one that is gone, tells nobody', async () => {
    await onMention.run(ports, added([]), {});
    await onMention.run(ports, added(['ben'], 'gone'), {});
    expect(pushed).toEqual([]);
  });
});
