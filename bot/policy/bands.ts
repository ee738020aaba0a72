import type { BotSettings } from '#contracts/bot.ts';
import type { BandsExpected } from '#contracts/policy.ts';
import type { Language } from '#contracts/time.ts';
import type { Candidate, Example, TrainRecognizer } from '../recognizer/recognizer.ts';

/** Probability from which the bot answers, from which it asks, and how far the best must lie before the second. Shipped per language. */
export const DEFAULT_BANDS: BotSettings['bands'] = {
  ja: { answer: 0.5, clarify: 0.15, margin: 0.1 },
  en: { answer: 0.5, clarify: 0.15, margin: 0.1 },
};

/** What the probabilities alone say. */
export const bandOf = (
  candidates: readonly Candidate[],
  bands: BotSettings['bands']['ja'],
): 'answer' | 'clarify' | 'escalate' => {
  const [best, second] = candidates;
  if (!best || best.probability < bands.clarify) return 'escalate';
  const clear = best.probability - (second?.probability ?? 0) >= bands.margin - 1e-9;
  return best.probability >= bands.answer && clear ? 'answer' : 'clarify';
};

/** Share of the answers that has to be right at the suggested bands and above. */
const PRECISION = 0.95;
const FOLDS = 4;
const STEPS = 50;
/** Fewer examples than this say nothing. */
const LEAST_EXAMPLES = 20;
/** Fewer answers than this say nothing of a position. */
const LEAST_ANSWERS = 8;
/** No suggestion lies below or above: what examples of an operator say of strangers' words has its limits. */
const ANSWER = { least: 0.3, most: 0.9 };
const CLARIFY = { least: 0.08, most: 0.3 };
/** Share of the questions whose right intent is among the three best that may be handed over unasked. */
const GIVEN_UP = 0.05;
const OFFERED = 3;

/** A text judged by a recognizer that did not learn from it. */
interface Judged {
  best: number;
  /** How far the best lies before the second. */
  lead: number;
  right: boolean;
  offered: boolean;
}

const foldsOf = (examples: readonly Example[]): number[] => {
  const seen = new Map<string, number>();
  return examples.map(({ intent }) => {
    const count = seen.get(intent) ?? 0;
    seen.set(intent, count + 1);
    return count % FOLDS;
  });
};

/** Only an intent with two examples can be known when one of them is kept apart. */
const measurable = (examples: readonly Example[]): Example[] => {
  const counts = new Map<string, number>();
  for (const { intent } of examples) counts.set(intent, (counts.get(intent) ?? 0) + 1);
  return examples.filter(({ intent }) => (counts.get(intent) ?? 0) > 1);
};

const crossValidate = async (
  language: Language,
  examples: readonly Example[],
  train: TrainRecognizer,
): Promise<Judged[]> => {
  const folds = foldsOf(examples);
  const judged: Judged[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const recognizer = await train(
      language,
      examples.filter((_, at) => folds[at] !== fold),
    );
    for (const [at, { text, intent }] of examples.entries()) {
      if (folds[at] !== fold) continue;
      const candidates = await recognizer.recognize(text, OFFERED);
      const [best, second] = candidates;
      judged.push({
        best: best?.probability ?? 0,
        lead: (best?.probability ?? 0) - (second?.probability ?? 0),
        right: best?.intent === intent,
        offered: candidates.some((candidate) => candidate.intent === intent),
      });
    }
  }
  return judged;
};

const hundredth = (value: number): number => Math.round(value * 100) / 100;

/** The lowest position from which on 95 % of the answers are right; the highest allowed when there is none. */
const answerLine = (curve: readonly { at: number; precision: number; answers: number }[]): number => {
  let line = ANSWER.most;
  for (const { at, precision, answers } of curve.toReversed()) {
    if (at > ANSWER.most) continue;
    if (at < ANSWER.least || (answers >= LEAST_ANSWERS && precision < PRECISION)) break;
    line = at;
  }
  return line;
};

/** The highest position below which next to no question lies that could have been asked about. */
const clarifyLine = (judged: readonly Judged[], answer: number): number => {
  const offered = judged.flatMap(({ best, offered: yes }) => (yes ? [best] : [])).sort((a, b) => a - b);
  const line = offered[Math.floor(offered.length * GIVEN_UP)] ?? CLARIFY.least;
  return Math.min(CLARIFY.most, answer - 0.1, Math.max(CLARIFY.least, Math.floor(line * 100) / 100));
};

/**
 * Bands for ≥ 95 % precision of answers by cross-validation on the operator's own examples, and what any other position
 * would do. Trains `FOLDS` recognizers by `train`, which yields or works in a worker. Undefined: too few examples to say.
 */
export const suggestBands = async (
  language: Language,
  examples: readonly Example[],
  train: TrainRecognizer,
): Promise<BandsExpected | undefined> => {
  const own = measurable(examples);
  if (own.length < LEAST_EXAMPLES) return undefined;
  const judged = await crossValidate(language, own, train);
  const { margin } = DEFAULT_BANDS[language];
  const curve = Array.from({ length: STEPS + 1 }, (_, step) => {
    const at = step / STEPS;
    const answered = judged.filter(({ best, lead }) => best >= at && lead >= margin - 1e-9);
    const right = answered.filter((one) => one.right).length;
    return {
      at: hundredth(at),
      precision: answered.length > 0 ? right / answered.length : 1,
      coverage: answered.length / judged.length,
      answers: answered.length,
    };
  });
  const answer = answerLine(curve);
  return {
    language,
    suggested: { answer, clarify: hundredth(clarifyLine(judged, answer)), margin },
    curve: curve.map(({ at, precision, coverage }) => ({ at, precision, coverage })),
    n: judged.length,
  };
};
