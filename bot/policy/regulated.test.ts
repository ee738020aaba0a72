import { describe, expect, it } from 'vitest';
import { regulatedWordIn } from './regulated.ts';

const LISTS = { ja: ['弁護士', '個人情報'], en: ['sue', 'data breach'] };
const found = (text: string): string | undefined => regulatedWordIn(text, LISTS);

describe('regulatedWordIn', () => {
  it('finds a Japanese word anywhere, also between spaces and in half width', () => {
    expect(found('明日、弁護士に相談します')).toBe('弁護士');
    expect(found('個人 情報の件です')).toBe('個人情報');
    expect(regulatedWordIn('ﾘｺｰﾙですか', { ja: ['リコール'], en: [] })).toBe('リコール');
  });
  it('finds an English word alone or with an ending, not inside another', () => {
    expect(found('I will SUE you')).toBe('sue');
    expect(found('he sued us')).toBe('sue');
    expect(found('there is an issue with my tissue box')).toBeUndefined();
    expect(found('was there a data  breach?')).toBe('data breach');
  });
  it('looks for both lists in every text', () => {
    expect(found('弁護士 please')).toBe('弁護士');
    expect(found('訴えます、I sue')).toBe('sue');
  });
  it('finds nothing without lists', () => {
    expect(regulatedWordIn('弁護士', undefined)).toBeUndefined();
    expect(regulatedWordIn('弁護士', { ja: [], en: [] })).toBeUndefined();
  });
});
