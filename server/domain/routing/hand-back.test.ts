import { describe, expect, it } from 'vitest';
import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import { type Left, stateAfterPerson } from './hand-back.ts';

const left = (said: Left['said'], more: Partial<Left> = {}): Left => ({ said, promises: [], ...more });

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
    const state = stateAfterPerson(before, left({ text: '明日中に発送いたします。', language: 'ja' }));
    expect(state.facts).toEqual([
      { label: '注文番号', value: '1042' },
      { label: '担当者からのご案内', value: '明日中に発送いたします。' },
    ]);
  });

  it('keeps only the last of two such promises', () => {
    const once = stateAfterPerson(before, left({ text: 'Tomorrow.', language: 'en' }));
    const twice = stateAfterPerson(once, left({ text: 'On Friday.', language: 'en' }));
    expect(twice.facts.filter((f) => f.label === 'What our staff said').map((f) => f.value)).toEqual([
      'On Friday.',
    ]);
  });

  it('begins afresh: no half-done dialog, no question under way, no failure counted', () => {
    const state = stateAfterPerson({ ...before, turns: 9 }, left(undefined));
    expect(state).toMatchObject({
      greeted: true,
      turns: 0,
      afterPeople: true,
      failedClarifications: 0,
      mood: 'calm',
      facts: before.facts,
    });
    expect('dialog' in state || 'clarifying' in state).toBe(false);
  });

  it('knows what was promised, soonest first, and what it is to tell; nothing to tell leaves no trace', () => {
    const promises = [
      { kind: 'other' as const, what: '電話', dueAt: '2026-11-25T01:00:00.000Z' },
      { kind: 'reply' as const, dueAt: '2026-11-24T09:00:00.000Z' },
    ];
    expect(
      stateAfterPerson(before, left(undefined, { note: '返金の手続き中です。', promises })).person,
    ).toEqual({
      note: '返金の手続き中です。',
      promises: promises.toReversed(),
      told: false,
    });
    const again = stateAfterPerson({ ...before, person: { promises, told: true } }, left(undefined));
    expect('person' in again).toBe(false);
  });
});
