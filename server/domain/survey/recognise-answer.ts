import type { SurveyKind } from '#contracts/survey.ts';

const RANGE: Record<SurveyKind, readonly [number, number]> = { csat: [1, 5], nps: [0, 10], ces: [1, 7] };

/** Words of satisfaction as scores of 5, whole message only. */
const WORDS: readonly (readonly [RegExp, number])[] = [
  [
    /^(とても|大変|非常に|すごく)(良い|よい|良かった|よかった|満足)(です|でした)?$|^(excellent|great|very good|awesome|amazing|perfect|very satisfied)$/iu,
    5,
  ],
  [/^(良い|よい|良かった|よかった|満足)(です|でした)?$|^(good|satisfied|nice)$/iu, 4],
  [/^(普通|ふつう|まあまあ)(です|でした)?$|^(ok|okay|fine|average|neutral|so[- ]so)$/iu, 3],
  [/^(悪い|悪かった|不満|いまいち|イマイチ)(です|でした)?$|^(bad|poor|dissatisfied|not good)$/iu, 2],
  [
    /^(とても|大変|非常に|すごく)(悪い|悪かった|不満)(です|でした)?$|^(最悪)(です|でした)?$|^(terrible|awful|very bad|horrible|worst|very dissatisfied)$/iu,
    1,
  ],
];

/**
 * A survey answer written as text: a bare number in the survey's range in any width ("5", "５", "5点", "5/5"), stars, or for CSAT words in either language.
 * `undefined` = this is not an answer; a longer text never is.
 */
export const recogniseAnswer = (kind: SurveyKind, text: string): number | undefined => {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/[。.!！\s]+$/u, '');
  if (plain.length === 0 || plain.length > 24) return undefined;
  const [min, max] = RANGE[kind];
  const number = /^(\d{1,2})\s*(点|てん|points?|\/\s*(\d{1,2}))?$/iu.exec(plain);
  if (number) {
    const score = Number(number[1]);
    if (number[3] !== undefined && Number(number[3]) !== max) return undefined;
    return score >= min && score <= max ? score : undefined;
  }
  if (kind !== 'csat') return undefined;
  const stars = /^(?:[★⭐]\ufe0f?){1,5}$/u.test(plain)
    ? [...plain].filter((c) => c === '★' || c === '⭐').length
    : 0;
  if (stars) return stars;
  return WORDS.find(([words]) => words.test(plain))?.[1];
};
