import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { higherPriority, servingOrder, type Waiting } from './priority.ts';

const waiting = (id: string, priority: Waiting['priority'], tier: Waiting['tier'], at: number): Waiting => ({
  id,
  priority,
  tier,
  queuedAt: new Date(at),
});
const anyWaiting = fc.record({
  id: fc.uuid(),
  priority: fc.constantFrom('urgent', 'high', 'normal', 'low'),
  tier: fc.constantFrom('A', 'B', 'C'),
  queuedAt: fc.date({ min: new Date(0), max: new Date(10_000), noInvalidDate: true }),
}) as fc.Arbitrary<Waiting>;

describe('servingOrder', () => {
  it('serves by priority, then tier, then who waited longest', () => {
    const line = [
      waiting('late-c', 'normal', 'C', 9),
      waiting('early-c', 'normal', 'C', 1),
      waiting('late-a', 'normal', 'A', 9),
      waiting('low-a', 'low', 'A', 0),
      waiting('urgent-c', 'urgent', 'C', 10),
    ];
    expect(line.sort(servingOrder).map((w) => w.id)).toEqual([
      'urgent-c',
      'late-a',
      'early-c',
      'late-c',
      'low-a',
    ]);
  });

  it('is one order, however the line is given', () => {
    fc.assert(
      fc.property(fc.array(anyWaiting, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (line, salt) => {
        const shuffled = line
          .map((w) => ({ w, k: salt.next().value ?? 0 }))
          .sort((a, b) => a.k - b.k)
          .map(({ w }) => w);
        expect(shuffled.sort(servingOrder)).toEqual([...line].sort(servingOrder));
      }),
    );
  });
});

describe('higherPriority', () => {
  it('is the more pressing of the two', () => {
    expect([higherPriority('low', 'high'), higherPriority('urgent', 'normal')]).toEqual(['high', 'urgent']);
  });
});
