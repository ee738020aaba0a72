import { describe, expect, it } from 'vitest';
import type { DialogDefinition, DialogStep } from '#contracts/dialog.ts';
import {
  addStep,
  asName,
  blankDefinition,
  changeKind,
  cleaned,
  duplicateStep,
  moveStep,
  removeSlot,
  removeStep,
  renameSlot,
  sameDefinition,
} from './draft.ts';

const say = (id: string, next?: string): DialogStep => ({
  id,
  kind: 'say',
  text: { ja: id, en: id },
  ...(next === undefined ? {} : { next }),
});
const dialog = (...steps: DialogStep[]): DialogDefinition => ({ ...blankDefinition(), steps });
const shape = ({ steps }: DialogDefinition): string[] =>
  steps.map((step) => `${step.id}${'next' in step && step.next !== undefined ? `>${step.next}` : ''}`);

describe('a step that is added', () => {
  it('stands behind its place and takes over where that one led', () => {
    const made = addStep(dialog(say('a', 'c'), say('b'), say('c')), 'say', 0);
    expect(made.id).toBe('say');
    expect(shape(made.draft)).toEqual(['a', 'say>c', 'b', 'c']);
  });

  it('brings its slot along when it asks and none is free', () => {
    const one = addStep(blankDefinition(), 'ask', -1);
    const two = addStep(one.draft, 'ask', 0);
    expect(two.draft.slots.map(({ name }) => name)).toEqual(['detail', 'detail-2']);
    expect(two.draft.steps[1]).toMatchObject({ id: 'ask-2', slot: 'detail-2' });
  });

  it('leads a branch to the step that follows', () => {
    const made = addStep(dialog(say('a'), say('b')), 'branch', 0);
    expect(made.draft.steps[1]).toMatchObject({ kind: 'branch', when: [{ to: 'b' }] });
  });
});

describe('a step that is moved', () => {
  it('keeps its name, and names keep pointing at it', () => {
    const moved = moveStep(dialog(say('a', 'c'), say('b'), say('c')), 2, 0);
    expect(shape(moved)).toEqual(['c', 'a>c', 'b']);
  });

  it('stays where it is at the edge', () => {
    const draft = dialog(say('a'), say('b'));
    expect(moveStep(draft, 0, -1)).toBe(draft);
    expect(moveStep(draft, 1, 2)).toBe(draft);
  });
});

describe('a copy', () => {
  it('follows the step and leads on where the step led', () => {
    const made = duplicateStep(dialog(say('a', 'c'), say('b'), say('c')), 0);
    expect(made.id).toBe('a-2');
    expect(shape(made.draft)).toEqual(['a', 'a-2>c', 'b', 'c']);
  });
});

describe('a step that is removed', () => {
  it('hands what led to it on to where it led', () => {
    const branch: DialogStep = {
      id: 'x',
      kind: 'branch',
      when: [{ all: [{ slot: 's', is: 'given' }], to: 'b' }],
      next: 'b',
    };
    const left = removeStep(dialog(branch, say('a'), say('b', 'd'), say('c'), say('d')), 2);
    expect(shape(left)).toEqual(['x>d', 'a>d', 'c', 'd']);
    expect(left.steps[0]).toMatchObject({ when: [{ to: 'd' }] });
  });

  it('takes optional ways to an end away with it', () => {
    const draft = dialog(
      { id: 'q', kind: 'confirm', text: { ja: '', en: '' }, no: 'stop' },
      { id: 'c', kind: 'call', action: 'x', failed: 'stop' },
      { id: 'stop', kind: 'end' },
    );
    const left = removeStep(draft, 2);
    expect(left.steps).toEqual([
      { id: 'q', kind: 'confirm', text: { ja: '', en: '' } },
      { id: 'c', kind: 'call', action: 'x' },
    ]);
  });

  it('is kept when it is the last', () => {
    const draft = dialog(say('a'));
    expect(removeStep(draft, 0)).toBe(draft);
  });
});

it('another kind of step keeps name, words and way on', () => {
  const turned = changeKind(dialog(say('a', 'b'), say('b')), 0, 'confirm');
  expect(turned.steps[0]).toEqual({ id: 'a', kind: 'confirm', text: { ja: 'a', en: 'a' }, next: 'b' });
  expect(changeKind(turned, 0, 'end').steps[0]).toEqual({ id: 'a', kind: 'end', text: { ja: 'a', en: 'a' } });
});

describe('a slot', () => {
  const draft: DialogDefinition = {
    ...dialog(
      { id: 'q', kind: 'ask', slot: 'order' },
      {
        id: 'b',
        kind: 'branch',
        when: [{ all: [{ slot: 'order-status', is: 'equal', value: 'shipped' }], to: 's' }],
      },
      { id: 's', kind: 'say', text: { ja: '{{ order }}は{{order-status}}', en: '{{order}} {{order-x}}' } },
    ),
    slots: [{ name: 'order', kind: 'order', prompt: { ja: '', en: '' } }],
  };

  it('takes a new name everywhere it is named, and only there', () => {
    const renamed = renameSlot(draft, 'order', 'number');
    expect(renamed.slots[0]?.name).toBe('number');
    expect(renamed.steps).toEqual([
      { id: 'q', kind: 'ask', slot: 'number' },
      {
        id: 'b',
        kind: 'branch',
        when: [{ all: [{ slot: 'number-status', is: 'equal', value: 'shipped' }], to: 's' }],
      },
      { id: 's', kind: 'say', text: { ja: '{{number}}は{{number-status}}', en: '{{number}} {{order-x}}' } },
    ]);
  });

  it('goes with the questions for it', () => {
    expect(shape(removeSlot(draft, 'order'))).toEqual(['b', 's']);
  });
});

it('a name is letters, digits and hyphens from a letter on', () => {
  expect(asName('1 Order No.')).toBe('order-no-');
  expect(asName('日付')).toBe('');
});

it('what is sent has no blank lines and no silent words', () => {
  const draft = { ...blankDefinition(), examples: { ja: [' 予約 ', '', '予約'], en: [''] } };
  expect(cleaned(draft)).toMatchObject({
    examples: { ja: ['予約'], en: [] },
    steps: [{ id: 'end', kind: 'end' }],
  });
  expect(cleaned(draft).steps[0]).not.toHaveProperty('text');
});

it('definitions are the same whatever the order of their keys', () => {
  const a = dialog({ id: 'a', kind: 'ask', slot: 's' });
  const b = dialog({ kind: 'ask', slot: 's', id: 'a' });
  expect(sameDefinition(a, b)).toBe(true);
  expect(sameDefinition(a, dialog({ kind: 'ask', slot: 't', id: 'a' }))).toBe(false);
  expect(sameDefinition(a, undefined)).toBe(false);
});
