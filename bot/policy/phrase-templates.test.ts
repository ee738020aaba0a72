import { describe, expect, it } from 'vitest';
import { phrasesOf } from './phrase-templates.ts';

describe('phrasesOf', () => {
  it('leaves a text without alternatives as it is', () => {
    expect(phrasesOf('a person, please')).toEqual(['a person, please']);
  });

  it('makes every phrase of a small template, tidied', () => {
    expect(phrasesOf('{get|bring} me a person{| , please}').sort()).toEqual([
      'bring me a person',
      'bring me a person, please',
      'get me a person',
      'get me a person, please',
    ]);
  });

  it('uses each alternative of a large template, always makes the same, and few', () => {
    const template = '{a|b|c|d|e|f} {1|2|3|4|5|6|7} {x|y|z}';
    const phrases = phrasesOf(template);
    expect(phrases).toEqual(phrasesOf(template));
    expect(phrases.length).toBe(84);
    expect(new Set(phrases.join(' ').split(' ')).size).toBe(16);
  });
});
