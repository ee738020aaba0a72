import { describe, expect, it } from 'vitest';
import { audienceFactsOf, lifecycleStage } from './lifecycle.ts';

const NOW = new Date('2026-11-24T00:00:00Z');
const ago = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);
const order = (days: number, status: 'delivered' | 'cancelled' | 'returned' = 'delivered') => ({
  status,
  placedAt: ago(days),
});
const OLD = { createdAt: ago(900) };

describe('lifecycleStage', () => {
  it('calls a prospect who has bought nothing that stayed', () => {
    expect(lifecycleStage(OLD, [], NOW)).toBe('prospect');
    expect(lifecycleStage(OLD, [order(3, 'cancelled'), order(9, 'returned')], NOW)).toBe('prospect');
  });

  it('tells new, active, loyal and lapsed apart at their borders', () => {
    expect(lifecycleStage(OLD, [order(30)], NOW)).toBe('new');
    expect(lifecycleStage(OLD, [order(31)], NOW)).toBe('active');
    expect(lifecycleStage(OLD, [order(1), order(31)], NOW)).toBe('active');
    expect(lifecycleStage(OLD, [order(1), order(100), order(365)], NOW)).toBe('loyal');
    expect(lifecycleStage(OLD, [order(1), order(100), order(366)], NOW)).toBe('active');
    expect(lifecycleStage(OLD, [order(180)], NOW)).toBe('active');
    expect(lifecycleStage(OLD, [order(181), order(190), order(200)], NOW)).toBe('lapsed');
  });
});

describe('audienceFactsOf', () => {
  it('reads the persona from the attribute of that name', () => {
    const base = { tier: 'A' as const, tags: ['gift'], createdAt: ago(1) };
    expect(audienceFactsOf({ ...base, attributes: [{ k: 'persona', v: ' builder ' }] }, [], NOW)).toEqual({
      tier: 'A',
      tags: ['gift'],
      stage: 'prospect',
      persona: 'builder',
    });
    expect(audienceFactsOf({ ...base, attributes: [{ k: 'persona', v: 3 }] }, [], NOW)).not.toHaveProperty(
      'persona',
    );
  });
});
