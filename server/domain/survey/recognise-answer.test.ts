import { describe, expect, it } from 'vitest';
import { recogniseAnswer, recogniseAnswerWithWords } from './recognise-answer.ts';

const CSAT: readonly (readonly [string, number])[] = [
  ['5', 5],
  ['５', 5],
  ['5点', 5],
  ['５点', 5],
  ['５点です。', 5],
  ['4 points', 4],
  ['5/5', 5],
  ['５／５', 5],
  ['4 out of 5', 4],
  ['3 stars', 3],
  ['★★★★★', 5],
  ['★★★☆☆', 3],
  ['⭐⭐⭐⭐', 4],
  ['五', 5],
  ['five', 5],
  ['Five!', 5],
  ['評価は4です', 4],
  ["I'd give it 4", 4],
  ['とても良い', 5],
  ['とても良かったです。', 5],
  ['大満足です', 5],
  ['最高でした！', 5],
  ['良かったです', 4],
  ['満足', 4],
  ['普通です', 3],
  ['まあまあ', 3],
  ['不満です', 2],
  ['いまいち', 2],
  ['最悪', 1],
  ['とても不満', 1],
  ['great', 5],
  ['Great!', 5],
  ['It was excellent.', 5],
  ['good service', 4],
  ['ok', 3],
  ['not great', 2],
  ['terrible', 1],
  ['👍', 5],
  ['👍🏽', 5],
  ['😡', 1],
  ['🙂', 4],
  ['５。', 5],
  ['1', 1],
];
const NOT_CSAT = [
  '',
  '6',
  '0',
  '55',
  '5/10',
  '5個',
  '5 items are missing',
  '2番の商品が届きません',
  'ありがとうございます',
  '5時に電話してください',
  'good morning',
  'great, but where is my order?',
  '良い商品を教えてください',
  'x'.repeat(60),
  '03-1234-5678',
  '12',
];

describe('a survey answer written as text', () => {
  it.each(CSAT)('%s is a CSAT of %i', (text, score) => {
    expect(recogniseAnswer('csat', text)).toBe(score);
  });
  it.each(NOT_CSAT.map((text) => [text]))('%j is no CSAT', (text) => {
    expect(recogniseAnswer('csat', text)).toBeUndefined();
  });
  it('NPS takes 0 to 10 and no words', () => {
    expect(recogniseAnswer('nps', '10')).toBe(10);
    expect(recogniseAnswer('nps', '０')).toBe(0);
    expect(recogniseAnswer('nps', '9/10')).toBe(9);
    expect(recogniseAnswer('nps', '十')).toBe(10);
    expect(recogniseAnswer('nps', '11')).toBeUndefined();
    expect(recogniseAnswer('nps', '4/5')).toBeUndefined();
    expect(recogniseAnswer('nps', 'great')).toBeUndefined();
  });
});

describe('a score with words after it', () => {
  it.each([
    ['5、とても丁寧でした', 5, 'とても丁寧でした'],
    ['5点です。早くて助かりました', 5, '早くて助かりました'],
    ['2/5 - far too slow', 2, 'far too slow'],
    ['4, quick but a bit stiff', 4, 'quick but a bit stiff'],
    ['3\n普通でした', 3, '普通でした'],
  ])('%j', (text, score, comment) => {
    expect(recogniseAnswerWithWords('csat', text)).toEqual({ score, comment });
  });
  it.each(['2 items are missing', '5個届きました', '5.5', '1, 2 and 3', '7、最高', 'とても良い'])(
    '%j is none',
    (text) => {
      expect(recogniseAnswerWithWords('csat', text)).toBeUndefined();
    },
  );
});
