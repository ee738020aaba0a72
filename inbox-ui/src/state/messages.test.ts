import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { MessageView } from '#contracts/message.ts';
import { lastSeq, mergeMessages, missingAfter, shownOrder } from './messages.ts';

const message = (seq: number, rest: object = {}): MessageView =>
  ({
    id: `m${seq}`,
    seq,
    version: 1,
    at: `2026-11-24T03:00:${String(seq).padStart(2, '0')}.000Z`,
    counter: 0,
    ...rest,
  }) as unknown as MessageView;
const seqs = (messages: readonly MessageView[]): number[] => messages.map((one) => one.seq);

describe('a conversation’s messages', () => {
  it('keep each message once and the higher version of it', () => {
    const held = mergeMessages([], [message(2), message(1)]);
    const next = mergeMessages(held, [
      message(2, { version: 2, text: 'delivered' }),
      message(2, { version: 1, text: 'old' }),
    ]);
    expect(seqs(next)).toEqual([1, 2]);
    expect(next[1]?.text).toBe('delivered');
  });

  it('stay the same object when nothing is new, so that nothing is drawn again', () => {
    const held = mergeMessages([], [message(1)]);
    expect(mergeMessages(held, [message(1)])).toBe(held);
  });

  it('tell where a hole begins', () => {
    expect(missingAfter([message(4), message(5), message(8)])).toBe(5);
    expect(missingAfter([message(4), message(5)])).toBeUndefined();
  });

  it('tell that the conversation has more than is held', () => {
    expect(missingAfter([message(4), message(5)], 7)).toBe(5);
    expect(missingAfter([], 7)).toBeUndefined();
  });

  it('are shown by the provider’s time, then its counter, then the order of acceptance', () => {
    const late = message(3, { at: '2026-11-24T02:00:00.000Z' });
    const [a, b] = [message(1, { counter: 2, at: 'same' }), message(2, { counter: 1, at: 'same' })];
    expect(seqs([message(1), late].sort(shownOrder))).toEqual([3, 1]);
    expect(seqs([a, b].sort(shownOrder))).toEqual([2, 1]);
  });

  test.prop([
    fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 8 }),
    fc.integer({ min: 1, max: 7 }),
  ])('end whole and in order however they arrive, and a hole is seen until it is filled', (order, cut) => {
    let held: readonly MessageView[] = [];
    for (const seq of order.slice(0, cut)) held = mergeMessages(held, [message(seq)]);
    const missing = missingAfter(held, 8);
    if (lastSeq(held) < 8 || held.length < 8 - (held[0]?.seq ?? 1) + 1) expect(missing).toBeDefined();
    held = mergeMessages(
      held,
      order.map((seq) => message(seq)),
    );
    expect(seqs(held)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(missingAfter(held, 8)).toBeUndefined();
  });
});
