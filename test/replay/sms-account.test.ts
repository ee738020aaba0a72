import { describe, expect, it } from 'vitest';
import { numberOf, SIMULATED_SID, simulatedAccount } from './sms-account.ts';

type Account = Parameters<typeof simulatedAccount>[0][number];
const account = (id: string, accountSid: string, channel: Account['channel'] = 'sms'): Account => ({
  id,
  channel,
  adapter: channel,
  name: id,
  paused: false,
  settings: { accountSid, from: '+815012345678' },
  secretsSet: [],
  health: { backlog: 0 },
  version: 1,
});
const demo = account('sms', `AC${'0'.repeat(32)}`);
const own = account('own', `AC${'1'.repeat(32)}`);

describe('the account of a simulation', () => {
  it('is the demo’s, and then the same again: one SMS, not two', () => {
    expect(simulatedAccount([own, demo])).toBe(demo);
    const taken = account('sms', SIMULATED_SID);
    expect(simulatedAccount([own, taken, demo])).toBe(taken);
    expect(numberOf(demo)).toBe('+815012345678');
  });

  it('is never a shop’s own number, nor an account of another channel', () => {
    expect(simulatedAccount([own, account('web', SIMULATED_SID, 'web-chat')])).toBeUndefined();
    expect(numberOf(undefined)).toMatch(/^\+81\d{10}$/);
  });
});
