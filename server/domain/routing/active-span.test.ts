import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SECOND } from '#contracts/time.ts';
import { type ActiveSpan, foldBeat, isOver, type SpanState } from './active-span.ts';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 24) + seconds * SECOND);
type Beat = { conversationId?: string | undefined; at: Date };

const fold = (beats: readonly Beat[]): ActiveSpan[] => {
  const closed: ActiveSpan[] = [];
  let state: SpanState = {};
  for (const beat of beats) {
    const result = foldBeat(state, beat);
    if (result.closed) closed.push(result.closed);
    state = result.state;
  }
  return state.open ? [...closed, state.open] : closed;
};
const seconds = (span: ActiveSpan | undefined): number =>
  span ? (span.to.getTime() - span.from.getTime()) / SECOND : Number.NaN;

describe('foldBeat', () => {
  it('makes one span of beats that follow each other', () => {
    const spans = fold([5, 10, 15, 20].map((s) => ({ conversationId: 'c', at: at(s) })));
    expect(spans).toEqual([{ conversationId: 'c', from: at(0), to: at(20) }]);
  });

  it('ends the span at the last beat before a pause', () => {
    const spans = fold([5, 10, 60, 65].map((s) => ({ conversationId: 'c', at: at(s) })));
    expect(spans.map(seconds)).toEqual([10, 10]);
  });

  it('ends the span when the agent turns to another conversation or to none', () => {
    const spans = fold([
      { conversationId: 'c', at: at(5) },
      { conversationId: 'd', at: at(10) },
      { at: at(15) },
      { conversationId: 'c', at: at(20) },
    ]);
    expect(spans.map((s) => s.conversationId)).toEqual(['c', 'd', 'c']);
  });

  it('knows when a span under way is over', () => {
    const [span] = fold([{ conversationId: 'c', at: at(5) }]);
    expect(span && isOver(span, at(20))).toBe(false);
    expect(span && isOver(span, at(21))).toBe(true);
  });

  it('never counts a moment twice, however many tabs beat', () => {
    const beats = fc.array(
      fc.record({ conversationId: fc.constantFrom('c', 'd', undefined), gap: fc.nat(20) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(beats, (steps) => {
        let clock = 100;
        const spans = fold(
          steps.map(({ conversationId, gap }) => {
            clock += gap;
            return { conversationId, at: at(clock) };
          }),
        );
        for (const [i, span] of spans.entries()) {
          expect(span.to.getTime()).toBeGreaterThanOrEqual(span.from.getTime());
          const before = spans[i - 1];
          if (before) expect(span.from.getTime()).toBeGreaterThanOrEqual(before.to.getTime());
        }
      }),
    );
  });
});
