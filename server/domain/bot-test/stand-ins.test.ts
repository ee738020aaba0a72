import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStandIns } from './stand-ins.ts';

describe('stand-ins', () => {
  it('take the place of names, addresses and numbers in Japanese', () => {
    const { text } = createStandIns(['佐藤 花'], 'ja');
    expect(
      text(
        '佐藤 花です。注文A-20417の件、hana@example.jpか090-1234-5678へ。〒150-0001 東京都渋谷区神宮前1-2-3',
      ),
    ).toBe(
      '山田 花子です。注文A-10001の件、customer1@example.comか090-0000-1001へ。〒100-0001 東京都千代田区千代田1-1',
    );
  });

  it('take their place in English', () => {
    const { text } = createStandIns(['Ann Lee'], 'en');
    expect(text('I’m Ann Lee, call +44 20 7946 0958 about #20417 or see https://shop.test/u/ann')).toBe(
      'I’m Alex, call +44 20 7946 1001 about #10001 or see https://example.com/1',
    );
  });

  it('replace names nobody gave, where people say their own', () => {
    expect(createStandIns([], 'ja').text('高橋と申します。鈴木様のご紹介です。お客様都合の返品です。')).toBe(
      '山田と申します。山田様のご紹介です。お客様都合の返品です。',
    );
    expect(createStandIns([], 'en').text('my name is Bob Stone and I am angry')).toBe(
      'my name is Alex and I am angry',
    );
  });

  it('are the same for the same, in texts and in the record', () => {
    const stand = createStandIns([], 'ja');
    expect(stand.text('A-20417とA-20388、もう一度Ａ‐20417')).toContain('A-10001とA-10002');
    expect(stand.order('A-20388')).toBe('A-10002');
    expect(stand.order('A-99999')).toBe('A-10003');
  });

  it('leave sums, years, sizes and questions as they are', () => {
    const { text } = createStandIns([], 'ja');
    for (const said of [
      '送料は11,000円以上で無料ですか',
      '2026年11月24日に届きますか',
      'E26の電球はありますか',
      '返品したい',
    ])
      expect(text(said)).toBe(said);
  });

  it('leave no e-mail address and no long number of the original', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.integer({ min: 100_000_000, max: 2_000_000_000 }), (mail, number) => {
        const masked = createStandIns([], 'en').text(`write to ${mail} or about ${number} please`);
        expect(masked).not.toContain(String(number));
        expect(masked.toLowerCase()).not.toContain(mail.toLowerCase());
      }),
    );
  });
});
