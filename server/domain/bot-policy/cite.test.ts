import { describe, expect, it } from 'vitest';
import { type BotPolicy, BotPolicy as Schema } from '#contracts/policy.ts';
import { cellOf, DEFAULT_POLICY } from '#contracts/policy-default.ts';
import { DEFAULT_SETTINGS } from '../settings/default-settings.ts';
import { citePolicy, policyOf } from './cite.ts';

const human = { start: 'human' as const, firstReplyMinutes: 10, language: 'en' as const };
const policy: BotPolicy = {
  ...DEFAULT_POLICY,
  cells: { 'A/line': human, 'vip/line': { ...human, firstReplyMinutes: 5 } },
};
const A = { tier: 'A' as const, vip: false };

describe('the matrix', () => {
  it('gives a channel its own cell, else the tier’s row; VIP comes before the tier', () => {
    expect(cellOf(policy, A, 'line')).toEqual({ name: 'A/line', cell: human });
    expect(cellOf(policy, A, 'sms')).toEqual({ name: 'A/sms', cell: DEFAULT_POLICY.rows.A });
    expect(cellOf(policy, { ...A, vip: true }, 'line')).toMatchObject({
      name: 'vip/line',
      cell: { firstReplyMinutes: 5 },
    });
    expect(cellOf(policy, { tier: 'C', vip: true }, 'sms').cell).toBe(DEFAULT_POLICY.rows.vip);
  });
  it('refuses a cell of no tier', () => {
    expect(Schema.safeParse({ ...policy, cells: { 'D/line': human } }).success).toBe(false);
    expect(Schema.safeParse(policy).success).toBe(true);
  });
});

describe('a citation', () => {
  it('names the cell, what it says, the version, and when the first reply is due in open time', () => {
    const settings = { ...DEFAULT_SETTINGS, policy, version: 7 };
    const night = new Date('2026-11-23T18:00:00Z');
    expect(citePolicy(settings, A, 'line', { now: night })).toEqual({
      cell: 'A/line',
      ...human,
      version: 7,
      dueAt: '2026-11-24T00:10:00.000Z',
    });
    expect(citePolicy(settings, A, 'line')).not.toHaveProperty('dueAt');
  });
  it('is by the policy shipped until one is saved', () => {
    expect(policyOf({})).toBe(DEFAULT_POLICY);
  });
});
