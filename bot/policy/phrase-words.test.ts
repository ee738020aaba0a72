import { describe, expect, it } from 'vitest';
import { stem } from '../recognizer/stem.ts';
import { wordClasses } from './phrase-words.ts';

describe('wordClasses', () => {
  it('finds what expressions stand for, the longest first, in reading order', () => {
    const classes = wordClasses('get me someone from customer service'.split(' ').map(stem), 'en');
    expect(classes.map(([first]) => first)).toEqual(['connect', 'someone', 'desk']);
  });

  it('finds the same word in another form', () => {
    expect(wordClasses(['managers'].map(stem), 'en')).toEqual(wordClasses(['manager'].map(stem), 'en'));
  });

  it('finds Japanese expressions inside a sentence', () => {
    expect(wordClasses([...'店長に代わって'], 'ja').map(([first]) => first)).toEqual(['boss', 'connect']);
  });

  it('passes over what is in no list', () => {
    expect(wordClasses(['xyzzy'], 'en')).toEqual([]);
  });
});
