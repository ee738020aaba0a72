import { describe, expect, it } from 'vitest';
import type { TrainRecognizer } from '../recognizer/recognizer.ts';
import { bandOf, DEFAULT_BANDS, suggestBands } from './bands.ts';

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

describe('suggestBands', () => {
  const examples = ['a', 'b', 'c'].flatMap((intent) =>
    Array.from({ length: 10 }, (_, at) => ({ text: `${intent} ${at}`, intent })),
  );
  /** As sure as it is told by the text's number: `sure(at)`; wrong where `wrong(at)`. */
  const trainer =
    (sure: (at: number) => number, wrong: (at: number) => boolean): TrainRecognizer =>
    async () => ({
      kind: 'lexical',
      recognize: async (text) => {
        const [intent = '', at = '0'] = text.split(' ');
        const probability = sure(Number(at));
        return wrong(Number(at))
          ? [
              { intent: 'z', probability },
              { intent, probability: 0 },
            ]
          : [{ intent, probability }];
      },
    });

  it('answers from where the answers are right', async () => {
    const expected = await suggestBands(
      'en',
      examples,
      trainer(
        (at) => 0.35 + at / 20,
        (at) => at < 4,
      ),
    );
    expect(expected?.suggested?.answer).toBeCloseTo(0.52);
    expect(expected?.n).toBe(30);
    const point = expected?.curve.find(({ at }) => at === 0.52);
    expect(point).toMatchObject({ precision: 1, coverage: 0.6 });
  });

  it('never answers below the least line, however right all is, and asks below that', async () => {
    const { suggested } = (await suggestBands(
      'ja',
      examples,
      trainer(
        () => 0.95,
        () => false,
      ),
    )) ?? { suggested: undefined };
    expect(suggested?.answer).toBe(0.3);
    expect(suggested?.clarify).toBeLessThanOrEqual(0.2);
  });

  it('answers as seldom as it may when nothing is right', async () => {
    const expected = await suggestBands(
      'ja',
      examples,
      trainer(
        () => 0.95,
        () => true,
      ),
    );
    expect(expected?.suggested?.answer).toBe(0.9);
  });

  it('judges no text by a recognizer that learned from it', async () => {
    const seen: string[][] = [];
    await suggestBands('en', examples, async (_, learned) => {
      const texts = learned.map(({ text }) => text);
      return {
        kind: 'lexical',
        recognize: async (text) => {
          seen.push(texts.includes(text) ? [text] : []);
          return [];
        },
      };
    });
    expect(seen).toHaveLength(30);
    expect(seen.flat()).toEqual([]);
  });

  it('says nothing of too few examples', async () => {
    expect(
      await suggestBands(
        'en',
        examples.slice(0, 8),
        trainer(
          () => 1,
          () => false,
        ),
      ),
    ).toBeUndefined();
  });
});
