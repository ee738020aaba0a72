import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { countSms } from './sms-segments.ts';

const shape = (text: string): [string, number, number] => {
  const { encoding, segments, units } = countSms(text);
  return [encoding, segments, units];
};

describe('SMS segments', () => {
  it.each<[string, string, [string, number, number]]>([
    ['nothing', '', ['GSM-7', 0, 0]],
    ['160 of GSM-7', 'a'.repeat(160), ['GSM-7', 1, 160]],
    ['161 of GSM-7', 'a'.repeat(161), ['GSM-7', 2, 161]],
    ['306 of GSM-7', 'a'.repeat(306), ['GSM-7', 2, 306]],
    ['307 of GSM-7', 'a'.repeat(307), ['GSM-7', 3, 307]],
    ['80 of the extension table', '€'.repeat(80), ['GSM-7', 1, 160]],
    ['81 of the extension table', '['.repeat(81), ['GSM-7', 2, 162]],
    ['every extended character', '\f^{}\\[~]|€', ['GSM-7', 1, 20]],
    ['accents of the alphabet', 'èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà¿¡§¤', ['GSM-7', 1, 27]],
    ['a letter outside it', 'ê', ['UCS-2', 1, 1]],
    ['a typographic quote', 'it’s', ['UCS-2', 1, 4]],
    ['70 of Japanese', 'あ'.repeat(70), ['UCS-2', 1, 70]],
    ['71 of Japanese', 'あ'.repeat(71), ['UCS-2', 2, 71]],
    ['134 of Japanese', 'あ'.repeat(134), ['UCS-2', 2, 134]],
    ['135 of Japanese', 'あ'.repeat(135), ['UCS-2', 3, 135]],
    ['35 emoji', '😀'.repeat(35), ['UCS-2', 1, 70]],
    ['Latin with one kanji', `${'a'.repeat(69)}件`, ['UCS-2', 1, 70]],
  ])('counts %s', (_name, text, expected) => expect(shape(text)).toEqual(expected));

  it('does not split an extended character or a pair between parts', () => {
    // 152 + a two-septet character: it moves on whole, so two parts hold 305 and not 306.
    expect(countSms(`${'a'.repeat(152)}€${'a'.repeat(152)}`).segments).toBe(3);
    expect(countSms(`${'a'.repeat(152)}€${'a'.repeat(151)}`).segments).toBe(2);
    expect(countSms(`${'あ'.repeat(66)}😀${'あ'.repeat(66)}`).segments).toBe(3);
    expect(countSms(`${'あ'.repeat(66)}😀${'あ'.repeat(65)}`).segments).toBe(2);
  });

  it('says how much is left and what forces the dearer encoding', () => {
    expect(countSms('hello').left).toBe(155);
    expect(countSms('a'.repeat(161)).left).toBe(145);
    expect(countSms('naïve “quotes” ok').forcing).toEqual(['ï', '“', '”']);
  });

  test.prop([fc.string({ unit: 'grapheme', maxLength: 700 })])(
    'is one encoding, exact in its bounds',
    (text) => {
      const count = countSms(text);
      const part = count.encoding === 'GSM-7' ? 153 : 67;
      const alone = count.encoding === 'GSM-7' ? 160 : 70;
      if (count.units <= alone) expect(count.segments).toBe(count.units === 0 ? 0 : 1);
      else {
        expect(count.segments).toBeGreaterThanOrEqual(Math.ceil(count.units / part));
        expect(count.segments).toBeLessThanOrEqual(Math.ceil(count.units / (part - 1)));
      }
      expect(count.left).toBeGreaterThanOrEqual(0);
      expect(count.encoding === 'UCS-2').toBe(count.forcing.length > 0);
    },
  );
});
