import { describe, expect, it } from 'vitest';
import { readable } from './phrase-features.ts';
import { readPhraseModel } from './phrase-model.ts';
import type { PhraseRules } from './phrase-rules.ts';
import { trainPhraseModel } from './phrase-training.ts';

const rules: PhraseRules = { masks: [], patterns: [/\bbanana\b/u] };
const lesson = (text: string, says: boolean) => ({ readable: readable(text), says, ruled: true });
const lessons = [
  lesson('a banana please', true),
  lesson('give me a banana', true),
  lesson('I want a banana now', true),
  lesson('not a banana please', false),
  lesson('give me an apple', false),
  lesson('I want no banana now', false),
];

describe('a trained phrase model', () => {
  it('survives being saved, and is always the same', () => {
    const saved = trainPhraseModel(rules, lessons);
    expect(trainPhraseModel(rules, lessons)).toEqual(saved);
    const model = readPhraseModel(JSON.parse(JSON.stringify(saved)), rules);
    const mean = (says: boolean): number =>
      lessons.filter((one) => one.says === says).reduce((sum, one) => sum + model(one.readable) / 3, 0);
    expect(mean(true)).toBeGreaterThan(mean(false) + 0.3);
  });

  it('does not judge what it knows nothing of', () => {
    const model = readPhraseModel(trainPhraseModel(rules, lessons), rules);
    expect(model(readable('zzzz qqqq'))).toBe(0);
  });

  it('is refused when it is not whole', () => {
    const saved = trainPhraseModel(rules, lessons);
    expect(() => readPhraseModel({ ...saved, weights: saved.weights.slice(0, 100) }, rules)).toThrow(
      'the phrase model is not whole',
    );
  });
});
