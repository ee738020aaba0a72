import { describe, expect, it } from 'vitest';
import { confidentLanguage, languageOf } from './language.ts';
import { bare, normalise } from './normalise.ts';

describe('language', () => {
  it.each([
    ['返品したい', 'ja'],
    ['ﾍﾝﾋﾟﾝ', 'ja'],
    ['where is my order', 'en'],
    ['LEDにできますか', 'ja'],
    ['thanks!', 'en'],
  ])('of %s is %s', (text, language) => {
    expect(confidentLanguage(text)).toBe(language);
  });

  it.each(['返品', 'OK', '123', '👍', '', 'LED', '配送方法'])('of %s is not sure', (text) => {
    expect(confidentLanguage(text)).toBeUndefined();
  });

  it('stays what it was when a text says nothing sure', () => {
    expect(languageOf('OK', 'en', 'ja')).toBe('en');
    expect(languageOf('返品', undefined, 'ja')).toBe('ja');
  });
});

describe('normalise', () => {
  it('folds width, case, quotes, invisible characters and spaces', () => {
    expect(normalise('  Ｉ’ｍ\u200b  ｶﾞ\n')).toBe("i'm ガ");
  });
  it('leaves words alone once bared of punctuation', () => {
    expect(bare("it's 5,000円…です。")).toBe("it's 5 000円 です");
  });
});
