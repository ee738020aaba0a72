import { expect, it } from 'vitest';
import type { DialogStep } from '#contracts/dialog.ts';
import { flowRows, placeForNew } from './flow.ts';

const say = (id: string, next?: string): DialogStep => ({
  id,
  kind: 'say',
  text: { ja: '', en: '' },
  ...(next === undefined ? {} : { next }),
});
const branch = (id: string, to: string[], next?: string): DialogStep => ({
  id,
  kind: 'branch',
  when: to.map((one) => ({ all: [{ slot: 's', is: 'given' }], to: one })),
  ...(next === undefined ? {} : { next }),
});
const depths = (steps: DialogStep[]): string[] =>
  flowRows(steps).map(({ step, depth }) => `${step.id}${depth}`);

it('a case lies one deeper than its branch, and the meeting point on the main way', () => {
  const steps = [branch('b', ['x', 'y'], 'z'), say('x', 'z'), say('y'), say('z')];
  expect(depths(steps)).toEqual(['b0', 'x1', 'y1', 'z0']);
});

it('a step knows whether the one above simply goes on to it, and who else leads to it', () => {
  const rows = flowRows([branch('b', ['y']), say('x', 'z'), say('y'), say('z')]);
  expect(rows.map(({ follows }) => follows)).toEqual([false, true, false, true]);
  expect(rows[2]?.into).toEqual([{ from: 0, by: 'case' }]);
  expect(rows[3]?.into).toEqual([{ from: 1, by: 'next' }]);
});

it('a "no" and a failure lie deeper too', () => {
  const steps: DialogStep[] = [
    { id: 'q', kind: 'confirm', text: { ja: '', en: '' }, no: 'n' },
    { id: 'c', kind: 'call', action: 'a', failed: 'f' },
    { id: 'e', kind: 'end' },
    { id: 'n', kind: 'end' },
    { id: 'f', kind: 'hand-over', skills: [], priority: 'normal' },
  ];
  expect(depths(steps)).toEqual(['q0', 'c0', 'e0', 'n1', 'f1']);
});

it('what nothing leads to says so', () => {
  const rows = flowRows([{ id: 'e', kind: 'end' }, say('lost')]);
  expect(rows.map(({ reached }) => reached)).toEqual([true, false]);
});

it('a loop and a name that is not there do no harm', () => {
  expect(depths([say('a', 'a'), say('b', 'gone')])).toEqual(['a0', 'b0']);
  expect(flowRows([])).toEqual([]);
});

it('a new step belongs behind the selected one, else before the end of the main way', () => {
  const steps = [
    branch('b', ['x']),
    say('a'),
    { id: 'e', kind: 'end' } as const,
    say('x'),
    { id: 'f', kind: 'end' } as const,
  ];
  expect(placeForNew(steps, 'a')).toBe(1);
  expect(placeForNew(steps, 'x')).toBe(3);
  expect(placeForNew(steps, 'f')).toBe(1);
  expect(placeForNew(steps, undefined)).toBe(1);
  expect(placeForNew([{ id: 'e', kind: 'end' }], undefined)).toBe(-1);
  expect(placeForNew([say('a')], undefined)).toBe(0);
});
