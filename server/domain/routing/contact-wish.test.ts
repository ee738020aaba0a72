import { describe, expect, it } from 'vitest';
import { addressIn, waitOffer, wishFact, wishIn, wishReply } from './contact-wish.ts';

describe('what a waiting customer chose', () => {
  it('is read from a button, a number in any width, and few words of either language', () => {
    expect(wishIn('折り返し電話', 'wait:call-back')).toBe('call-back');
    expect(wishIn('２', undefined)).toBe('email');
    expect(wishIn('3番', undefined)).toBe('stay');
    expect(wishIn('電話でお願いします', undefined)).toBe('call-back');
    expect(wishIn('E-mail please', undefined)).toBe('email');
    expect(wishIn('このまま待ちます', undefined)).toBe('stay');
  });
  it('is nothing where it is about the matter, or names two ways', () => {
    expect(wishIn('電話でもメールでも', undefined)).toBeUndefined();
    expect(
      wishIn(
        '先週買ったランプの電話番号の欄に間違えて会社の番号を書いてしまったのですが直せますか',
        undefined,
      ),
    ).toBeUndefined();
    expect(wishIn('4', undefined)).toBeUndefined();
    expect(wishIn('はい', 'person')).toBeUndefined();
  });
});

describe('where to reach them', () => {
  it('is a number or a mail address in the text', () => {
    expect(addressIn('０９０-１２３４-５６７８ です', 'call-back')).toBe('090-1234-5678');
    expect(addressIn('+81 90 1234 5678', 'call-back')).toContain('90 1234 5678');
    expect(addressIn('hana@example.jp まで', 'email')).toBe('hana@example.jp');
  });
  it('is not an order number, nor anything for one who stays', () => {
    expect(addressIn('A-20417', 'call-back')).toBeUndefined();
    expect(addressIn('2026-11-24', 'call-back')).toBeUndefined();
    expect(addressIn('hana@example.jp', 'stay')).toBeUndefined();
  });
});

describe('the words', () => {
  it('offer buttons, or numbers where there are none', () => {
    expect(waitOffer('ja', true).quickReplies.map(({ payload }) => payload)).toEqual([
      'wait:call-back',
      'wait:email',
      'wait:stay',
    ]);
    const { text, quickReplies } = waitOffer('en', false);
    expect(quickReplies).toEqual([]);
    expect(text).toContain('2. Reply by e-mail\n');
  });
  it('confirm what is known and ask for what is not', () => {
    expect(wishReply('ja', 'call-back', '090-1234-5678')).toContain('090-1234-5678 へ');
    expect(wishReply('ja', 'email', undefined)).toContain('教えていただけますか');
    expect(wishFact('en', 'call-back', '090')).toEqual({
      label: 'Contact wish',
      value: 'Call me back: 090',
    });
    expect(wishFact('en', 'stay', undefined)).toBeUndefined();
  });
});
