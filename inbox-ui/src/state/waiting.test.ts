import { describe, expect, it } from 'vitest';
import { MINUTE } from '#contracts/time.ts';
import { waitOf } from './waiting.ts';

const now = Date.parse('2026-11-24T03:00:00.000Z');
const since = (minutes: number): string => new Date(now - minutes * MINUTE).toISOString();

describe('the ring', () => {
  it.each<[number, string]>([
    [10, 'ok'],
    [40, 'due'],
    [59, 'due'],
    [60, 'late'],
  ])('after %i minutes of a normal wait is %s', (minutes, state) => {
    expect(waitOf({ waitingSince: since(minutes), priority: 'normal', status: 'open' }, now).state).toBe(
      state,
    );
  });

  it('is paused when nobody waits, and when the conversation is put away', () => {
    expect(waitOf({ priority: 'normal', status: 'open' }, now).state).toBe('paused');
    expect(waitOf({ waitingSince: since(5), priority: 'normal', status: 'snoozed' }, now).state).toBe(
      'paused',
    );
  });

  it('is late sooner for what is urgent', () => {
    expect(waitOf({ waitingSince: since(20), priority: 'urgent', status: 'open' }, now).state).toBe('late');
  });

  it('keeps a customer’s clock that runs ahead at zero', () => {
    expect(waitOf({ waitingSince: since(-3), priority: 'normal', status: 'open' }, now).waitedMs).toBe(0);
  });
});
