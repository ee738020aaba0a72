import { DAY, MINUTE } from '#contracts/time.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { isBareThanks } from '../conversation/matter.ts';
import { recogniseAnswer, recogniseAnswerWithWords } from './recognise-answer.ts';

/** A comment belongs to the score it follows within this time. */
export const COMMENT_MS = 10 * MINUTE;
/** A bare "5" later than this after the question is a message like any other. */
export const ANSWER_MS = 14 * DAY;
const LONGEST_COMMENT = 1_000;

/** What a message says to the survey that was asked. Neither score nor comment: it was said to the survey, and nothing of it is kept there. */
export interface SurveyReply {
  surveyId: string;
  score?: number;
  comment?: string;
}

const ASKS =
  /[?？]|(?:ます|です|でしょう|ません)か(?:[。、!\s]|$)|教えて|どうすれば|どうしたら|どうやって|いつ(?:届|に|まで|頃)|(?:して|もらえ|いただけ)ますでしょうか|(?:お願い(?:し|いた)|希望し)ます|(?:た|ほし|欲し)いの?(?:です|んです)が|(?:まだ|もう一度).*(?:届|返事|連絡|直|でき)|届(?:か|いて(?:い)?)な|返品し|交換し|キャンセルし|解約|返金(?:して|を)|つながら|動かな|^(?:あと|それと|ところで|別件)/u;
const ASKS_EN =
  /\b(?:how (?:do|can|long|much)|where (?:is|are|can)|when (?:will|do|can|does)|can (?:you|i|we|someone)|could (?:you|i|we|someone)|would you|what (?:is|are|do|about)|why (?:is|was|did|do)|i (?:need|want|would like|still (?:have|need|can't|cannot|don't|haven't)|also (?:need|want|have))|another (?:question|thing|problem|issue)|one more|please (?:send|call|cancel|refund|tell|help|check|change|contact|reply)|(?:doesn't|does not|isn't|still not|stopped) (?:work|working|arriv)|hasn't arrived|not arrived|cancel my|refund my|return my|my order)\b/iu;

/**
 * Whether a message wants something done or answered. Broad on purpose: a request taken for a comment would stay unanswered in a resolved conversation,
 * while a comment taken for a request only opens it once more.
 */
export const asksSomethingNew = (text: string): boolean => {
  const plain = text.normalize('NFKC').trim();
  return ASKS.test(plain) || ASKS_EN.test(plain);
};

const commentOf = (
  asked: NonNullable<Conversation['openSurvey']>,
  text: string,
  at: Date,
): SurveyReply | undefined => {
  const since = (asked.answeredAt ?? asked.askedAt).getTime();
  if (at.getTime() - since > COMMENT_MS) return undefined;
  const surveyId = asked.id;
  // The first score stays; a second one, or a thank-you, is no comment and no new matter either.
  if (recogniseAnswer(asked.kind, text) !== undefined || isBareThanks(text)) return { surveyId };
  const comment = text.trim().slice(0, LONGEST_COMMENT);
  return comment && !asksSomethingNew(text) ? { surveyId, comment } : undefined;
};

/**
 * Reads a customer's text as a reply to the survey under way: a score, a score with words, or, within ten minutes of the score, a comment.
 * `undefined` = a message like any other, which reopens a resolved conversation. A message with files never is a reply.
 */
export const readSurveyReply = (
  asked: Conversation['openSurvey'],
  message: { text: string; at: Date; hasAttachments: boolean },
): SurveyReply | undefined => {
  if (!asked || message.hasAttachments) return undefined;
  if (asked.awaitingComment) return commentOf(asked, message.text, message.at);
  if (message.at.getTime() - asked.askedAt.getTime() > ANSWER_MS) return undefined;
  const score = recogniseAnswer(asked.kind, message.text);
  if (score !== undefined) return { surveyId: asked.id, score };
  const both = recogniseAnswerWithWords(asked.kind, message.text);
  if (!both || asksSomethingNew(both.comment)) return undefined;
  return { surveyId: asked.id, score: both.score, comment: both.comment.slice(0, LONGEST_COMMENT) };
};

/** The survey after a reply: a score opens the time for a comment, a comment ends it. */
export const surveyAfterReply = (
  asked: Conversation['openSurvey'],
  reply: SurveyReply,
  at: Date,
): Conversation['openSurvey'] => {
  if (!asked || asked.id !== reply.surveyId) return asked;
  if (reply.comment !== undefined) return undefined;
  if (reply.score === undefined || asked.awaitingComment) return asked;
  return { ...asked, awaitingComment: true, answeredAt: at };
};
