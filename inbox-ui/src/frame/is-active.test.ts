import { describe, expect, it } from 'vitest';
import { isActive } from './is-active.ts';

describe('the activity beat', () => {
  it('is due while the tab is seen and somebody touched it within a minute', () => {
    expect(isActive(true, 0, 60_000)).toBe(true);
    expect(isActive(true, 0, 60_001)).toBe(false);
    expect(isActive(false, 0, 1_000)).toBe(false);
  });
});
