import { expect, it } from 'vitest';
import type { DialogDefinition, DialogStep } from '#contracts/dialog.ts';
import { diffDefinitions } from './diff.ts';
import { blankDefinition } from './draft.ts';

const say = (id: string, en = id): DialogStep => ({ id, kind: 'say', text: { ja: id, en } });
const dialog = (...steps: DialogStep[]): DialogDefinition => ({ ...blankDefinition(), steps });
const short = (before: DialogDefinition, after: DialogDefinition): string[] =>
  diffDefinitions(before, after).map(({ part, what, step, slot }) =>
    `${what} ${part} ${step?.id ?? slot?.name ?? ''}`.trim(),
  );

it('says nothing of what is the same, whatever the order of keys', () => {
  const a = dialog({ id: 'a', kind: 'ask', slot: 's' });
  expect(diffDefinitions(a, dialog({ slot: 's', kind: 'ask', id: 'a' }))).toEqual([]);
});

it('names added, removed and changed steps', () => {
  expect(short(dialog(say('a'), say('b')), dialog(say('a', 'other'), say('c')))).toEqual([
    'changed step a',
    'added step c',
    'removed step b',
  ]);
});

it('tells each changed word with its language', () => {
  const [change] = diffDefinitions(dialog(say('a', 'Hi')), dialog(say('a', 'Hello')));
  expect(change?.fields).toEqual([{ field: 'text', language: 'en', before: 'Hi', after: 'Hello' }]);
});

it('marks only the step that was moved, not those it passed', () => {
  expect(
    short(dialog(say('a'), say('b'), say('c'), say('d')), dialog(say('d'), say('a'), say('b'), say('c'))),
  ).toEqual(['moved step d']);
});

it('lists examples that came and went', () => {
  const before = { ...blankDefinition(), examples: { ja: ['予約'], en: ['book'] } };
  const after = { ...blankDefinition(), examples: { ja: ['予約', '来店'], en: [] } };
  expect(diffDefinitions(before, after)[0]?.fields).toEqual([
    { field: 'examples', language: 'ja', after: '来店' },
    { field: 'examples', language: 'en', before: 'book' },
  ]);
});

it('compares slots by name, with what they take', () => {
  const slot = { name: 'n', kind: 'number', prompt: { ja: '', en: '' } } as const;
  const before = { ...blankDefinition(), slots: [slot] };
  const after = { ...blankDefinition(), slots: [{ ...slot, max: 5 }] };
  expect(diffDefinitions(before, after)).toMatchObject([
    { part: 'slot', what: 'changed', fields: [{ field: 'max', after: 5 }] },
  ]);
  expect(short(before, blankDefinition())).toEqual(['removed slot n']);
});
