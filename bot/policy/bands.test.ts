import { describe, expect, it } from 'vitest';
import { bandOf, DEFAULT_BANDS } from './bands.ts';

const band = (...probabilities: number[]) =>
  bandOf(
    probabilities.map((probability, at) => ({ intent: String(at), probability })),
    DEFAULT_BANDS.ja,
  );

describe('bandOf', () => {
  it('answers from the answer line on when the second is far enough', () => {
    expect(band(0.5, 0.4)).toBe('answer');
  });
  it('asks when two are close', () => {
    expect(band(0.52, 0.45)).toBe('clarify');
  });
  it('asks between the lines', () => {
    expect(band(0.3)).toBe('clarify');
  });
  it('escalates below the lower line and when nothing is recognized', () => {
    expect(band(0.1)).toBe('escalate');
    expect(band()).toBe('escalate');
  });
});
