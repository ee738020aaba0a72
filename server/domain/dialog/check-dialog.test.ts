import { describe, expect, it } from 'vitest';
import { BUILT_IN_ACTIONS, BUILT_IN_DIALOGS } from '#bot/dialogs/built-in.ts';
import type { DialogDefinition, DialogStep } from '#contracts/dialog.ts';
import { checkDialog } from './check-dialog.ts';

const words = (text: string) => ({ ja: text, en: text });
const whole = (change: Partial<DialogDefinition> = {}): DialogDefinition => ({
  title: words('題'),
  examples: { ja: ['例'], en: [] },
  verifiedOnly: false,
  slots: [{ name: 'day', kind: 'date', prompt: words('いつ') }],
  steps: [
    { id: 'ask', kind: 'ask', slot: 'day' },
    { id: 'sure', kind: 'confirm', text: words('{{day}}？') },
    { id: 'call', kind: 'call', action: 'known' },
    { id: 'done', kind: 'end', text: words('{{answer.id}}') },
  ],
  ...change,
});
const codes = (definition: DialogDefinition): string[] =>
  checkDialog(definition, new Set(['known'])).map(({ code, step, slot, language }) =>
    [code, step, slot, language].filter(Boolean).join(' '),
  );
const steps = (...all: DialogStep[]): DialogDefinition => whole({ steps: all });

describe('checking a dialog', () => {
  it('finds nothing wrong with a whole one, nor with those that come with the product', () => {
    expect(codes(whole())).toEqual([]);
    for (const { id, definition } of BUILT_IN_DIALOGS)
      expect(checkDialog(definition, new Set(BUILT_IN_ACTIONS)), id).toEqual([]);
  });

  it('wants words in both languages, and examples in one', () => {
    expect(codes(whole({ title: { ja: '題', en: ' ' }, examples: { ja: [], en: [] } }))).toEqual([
      'words-missing en',
      'no-examples',
    ]);
  });

  it('tells names apart that are not there, stand twice, or have no choices', () => {
    const definition = whole({
      slots: [
        { name: 'day', kind: 'date', prompt: words('いつ {{nowhere}}') },
        { name: 'day', kind: 'choice', prompt: words('どれ') },
      ],
      steps: [
        { id: 'ask', kind: 'ask', slot: 'other', next: 'gone' },
        { id: 'ask', kind: 'call', action: 'unknown' },
      ],
    });
    expect(codes(definition)).toEqual(
      expect.arrayContaining([
        'duplicate-name day',
        'duplicate-name ask',
        'unknown-slot day ja',
        'choices-missing day',
        'unknown-slot ask other',
        'unknown-step ask',
        'unknown-action ask',
      ]),
    );
  });

  it('knows what is read of an order slot', () => {
    const definition = whole({
      slots: [{ name: 'order', kind: 'order', prompt: words('どれ') }],
      steps: [
        { id: 'ask', kind: 'ask', slot: 'order' },
        {
          id: 'by',
          kind: 'branch',
          when: [{ all: [{ slot: 'order-status', is: 'equal', value: 'paid' }], to: 'done' }],
        },
        { id: 'done', kind: 'end', text: words('{{order-items}}') },
      ],
    });
    expect(codes(definition)).toEqual([]);
  });

  it('finds steps nobody gets to, and ways that never end', () => {
    expect(codes(steps({ id: 'end', kind: 'end' }, { id: 'lost', kind: 'end' }))).toEqual([
      'unreachable lost',
    ]);
    expect(
      codes(
        steps(
          { id: 'one', kind: 'say', text: words('あ') },
          { id: 'two', kind: 'say', text: words('い'), next: 'one' },
        ),
      ),
    ).toEqual(['endless one', 'endless two']);
    // Asking again and again is a circle that the customer can leave by giving up, but the dialog itself never ends.
    expect(codes(steps({ id: 'ask', kind: 'ask', slot: 'day', next: 'ask' }))).toEqual(['endless ask']);
  });
});
