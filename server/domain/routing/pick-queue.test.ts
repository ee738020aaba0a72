import { describe, expect, it } from 'vitest';
import type { Queue } from './escalation.ts';
import { pickQueue } from './pick-queue.ts';

const queue = (id: string, order: number, more: Partial<Queue> = {}): Queue => ({
  id,
  name: id,
  order,
  skills: [],
  languages: [],
  isDefault: false,
  offerTimeoutMs: 30_000,
  version: 1,
  ...more,
});
const QUEUES = [
  queue('general', 9, { isDefault: true }),
  queue('billing', 1, { skills: ['billing', 'refunds'] }),
  queue('english', 2, { languages: ['en'] }),
  queue('orders-ja', 3, { skills: ['orders', 'refunds'], languages: ['ja'] }),
];

describe('pickQueue', () => {
  it.each([
    ['billing', ['billing'], 'ja'],
    ['billing', ['refunds', 'billing'], 'en'],
    ['billing', ['refunds'], 'ja'],
    ['orders-ja', ['orders'], 'ja'],
    ['orders-ja', ['orders', 'refunds'], 'ja'],
    ['english', ['orders'], 'en'],
    ['english', [], 'en'],
    ['general', [], 'ja'],
    ['general', ['unheard-of'], 'ja'],
    ['general', ['billing', 'orders'], 'ja'],
  ] as const)('chooses %s for skills %j in %s', (expected, requiredSkills, language) => {
    expect(pickQueue(QUEUES, { requiredSkills, language })?.id).toBe(expected);
  });

  it('gives the rest to the default queue whatever its language', () => {
    const only = [queue('ja-only', 1, { isDefault: true, languages: ['ja'] })];
    expect(pickQueue(only, { requiredSkills: [], language: 'en' })?.id).toBe('ja-only');
  });

  it('asks the default queue last, also when it comes first in order', () => {
    const queues = [queue('all', 0, { isDefault: true }), queue('billing', 5, { skills: ['billing'] })];
    expect(pickQueue(queues, { requiredSkills: ['billing'], language: 'ja' })?.id).toBe('billing');
  });

  it('falls back to the first queue without a default, and to none without queues', () => {
    const queues = [queue('b', 2, { skills: ['x'] }), queue('a', 1, { skills: ['y'] })];
    expect(pickQueue(queues, { requiredSkills: [], language: 'ja' })?.id).toBe('a');
    expect(pickQueue([], { requiredSkills: [], language: 'ja' })).toBeUndefined();
  });
});
