import { describe, expect, it } from 'vitest';
import { maskPersonal } from './mask-personal.ts';

describe('maskPersonal', () => {
  it('takes names, addresses and numbers out of Japanese', () => {
    expect(
      maskPersonal(
        '佐藤 花です。注文A-20417、hana@example.jp、090-1234-5678、〒150-0001、会員番号00482913。佐藤様宛で。',
        ['佐藤 花'],
        'ja',
      ),
    ).toBe(
      '［お名前］です。注文［注文番号］、［メールアドレス］、［電話番号］、［郵便番号］、会員番号［番号］。［お名前］様宛で。',
    );
  });

  it('takes them out of English and leaves words alone that only look alike', () => {
    expect(
      maskPersonal(
        'I am Ann Lee, call +44 20 7946 0958 about #20417. The annual plan costs 1200, delivered in 2026.',
        ['Ann Lee'],
        'en',
      ),
    ).toBe(
      'I am [name], call [phone number] about [order number]. The annual plan costs 1200, delivered in 2026.',
    );
  });

  it('keeps a sum of money and a short name of one letter', () => {
    expect(maskPersonal('送料は11,000円以上で無料です。', ['花'], 'ja')).toBe(
      '送料は11,000円以上で無料です。',
    );
  });
});
