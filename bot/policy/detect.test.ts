import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDetectors } from './detect.ts';
import type { Phrases } from './phrase-model.ts';

const detectors = createDetectors();
beforeAll(() => detectors.hear('warm'), 60_000);

/** Phrases the models learn from, and phrases kept from them. */
const SETS = ['', 'held-out/'];

const phrases = (set: string, kind: string, language: string): Phrases =>
  JSON.parse(
    readFileSync(new URL(`./phrases/${set}${kind}.${language}.json`, import.meta.url), 'utf8'),
  ) as Phrases;

const heard = async (kind: 'wish' | 'anger', texts: readonly string[]): Promise<string[]> => {
  const found: string[] = [];
  for (const text of texts) {
    const signals = await detectors.hear(text);
    if (kind === 'wish' ? signals.wantsPerson : signals.angry) found.push(text);
  }
  return found;
};

describe.each(['wish', 'anger'] as const)('%s', (kind) => {
  describe.each(['ja', 'en'])('in %s', (language) => {
    it.each(SETS)('is heard in nearly all of the set "%s"', async (set) => {
      const { positive } = phrases(set, kind, language);
      const found = await heard(kind, positive);
      expect(
        found.length / positive.length,
        positive.filter((text) => !found.includes(text)).join('\n'),
      ).toBeGreaterThanOrEqual(set === '' ? 0.99 : 0.9);
    });

    it.each(SETS)('is hardly ever heard in what only looks like it in the set "%s"', async (set) => {
      const { negative } = phrases(set, kind, language);
      const found = await heard(kind, negative);
      expect(found.length / negative.length, found.join('\n')).toBeLessThanOrEqual(set === '' ? 0.01 : 0.1);
    });
  });
});

describe('the detectors', () => {
  it('are not led astray by width, case or spacing', async () => {
    expect(await detectors.hear('  ｏｐｅｒａｔｏｒ  ')).toEqual({ wantsPerson: true, angry: false });
    expect(await detectors.hear('ｵﾍﾟﾚｰﾀｰお願いします')).toEqual({ wantsPerson: true, angry: false });
  });

  it('hear both in one text', async () => {
    expect(await detectors.hear('ふざけるな、人間を出せ')).toEqual({ wantsPerson: true, angry: true });
  });

  it('hear nothing in nothing', async () => {
    for (const text of ['', '   ', '🙂', '...', '12345', '2', '２', '3.', 'OK', 'はい', 'ok', 'LED'])
      expect(await detectors.hear(text)).toEqual({ wantsPerson: false, angry: false });
  });

  it('end in reasonable time on long hostile text', async () => {
    const startedAt = performance.now();
    for (const text of [
      'a '.repeat(5_000),
      'to '.repeat(5_000),
      '人と'.repeat(5_000),
      'なんで'.repeat(3_000),
      '!?'.repeat(5_000),
      'you are so '.repeat(1_000),
      'great '.repeat(1_000),
    ]) {
      await detectors.hear(text);
    }
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
