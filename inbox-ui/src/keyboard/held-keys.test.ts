import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { holdKeys, releaseKeys, takeHeldKey } from './held-keys.ts';

const press = (key: string, more: { ctrlKey?: boolean } = {}): boolean =>
  takeHeldKey({ key, metaKey: false, ctrlKey: false, altKey: false, ...more });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  releaseKeys();
  vi.useRealTimers();
});

describe('keys typed before the composer is there', () => {
  it('start nothing and are written once it comes', () => {
    holdKeys();
    for (const key of ['e', 'n', 'x', 'Backspace', 'd', ' ']) expect(press(key)).toBe(true);
    expect(releaseKeys()).toBe('end ');
    expect(press('e')).toBe(false);
  });

  it('are keys again after Escape, after five seconds, and with Ctrl held', () => {
    holdKeys();
    expect(press('k', { ctrlKey: true })).toBe(false);
    press('e');
    expect(press('Escape')).toBe(true);
    expect(press('e')).toBe(false);
    expect(releaseKeys()).toBe('');
    holdKeys();
    vi.setSystemTime(Date.now() + 5_000);
    expect(press('e')).toBe(false);
  });
});
