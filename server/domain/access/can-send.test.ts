import { expect, test } from 'vitest';
import { HOUR } from '#contracts/time.ts';
import { closedReason, closesAt } from './can-send.ts';

const now = new Date('2026-11-22T12:00:00Z');
const open = { account: { paused: false }, optedOut: false, now };

test('a thread of a connected account is open', () => {
  expect(closedReason(open)).toBeUndefined();
});

test('a paused or absent account closes it before anything else', () => {
  expect(closedReason({ ...open, account: undefined, optedOut: true })).toBe('channel-not-available');
  expect(closedReason({ ...open, account: { paused: true } })).toBe('channel-not-available');
});

test('an address whose owner opted out is closed', () => {
  expect(closedReason({ ...open, optedOut: true })).toBe('opted-out');
});

test('a reply window closes to the millisecond, and is closed before the customer ever wrote', () => {
  const at = (ms: number) =>
    closedReason({ ...open, replyWindowHours: 24, lastInboundAt: new Date(now.getTime() - ms) });
  expect(at(24 * HOUR - 1)).toBeUndefined();
  expect(at(24 * HOUR)).toBe('reply-window-closed');
  expect(closedReason({ ...open, replyWindowHours: 24 })).toBe('reply-window-closed');
});

test('a public answer needs no open window', () => {
  const old = new Date(now.getTime() - 30 * 24 * HOUR);
  const facts = { ...open, replyWindowHours: 24, humanWindowHours: 168, lastInboundAt: old, byHuman: true };
  expect(closedReason(facts)).toBe('reply-window-closed');
  expect(closedReason({ ...facts, isPublic: true })).toBeUndefined();
  expect(closesAt({ ...facts, isPublic: true })).toBeUndefined();
});
