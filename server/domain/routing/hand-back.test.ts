import { describe, expect, it } from 'vitest';
import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import { stateAfterPerson } from './hand-back.ts';

describe('stateAfterPerson', () => {
  const before = {
    ...EMPTY_BOT_STATE,
    greeted: true,
    dialog: { name: 'order-status', step: 'which', slots: {} },
    clarifying: ['returns'],
    failedClarifications: 1,
    mood: 'angry' as const,
    facts: [{ label: '注文番号', value: '1042' }],
  };

  it('keeps what the person told the customer as a fact beside the earlier ones', () => {
    const state = stateAfterPerson(before, { text: '明日中に発送いたします。', language: 'ja' });
    expect(state.facts).toEqual([
      { label: '注文番号', value: '1042' },
      { label: '担当者からのご案内', value: '明日中に発送いたします。' },
    ]);
  });

  it('keeps only the last of two such promises', () => {
    const once = stateAfterPerson(before, { text: 'Tomorrow.', language: 'en' });
    const twice = stateAfterPerson(once, { text: 'On Friday.', language: 'en' });
    expect(twice.facts.filter((f) => f.label === 'What our staff said').map((f) => f.value)).toEqual([
      'On Friday.',
    ]);
  });

  it('begins afresh: no half-done dialog, no question under way, no failure counted', () => {
    const state = stateAfterPerson(before, undefined);
    expect(state).toMatchObject({
      greeted: true,
      failedClarifications: 0,
      mood: 'calm',
      facts: before.facts,
    });
    expect('dialog' in state || 'clarifying' in state).toBe(false);
  });
});
