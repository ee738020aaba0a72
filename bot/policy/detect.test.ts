import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Language } from '#contracts/time.ts';
import { isAngry, wantsPerson } from './detect.ts';

interface Phrases {
  positive: string[];
  negative: string[];
}

const phrases = (name: string): Phrases =>
  JSON.parse(readFileSync(new URL(`./phrases/${name}.json`, import.meta.url), 'utf8')) as Phrases;

const DETECTORS = { wish: wantsPerson, anger: isAngry };

describe.each(['wish', 'anger'] as const)('%s', (kind) => {
  describe.each(['ja', 'en'] as Language[])('in %s', (language) => {
    it.each(['', '-fresh'])('finds at least 95 %% of the set%s', (set) => {
      const { positive } = phrases(`${kind}${set}.${language}`);
      const missed = positive.filter((text) => !DETECTORS[kind](text, language));
      expect(missed.length / positive.length, missed.join('\n')).toBeLessThanOrEqual(0.05);
    });

    it.each(['', '-fresh'])('takes at most 2 %% of what only looks like it for it in the set%s', (set) => {
      const { negative } = phrases(`${kind}${set}.${language}`);
      const wrong = negative.filter((text) => DETECTORS[kind](text, language));
      expect(wrong.length / negative.length, wrong.join('\n')).toBeLessThanOrEqual(0.02);
    });
  });
});

describe('detectors', () => {
  it('understand either language whatever the conversation speaks', () => {
    expect(wantsPerson('I want to talk to a human', 'ja')).toBe(true);
    expect(wantsPerson('オペレーターにつないで', 'en')).toBe(true);
    expect(isAngry('ふざけるな', 'en')).toBe(true);
  });

  it('are not led astray by width, case or spacing', () => {
    expect(wantsPerson('  ｏｐｅｒａｔｏｒ  ', 'en')).toBe(true);
    expect(wantsPerson('ｵﾍﾟﾚｰﾀｰお願いします', 'ja')).toBe(true);
  });

  it('end in reasonable time on long hostile text', () => {
    const startedAt = performance.now();
    for (const text of ['a '.repeat(5_000), 'to '.repeat(5_000), '人と'.repeat(5_000), 'なんで'.repeat(3_000), '!?'.repeat(5_000), 'you are so '.repeat(1_000), 'great '.repeat(1_000)]) {
      wantsPerson(text, 'en');
      isAngry(text, 'ja');
    }
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
