import type { Language } from '#contracts/time.ts';
import { featuresOf } from '../recognizer/features.ts';
import { BUILT_IN_INTENTS } from '../recognizer/intents.ts';
import { softmax, trainSoftmax } from '../recognizer/softmax.ts';
import { fitVectorizer } from '../recognizer/vectorizer.ts';
import { masked, type PhraseRules } from './phrase-rules.ts';

/** Phrases that say a thing, and phrases that only look like it. */
export interface Phrases {
  positive: readonly string[];
  negative: readonly string[];
}

/** How sure (0..1) a model is that a normalised text says it. */
export type PhraseModel = (normalised: string) => number;

const DIRECT = new Set(['wish', 'complaint']);

/** Share of a text's features that the phrases must know before the model may judge it. */
const LEAST_COVERAGE: Record<Language, number> = { ja: 0.2, en: 0.3 };

/** What a model looks at: the masked text, and whether it is cried out. Not what it is about: no matter is angry by itself. */
const look = (rules: PhraseRules, normalised: string, language: Language): Map<string, number> => {
  const features = featuresOf(masked(rules, normalised).replaceAll('▢', 'zzq'), language);
  for (const key of features.keys()) if (key.startsWith('k') || key.startsWith('p')) features.delete(key);
  if (/[!?]{2,}/.test(normalised)) features.set('w!!', 1);
  return features;
};

/**
 * Learns a thing from its phrases, over the same masked text the rules see. It finds what no rule foresaw; small talk and
 * ordinary questions of the built-in intents are taken as phrases that do not say it.
 */
export const trainPhraseModel = async (
  rules: PhraseRules,
  phrases: Phrases,
  others: readonly string[],
  language: Language,
): Promise<PhraseModel> => {
  const ordinary = BUILT_IN_INTENTS.filter(({ kind }) => !DIRECT.has(kind)).flatMap(
    ({ examples }) => examples[language],
  );
  const negative = [...phrases.negative, ...others, ...ordinary];
  const features = [...phrases.positive, ...negative].map((text) => look(rules, text, language));
  const labels = [...phrases.positive.map(() => 1), ...negative.map(() => 0)];
  const vectorizer = fitVectorizer(features, language);
  const layer = await trainSoftmax(
    features.map((counts) => vectorizer.weigh(counts)),
    labels,
    2,
    vectorizer.size,
  );
  return (normalised) => {
    const vector = vectorizer.weigh(look(rules, normalised, language));
    if (vector.coverage < LEAST_COVERAGE[language]) return 0;
    const scores = new Float64Array(2);
    layer.scores(vector, scores);
    softmax(scores);
    return scores[1] ?? 0;
  };
};
