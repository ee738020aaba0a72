import type { SurveyKind } from '#contracts/survey.ts';

const RANGE: Record<SurveyKind, readonly [number, number]> = { csat: [1, 5], nps: [0, 10], ces: [1, 7] };
/** A score with something after it is still an answer up to this length (UTF-16 units). */
const LONGEST = 400;

const JA_VERY = '(?:とても|とっても|大変|非常に|すごく|すごい|かなり|めっちゃ|本当に|ほんとに)';
const JA_END = '(?:です|でした|だった|ですね|でしたね|ね|よ)?';
const whole = (ja: string, en: string): RegExp => new RegExp(`^(?:(?:${ja})${JA_END}|(?:${en}))$`, 'iu');

/** Words of satisfaction as scores of 5, whole message only. */
const WORDS: readonly (readonly [RegExp, number])[] = [
  [
    whole(
      `${JA_VERY}(?:良い|よい|いい|良かった|よかった|満足|助かりました|素晴らしい|すばらしい)|大満足|最高|完璧|素晴らしい|すばらしい|素晴らしかった|すばらしかった|とても良い対応`,
      '(?:it was |really |absolutely |very |super )?(?:excellent|great|awesome|amazing|perfect|fantastic|wonderful|outstanding|brilliant|superb)(?: service| job| support)?|very good|very satisfied|very happy|love(?:d)? it',
    ),
    5,
  ],
  [
    whole(
      '良い|よい|いい|良かった|よかった|満足|やや満足|まあ満足',
      '(?:it was |pretty |quite )?(?:good|satisfied|nice|happy)|good (?:service|job|support)|somewhat satisfied',
    ),
    4,
  ],
  [
    whole(
      '普通|ふつう|まあまあ|まずまず|どちらでもない|どちらとも言えない|ぼちぼち',
      '(?:it was )?(?:ok|okay|fine|average|neutral|alright|all right|so[- ]so|meh)',
    ),
    3,
  ],
  [
    whole(
      '悪い|悪かった|不満|やや不満|いまいち|イマイチ|いまひとつ|残念|良くない|よくない|良くなかった|よくなかった',
      '(?:it was )?(?:bad|poor|dissatisfied|unsatisfied|unhappy|disappointing|not good|not great|not satisfied)|somewhat dissatisfied',
    ),
    2,
  ],
  [
    whole(
      `${JA_VERY}(?:悪い|悪かった|不満|残念|ひどい)|最悪|最低|ひどい|ひどかった|酷い|大不満`,
      '(?:it was |really |absolutely )?(?:terrible|awful|very bad|horrible|worst|useless|very poor)|the worst|very dissatisfied|very unhappy',
    ),
    1,
  ],
];

/** Faces as the widget draws them, worst to best, and the thumbs people send. */
const FACES: Readonly<Record<string, number>> = {
  '😡': 1,
  '😠': 1,
  '😞': 2,
  '🙁': 2,
  '☹': 2,
  '😐': 3,
  '🙂': 4,
  '😊': 5,
  '😀': 5,
  '😃': 5,
  '😄': 5,
  '😍': 5,
  '🤩': 5,
  '👍': 5,
  '👎': 1,
};

const DIGITS: Readonly<Record<string, string>> = {
  〇: '0',
  零: '0',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
  十: '10',
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
};
const NUMBER = `(\\d{1,2}|${Object.keys(DIGITS).join('|')})`;
const UNIT = '(?:点|てん|points?|pts?|stars?|つ星|ッ星|\\s*(?:\\/|out of)\\s*(\\d{1,2}))?';
const NUMBER_ONLY = new RegExp(
  `^(?:i(?:'d| would)? (?:give|say) (?:it )?|(?:score|rating|評価|点数)(?:は|[:：])?\\s*)?${NUMBER}\\s*${UNIT}\\s*(?:です|でした|でお願いします|で|かな|please)?$`,
  'iu',
);
/** The score, a mark that ends it, and words: `5、とても丁寧でした`. A number that counts things (`2 items`, `5個`) has no such mark. */
const NUMBER_THEN_WORDS = new RegExp(
  `^${NUMBER}\\s*(?:${UNIT.slice(0, -1)}(?:です|でした)?\\s*[、。,.!:;\\n\\-–—]|[、。,!:;\\n\\-–—]|\\.\\s)\\s*(\\S[^]*)$`,
  'iu',
);

const inRange = (kind: SurveyKind, word: string, of: string | undefined): number | undefined => {
  const [min, max] = RANGE[kind];
  const score = Number(DIGITS[word.toLowerCase()] ?? word);
  if (of !== undefined && Number(of) !== max) return undefined;
  return score >= min && score <= max ? score : undefined;
};

const bare = (text: string): string => text.replace(/[。.!\s、,~〜♪☆]+$/u, '').trim();

const starsOf = (plain: string): number | undefined => {
  if (!/^(?:[★⭐☆🌟]\ufe0f?\s*){1,5}$/u.test(plain)) return undefined;
  return [...plain].filter((c) => c === '★' || c === '⭐' || c === '🌟').length || undefined;
};

const faceOf = (plain: string): number | undefined => {
  const faces = [...plain.replace(/\ufe0f|\u200d|\s|\p{Emoji_Modifier}/gu, '')];
  const [first] = faces;
  return first !== undefined && faces.every((c) => c === first) ? FACES[first] : undefined;
};

/**
 * A survey answer written as text: a number in the survey's range in any width or script ("5", "５", "５点", "五", "five", "5/5", "5 stars"), and for
 * CSAT stars, faces and words in either language ("とても良い", "great"). `undefined` = this is not an answer.
 */
export const recogniseAnswer = (kind: SurveyKind, text: string): number | undefined => {
  const normal = text.normalize('NFKC').trim();
  if (normal.length === 0 || normal.length > 48) return undefined;
  const stars = kind === 'csat' ? starsOf(normal) : undefined;
  if (stars) return stars;
  const plain = bare(normal);
  const number = NUMBER_ONLY.exec(plain);
  if (number?.[1]) return inRange(kind, number[1], number[2]);
  if (kind !== 'csat') return undefined;
  return faceOf(plain) ?? WORDS.find(([words]) => words.test(plain))?.[1];
};

/** A score that opens a longer message, with the rest as its comment: "5、とても丁寧でした", "2/5 - far too slow". */
export const recogniseAnswerWithWords = (
  kind: SurveyKind,
  text: string,
): { score: number; comment: string } | undefined => {
  const normal = text.normalize('NFKC').trim();
  if (normal.length > LONGEST) return undefined;
  const hit = NUMBER_THEN_WORDS.exec(normal);
  const comment = hit?.[3]?.trim();
  if (!hit?.[1] || !comment) return undefined;
  // "5.5" and "1, 2 and 3" are no scores.
  if (/^\d/u.test(comment)) return undefined;
  const score = inRange(kind, hit[1], hit[2]);
  return score === undefined ? undefined : { score, comment };
};
