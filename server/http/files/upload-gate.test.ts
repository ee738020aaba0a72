import { expect, test } from 'vitest';
import { HOUR } from '#contracts/time.ts';
import { UploadGate } from './upload-gate.ts';

const LIMITS = { atOnce: 3, atOnceOfOne: 2, bytesPerHour: 100, addresses: 2 };

test('one address has few bodies on its way, all addresses together not many', () => {
  const gate = new UploadGate(LIMITS);
  const leave = gate.enter('a');
  gate.enter('a');
  expect(() => gate.enter('a')).toThrowError(expect.objectContaining({ code: 'rate-limited' }));
  gate.enter('b');
  expect(() => gate.enter('c')).toThrowError(expect.objectContaining({ code: 'busy' }));
  leave();
  leave();
  gate.enter('c');
  expect(() => gate.enter('d')).toThrowError(expect.objectContaining({ code: 'busy' }));
});

test('what visitors of one address have kept is bounded by the hour', () => {
  let now = 0;
  const gate = new UploadGate(LIMITS, () => now);
  gate.take('a', 60);
  expect(() => gate.take('a', 41)).toThrowError(expect.objectContaining({ code: 'rate-limited' }));
  gate.take('a', 40);
  now = HOUR;
  gate.take('a', 100);
});

test('no flood of addresses makes it remember without end', () => {
  let now = 0;
  const gate = new UploadGate(LIMITS, () => now);
  gate.take('a', 1);
  gate.take('b', 1);
  expect(() => gate.take('c', 1)).toThrowError(expect.objectContaining({ code: 'rate-limited' }));
  gate.take('a', 1);
  now = HOUR;
  gate.take('c', 1);
});
