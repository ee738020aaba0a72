import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnyInteraction } from '#contracts/events.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { createOnCountsMoved } from './on-counts-moved.ts';

const AGENTS = [
  { id: 'ana', role: 'agent', teamIds: ['t1'], disabled: false },
  { id: 'ben', role: 'manager', teamIds: [], disabled: false },
  { id: 'gone', role: 'agent', teamIds: [], disabled: false },
];
const pushed: { room: string; name: string; data: unknown }[] = [];
let asked: Scope[] = [];
let takesMs = 0;

const ports = {
  presence: { states: async () => ({ ana: 'available', ben: 'away' }) },
  stores: {
    agents: { list: async () => AGENTS },
    conversations: {
      counts: async (scope: Scope, agentId: string) => {
        asked.push(scope);
        if (takesMs > 0) await new Promise((resolve) => setTimeout(resolve, takesMs));
        return { mine: agentId === 'ana' ? 3 : 0 };
      },
    },
  },
  realtime: { toAgents: (room: string, name: string, data: unknown) => pushed.push({ room, name, data }) },
  log: { debug: () => undefined },
} as unknown as Ports;
const rows = [{ id: 'i', type: 'conversation.assigned', refs: {}, after: {} }] as unknown as AnyInteraction[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  pushed.length = 0;
  asked = [];
  takesMs = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

describe('counts of the views', () => {
  it('reach each agent who is here, counted under their own rights', async () => {
    await createOnCountsMoved().run(ports, rows, {});
    expect(pushed).toEqual([]);
    await vi.advanceTimersByTimeAsync(150);
    expect(pushed).toEqual([
      { room: 'agent:ana', name: 'counts.changed', data: { counts: { mine: 3 } } },
      { room: 'agent:ben', name: 'counts.changed', data: { counts: { mine: 0 } } },
    ]);
    expect(asked).toEqual([
      { kind: 'agent', agentId: 'ana', role: 'agent', teamIds: ['t1'] },
      { kind: 'agent', agentId: 'ben', role: 'manager', teamIds: [] },
    ]);
  });

  it('go out once for a burst, and not twice within half a second', async () => {
    const reaction = createOnCountsMoved();
    for (let n = 0; n < 50; n += 1) await reaction.run(ports, rows, {});
    await vi.advanceTimersByTimeAsync(150);
    expect(pushed).toHaveLength(2);
    await reaction.run(ports, rows, {});
    await vi.advanceTimersByTimeAsync(480);
    expect(pushed).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(40);
    expect(pushed).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pushed).toHaveLength(4);
  });

  it('that are slow to count leave nine tenths of the time to others, and miss no change made meanwhile', async () => {
    takesMs = 100;
    const reaction = createOnCountsMoved();
    await reaction.run(ports, rows, {});
    await vi.advanceTimersByTimeAsync(200);
    await reaction.run(ports, rows, {});
    await vi.advanceTimersByTimeAsync(1_500);
    expect(pushed).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pushed).toHaveLength(4);
  });
});
