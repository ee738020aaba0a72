import { expect, it } from 'vitest';
import { slotLines, slotsOf } from './slot-lines.ts';

it('slots come back from their lines', () => {
  const slots = { day: '2026-11-25', time: '10:30' };
  expect(slotsOf(slotLines(slots))).toEqual(slots);
});

it('a line without a name or a value is no slot', () => {
  expect(slotsOf('day：2026-11-25\nnonsense\n: x\ny:')).toEqual({ day: '2026-11-25' });
  expect(slotsOf('\n')).toBeUndefined();
});
