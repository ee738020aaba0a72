import { describe, expect, it } from 'vitest';
import { clusterQuestions } from './cluster.ts';

const asked = (texts: readonly string[]) =>
  texts.map((text, at) => ({ id: `q${at}`, text, at: new Date(1_000 * at) }));
const groups = (texts: readonly string[], language: 'ja' | 'en') =>
  clusterQuestions(asked(texts), language).map(({ questions }) => questions.map(({ text }) => text));

describe('clusterQuestions', () => {
  it('puts Japanese questions on the same matter together and others apart', () => {
    expect(
      groups(
        [
          'ギフト包装はできますか',
          '名入れの刻印をお願いできますか',
          'ギフト用に包装してもらえますか',
          '法人での請求書払いは可能ですか',
          'プレゼント用のギフト包装をお願いしたいです',
          '刻印で名入れはできますか？',
        ],
        'ja',
      ),
    ).toEqual([
      [
        'ギフト包装はできますか',
        'ギフト用に包装してもらえますか',
        'プレゼント用のギフト包装をお願いしたいです',
      ],
      ['名入れの刻印をお願いできますか', '刻印で名入れはできますか？'],
      ['法人での請求書払いは可能ですか'],
    ]);
  });

  it('puts English questions on the same matter together and others apart', () => {
    expect(
      groups(
        [
          'Do you offer gift wrapping?',
          'can I get a lamp engraved',
          'is gift wrapping available',
          'Do you ship to Norway?',
          'engraving on a lamp possible?',
          'shipping to Norway',
        ],
        'en',
      ).map((group) => group.length),
    ).toEqual([2, 2, 2]);
  });

  it('keeps the id of a cluster while questions come', () => {
    const before = clusterQuestions(asked(['ギフト包装はできますか']), 'ja')[0]?.id;
    const after = clusterQuestions(asked(['ギフト包装はできますか', 'ギフト包装できる？']), 'ja')[0];
    expect(after?.id).toBe(before);
    expect(after?.questions).toHaveLength(2);
  });

  it('reads a thousand questions in well under a second', () => {
    const words = Array.from({ length: 120 }, (_, at) => `topic${at}`);
    const texts = Array.from(
      { length: 1_000 },
      (_, at) => `${words[at % 120]} ${words[(at * 7) % 120]} question number ${at % 50}`,
    );
    const startedAt = performance.now();
    const clusters = clusterQuestions(asked(texts), 'en');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(clusters.reduce((sum, { questions }) => sum + questions.length, 0)).toBe(1_000);
  });

  it('gives nothing for nothing and takes texts without a word', () => {
    expect(clusterQuestions([], 'ja')).toEqual([]);
    expect(groups(['！？', '…'], 'ja').flat()).toHaveLength(2);
  });
});
