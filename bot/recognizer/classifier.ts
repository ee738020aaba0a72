import type { Language } from '#contracts/time.ts';
import { featuresOf } from './features.ts';
import type { Candidate, Example, Recognizer } from './recognizer.ts';
import { type SoftmaxLayer, softmax, trainSoftmax } from './softmax.ts';
import { fitVectorizer, type Vectorizer } from './vectorizer.ts';

/** From which share of the typical coverage a text counts as wholly known, and how strongly less takes probability away. Measured against out-of-scope texts. */
const COVERAGE: Record<Language, { enough: number; power: number }> = {
  ja: { enough: 0.8, power: 1 },
  en: { enough: 1, power: 2 },
};
/** Sharpness tried by calibration, sharpest first; the first that keeps `TARGET_PRECISION` in cross-validation is taken. */
const SHARPNESS = [0.9, 0.82, 0.75, 0.68, 0.62];
const TARGET_PRECISION = 0.9;
const DEFAULT_SHARPNESS = 0.8;
/** Above this many examples there is no cross-validation: there is enough data for the default to hold. */
const CALIBRATE_UP_TO = 1_500;
const FOLDS = 3;
/** The line at which calibration measures precision: the shipped answer band. */
const ANSWER_LINE = 0.5;

interface Model {
  language: Language;
  labels: string[];
  vectorizer: Vectorizer;
  layer: SoftmaxLayer;
}

const fit = async (
  language: Language,
  examples: readonly Example[],
  features: readonly Map<string, number>[],
): Promise<Model> => {
  const labels = [...new Set(examples.map((example) => example.intent))];
  const numbers = new Map(labels.map((label, at) => [label, at]));
  const vectorizer = fitVectorizer(features, language);
  const vectors = features.map((counts) => vectorizer.weigh(counts));
  const layer = await trainSoftmax(
    vectors,
    examples.map((example) => numbers.get(example.intent) ?? 0),
    labels.length,
    vectorizer.size,
  );
  return { language, labels, vectorizer, layer };
};

const rank = (model: Model, text: string, sharpness: number, limit: number): Candidate[] => {
  const vector = model.vectorizer.vectorize(text);
  if (vector.index.length === 0) return [];
  const scores = new Float64Array(model.layer.classes);
  model.layer.scores(vector, scores);
  softmax(scores, sharpness);
  const { enough, power } = COVERAGE[model.language];
  const known = Math.min(1, vector.coverage / (enough * model.vectorizer.typicalCoverage)) ** power;
  return model.labels
    .map((intent, at) => ({ intent, probability: (scores[at] as number) * known }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, limit);
};

/** Splits the examples of each intent over the folds in turn. */
const foldOf = (examples: readonly Example[]): number[] => {
  const seen = new Map<string, number>();
  return examples.map(({ intent }) => {
    const count = seen.get(intent) ?? 0;
    seen.set(intent, count + 1);
    return count % FOLDS;
  });
};

/** Finds by cross-validation how sharp the probabilities may be, so that the answer band keeps its precision on this operator's examples. */
const calibrate = async (
  language: Language,
  examples: readonly Example[],
  features: readonly Map<string, number>[],
): Promise<number> => {
  if (examples.length > CALIBRATE_UP_TO || examples.length < 3 * FOLDS) return DEFAULT_SHARPNESS;
  const folds = foldOf(examples);
  const answered = SHARPNESS.map(() => ({ right: 0, all: 0 }));
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = (_: unknown, at: number): boolean => folds[at] !== fold;
    const model = await fit(language, examples.filter(others), features.filter(others));
    for (const [at, example] of examples.entries()) {
      if (folds[at] !== fold) continue;
      for (const [s, sharpness] of SHARPNESS.entries()) {
        const top = rank(model, example.text, sharpness, 1)[0];
        const tally = answered[s];
        if (!top || !tally || top.probability < ANSWER_LINE) continue;
        tally.all += 1;
        if (top.intent === example.intent) tally.right += 1;
      }
    }
  }
  const good = SHARPNESS.findIndex(
    (_, s) => (answered[s]?.right ?? 0) >= TARGET_PRECISION * (answered[s]?.all ?? 0),
  );
  return SHARPNESS[good === -1 ? SHARPNESS.length - 1 : good] ?? DEFAULT_SHARPNESS;
};

/** The lexical recognizer: TF-IDF over characters, words and concepts, one softmax layer, trained in process. Deterministic. */
export const trainLexical = async (language: Language, examples: readonly Example[]): Promise<Recognizer> => {
  if (examples.length === 0) return { kind: 'lexical', recognize: async () => [] };
  const features = examples.map((example) => featuresOf(example.text, language));
  const sharpness = await calibrate(language, examples, features);
  const model = await fit(language, examples, features);
  return { kind: 'lexical', recognize: async (text, limit = 5) => rank(model, text, sharpness, limit) };
};
