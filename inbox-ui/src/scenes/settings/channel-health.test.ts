import { expect, it } from 'vitest';
import { DAY } from '#contracts/time.ts';
import { alarmOf, healthOf } from './channel-health.ts';

const NOW = Date.parse('2026-11-24T00:00:00Z');
const account = (health: object, paused = false) => ({ paused, health: { backlog: 0, ...health } });
const ends = (ms: number) => ({ tokenExpiresAt: new Date(NOW + ms).toISOString() });

it('refused credentials and a token within a week of its end are an alarm, unless the account is paused', () => {
  expect(alarmOf(account({ lastError: 'delivery-auth' }), NOW)).toBe('auth');
  expect(alarmOf(account(ends(7 * DAY)), NOW)).toBe('expiring');
  expect(alarmOf(account(ends(0)), NOW)).toBe('expired');
  expect(alarmOf(account(ends(7 * DAY + 1)), NOW)).toBeUndefined();
  expect(alarmOf(account({ lastError: 'delivery-throttled' }), NOW)).toBeUndefined();
  expect(alarmOf(account({ lastError: 'delivery-auth', ...ends(0) }, true), NOW)).toBeUndefined();
});

it('an account’s health is told by its worst trouble', () => {
  const is = (health: object, paused = false) => healthOf(account(health, paused), NOW).word;
  const heard = { lastReceivedAt: new Date(NOW).toISOString() };
  expect(is({ ...heard, ...ends(DAY) })).toBe('expiring');
  expect(is({ ...heard, ...ends(-DAY) })).toBe('failing');
  expect(is({ ...heard, ...ends(DAY), lastError: 'delivery-auth' })).toBe('failing');
  expect(is(heard)).toBe('healthy');
  expect(is({})).toBe('waitingFirst');
  expect(is({ lastError: 'delivery-auth' }, true)).toBe('paused');
});
