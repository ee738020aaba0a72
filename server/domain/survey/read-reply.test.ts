import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '#contracts/time.ts';
import { asksSomethingNew, readSurveyReply, surveyAfterReply } from './read-reply.ts';

const T0 = new Date('2026-11-20T03:00:00Z');
const later = (ms: number): Date => new Date(T0.getTime() + ms);
const asked = { id: 's1', kind: 'csat' as const, messageSeq: 9, askedAt: T0 };
const scored = { ...asked, awaitingComment: true, answeredAt: T0 };
const say = (text: string, at: Date, open: typeof asked | typeof scored | undefined = asked) =>
  readSurveyReply(open, { text, at, hasAttachments: false });

describe('a reply to the survey under way', () => {
  it('is a score, and nothing where no survey was asked', () => {
    expect(say('５', later(MINUTE))).toEqual({ surveyId: 's1', score: 5 });
    expect(readSurveyReply(undefined, { text: '5', at: T0, hasAttachments: false })).toBeUndefined();
  });
  it('is a score with its comment in one message', () => {
    expect(say('4、少し待ちました', later(MINUTE))).toEqual({
      surveyId: 's1',
      score: 4,
      comment: '少し待ちました',
    });
  });
  it('is a message like any other when it asks something, carries a file or comes two weeks late', () => {
    expect(say('5, but where is my order?', later(MINUTE))).toBeUndefined();
    expect(readSurveyReply(asked, { text: '5', at: T0, hasAttachments: true })).toBeUndefined();
    expect(say('5', later(14 * DAY + 1))).toBeUndefined();
  });
  it('is a comment within ten minutes of the score', () => {
    expect(say('佐藤さんの説明が分かりやすかった', later(9 * MINUTE), scored)).toEqual({
      surveyId: 's1',
      comment: '佐藤さんの説明が分かりやすかった',
    });
    expect(say('佐藤さんの説明が分かりやすかった', later(11 * MINUTE), scored)).toBeUndefined();
  });
  it('keeps neither a second score nor a thank-you', () => {
    expect(say('4', later(MINUTE), scored)).toEqual({ surveyId: 's1' });
    expect(say('ありがとうございました', later(MINUTE), scored)).toEqual({ surveyId: 's1' });
  });
  it('is no comment when it asks something new', () => {
    expect(say('あと、返品はどうすればいいですか', later(MINUTE), scored)).toBeUndefined();
    expect(say('I still need a refund', later(MINUTE), scored)).toBeUndefined();
  });
});

describe('what asks something new', () => {
  it.each([
    'まだ届いていません',
    '返品したいのですが',
    'ほかの色もありますか',
    '領収書をお願いします',
    'ところで在庫は',
    'Where is my parcel?',
    'can you also cancel the other one',
    "it still doesn't work",
    'I also need an invoice',
  ])('%s', (text) => {
    expect(asksSomethingNew(text)).toBe(true);
  });
  it.each([
    'とても丁寧な対応でした',
    '返事が遅かった',
    '少し待ち時間が長いと感じました',
    'Emma was very kind and quick',
    'took far too long',
    'The bot did not understand me at first',
  ])('%s does not', (text) => {
    expect(asksSomethingNew(text)).toBe(false);
  });
});

describe('the survey after a reply', () => {
  it('waits for a comment after a score and ends with the comment', () => {
    const waiting = surveyAfterReply(asked, { surveyId: 's1', score: 5 }, later(MINUTE));
    expect(waiting).toEqual({ ...asked, awaitingComment: true, answeredAt: later(MINUTE) });
    expect(surveyAfterReply(waiting, { surveyId: 's1', comment: 'よい' }, later(MINUTE))).toBeUndefined();
  });
  it('stays as it is when another survey was answered', () => {
    expect(surveyAfterReply(asked, { surveyId: 'other', score: 5 }, T0)).toBe(asked);
  });
});
