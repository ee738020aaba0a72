import { describe, expect, it } from 'vitest';
import { likeness, repeats, SAME_QUESTION } from './asked-twice.ts';

describe('asked twice', () => {
  it('knows the same question again, also with other punctuation, width and politeness', () => {
    expect(likeness('届いた電球が割れていました。', '届いた電球が割れていました')).toBe(1);
    expect(
      likeness('届いた電球が割れていました。', 'さっき書きましたが、届いた電球が割れていました'),
    ).toBeGreaterThan(SAME_QUESTION);
    expect(likeness('My lamp ARRIVED broken', 'as I said, my lamp arrived broken')).toBeGreaterThan(
      SAME_QUESTION,
    );
  });
  it('does not take another matter, an order number alone or a short word for it', () => {
    expect(likeness('届いた電球が割れていました', '返品の送料はいくらですか')).toBeLessThan(0.2);
    expect(likeness('はい', 'はい')).toBe(0);
    expect(likeness('my lamp arrived broken', 'when will the new one be here?')).toBeLessThan(SAME_QUESTION);
  });
  it('names the earlier message that is likest', () => {
    const earlier = [
      { seq: 1, text: '返品したいのですが、送料はかかりますか' },
      { seq: 3, text: '返品の送料はいくらですか' },
    ];
    expect(repeats('返品の送料はいくらでしょうか', earlier)).toMatchObject({ message: { seq: 3 } });
    expect(repeats('ありがとうございます', earlier)).toBeUndefined();
  });
});
