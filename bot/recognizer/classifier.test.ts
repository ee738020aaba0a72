import { describe, expect, it } from 'vitest';
import { trainLexical } from './classifier.ts';
import { auroc, evaluate } from './evaluate.ts';

const EXAMPLES = [
  ...['返品したい', '商品を返品する方法', '返品できますか', '買った物を送り返したい', '返品の手続き'].map(
    (text) => ({ text, intent: 'returns' }),
  ),
  ...[
    'パスワードを忘れた',
    'ログインできない',
    'パスワードの再設定',
    'アカウントに入れません',
    'パスワードがわからない',
  ].map((text) => ({ text, intent: 'password' })),
  ...['送料はいくら', '配送料を教えて', '送料無料の条件', '運賃はかかりますか', '送料について'].map(
    (text) => ({ text, intent: 'shipping' }),
  ),
];

describe('the lexical recognizer', () => {
  it('recognizes what was said in other words', async () => {
    const recognizer = await trainLexical('ja', EXAMPLES);
    for (const [text, intent] of [
      ['返品のやり方は？', 'returns'],
      ['パスワードを忘れちゃった', 'password'],
      ['送料ってどのくらい', 'shipping'],
    ]) {
      expect((await recognizer.recognize(text as string))[0]?.intent).toBe(intent);
    }
  });

  it('is unsure of what it has never heard of', async () => {
    const recognizer = await trainLexical('ja', EXAMPLES);
    for (const text of ['明日の天気は', '円周率を教えて', '猫の飼い方'])
      expect((await recognizer.recognize(text))[0]?.probability ?? 0).toBeLessThan(0.3);
  });

  it('knows thanks that are mere grammar, and nothing by the grammar all texts share', async () => {
    const thanks = [
      'ありがとう',
      'ありがとうございました',
      'わかりました',
      'わかりました、ありがとう',
      'どうもありがとう',
    ];
    const recognizer = await trainLexical('ja', [
      ...EXAMPLES,
      ...thanks.map((text) => ({ text, intent: 'thanks' })),
    ]);
    const [known] = await recognizer.recognize('わかりました、ありがとうございます');
    expect(known?.intent).toBe('thanks');
    expect(known?.probability).toBeGreaterThan(0.5);
    expect((await recognizer.recognize('あああ'))[0]?.probability ?? 0).toBeLessThan(0.3);
  });

  it('learns the same from the same examples', async () => {
    const [first, second] = await Promise.all([trainLexical('ja', EXAMPLES), trainLexical('ja', EXAMPLES)]);
    expect(await first.recognize('返品したいです')).toEqual(await second.recognize('返品したいです'));
  });

  it('says nothing to an empty text, and knows nothing without examples', async () => {
    expect(await (await trainLexical('ja', EXAMPLES)).recognize('   ')).toEqual([]);
    expect(await (await trainLexical('en', [])).recognize('hello')).toEqual([]);
  });

  it('gives probabilities that sum to at most one, best first', async () => {
    const candidates = await (await trainLexical('ja', EXAMPLES)).recognize('返品の送料', 3);
    const probabilities = candidates.map(({ probability }) => probability);
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeLessThanOrEqual(1 + 1e-9);
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
  });
});

describe('evaluate', () => {
  it('measures a recognizer that is always right as perfect', async () => {
    const rows = EXAMPLES.map((row) => ({ ...row, lang: 'ja' as const }));
    const perfect = async () => ({
      kind: 'lexical' as const,
      recognize: async (text: string) => {
        const found = EXAMPLES.find((example) => example.text === text);
        return found ? [{ intent: found.intent, probability: 1 }] : [];
      },
    });
    const report = await evaluate(perfect, rows, rows, [
      { text: '天気', intent: 'out-of-scope', lang: 'ja' },
    ]);
    expect(report).toMatchObject({
      accuracy: 1,
      macroF1: 1,
      inScope: { answered: { share: 1, precision: 1 } },
      outOfScope: { auroc: 1, answered: 0, escalated: 1 },
    });
  });

  it('counts ties in the AUROC as half', () => {
    expect(auroc([1, 1], [1, 1])).toBe(0.5);
    expect(auroc([2, 3], [0, 1])).toBe(1);
    expect(auroc([0], [1])).toBe(0);
  });
});
