import type { Language } from '#contracts/time.ts';
import { featuresOf } from './features.ts';
import type { Candidate, Example } from './recognizer.ts';
import { softmax } from './softmax.ts';
import { fitVectorizer, type SparseVector, type Vectorizer } from './vectorizer.ts';

/** A classifier over [sentence vector, n-grams]. It needs the text's vector, made by the same encoder. */
export interface Hybrid {
  /** Best first, at most `limit`. */
  rank(text: string, vector: Float32Array, limit: number): Candidate[];
}

/** What the sentence vector weighs beside the n-grams; measured on BANKING77 10-shot and cs27_ja. */
const VECTOR_WEIGHT = 4;
const LEARNING_RATE = 0.1;
/** Gradients below this teach nothing and are passed over: most classes after the first epochs. */
const LEAST_GRADIENT = 2e-3;
/** Rounds over the examples: many when they are few, fewer when there is plenty. */
const epochsFor = (examples: number): number => (examples > 4_000 ? 12 : examples > 1_500 ? 15 : 30);
/** A text is wholly within scope from this cosine to its nearest example on, and wholly outside below the other. */
const NEAR = 0.62;
const FAR = 0.12;

interface Sample {
  sparse: SparseVector;
  vector: Float32Array;
}

/** `sparse` lies by feature, `dense` by class: so that each is gone over in the order it lies. */
interface Layer {
  classes: number;
  sparse: Float32Array;
  dense: Float32Array;
}

const scoresOf = ({ classes, sparse, dense }: Layer, sample: Sample, into: Float64Array): void => {
  into.fill(0);
  const { index, value } = sample.sparse;
  for (let k = 0; k < index.length; k++) {
    const base = (index[k] as number) * classes;
    const x = value[k] as number;
    for (let c = 0; c < classes; c++) into[c] = (into[c] as number) + x * (sparse[base + c] as number);
  }
  const { vector } = sample;
  for (let c = 0; c < classes; c++) {
    const base = c * vector.length;
    let even = 0;
    let odd = 0;
    for (let d = 0; d + 1 < vector.length; d += 2) {
      even += (vector[d] as number) * (dense[base + d] as number);
      odd += (vector[d + 1] as number) * (dense[base + d + 1] as number);
    }
    if (vector.length % 2 === 1)
      even += (vector[vector.length - 1] as number) * (dense[base + vector.length - 1] as number);
    into[c] = (into[c] as number) + (even + odd) * VECTOR_WEIGHT;
  }
};

const update = (weights: Float32Array, squares: Float32Array, at: number, gradient: number): void => {
  const square = (squares[at] as number) + gradient * gradient;
  squares[at] = square;
  weights[at] = (weights[at] as number) - (LEARNING_RATE * gradient) / Math.sqrt(square);
};

const shuffled = (length: number, seed: number): Int32Array => {
  const order = Int32Array.from({ length }, (_, at) => at);
  let state = (seed + 1) * 0x2f6e2b1;
  for (let at = length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = (state >>> 4) % (at + 1);
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
  return order;
};

/** Softmax regression by per-example Adagrad, over sparse and dense parts together. Deterministic; to be run off the event loop. */
const learn = (
  samples: readonly Sample[],
  labels: readonly number[],
  classes: number,
  size: number,
): Layer => {
  const width = samples[0]?.vector.length ?? 0;
  const layer: Layer = {
    classes,
    sparse: new Float32Array(size * classes),
    dense: new Float32Array(width * classes),
  };
  const sparseSquares = new Float32Array(size * classes).fill(1e-3);
  const denseSquares = new Float32Array(width * classes).fill(1e-3);
  const gradient = new Float64Array(classes);
  const step = (sample: Sample, changed: readonly number[]): void => {
    const { index, value } = sample.sparse;
    for (const c of changed) {
      const g = gradient[c] as number;
      for (let k = 0; k < index.length; k++)
        update(layer.sparse, sparseSquares, (index[k] as number) * classes + c, g * (value[k] as number));
      for (let d = 0; d < width; d++)
        update(layer.dense, denseSquares, c * width + d, g * (sample.vector[d] as number) * VECTOR_WEIGHT);
    }
  };
  const epochs = epochsFor(samples.length);
  for (let epoch = 0; epoch < epochs; epoch++)
    for (const at of shuffled(samples.length, epoch)) {
      const sample = samples[at] as Sample;
      scoresOf(layer, sample, gradient);
      softmax(gradient);
      const label = labels[at] as number;
      gradient[label] = (gradient[label] as number) - 1;
      const changed: number[] = [];
      for (let c = 0; c < classes; c++) if (Math.abs(gradient[c] as number) > LEAST_GRADIENT) changed.push(c);
      step(sample, changed);
    }
  return layer;
};

const cosine = (a: Float32Array, b: Float32Array): number => {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (a[d] as number) * (b[d] as number);
  return sum;
};

/** How far (0..1) a text lies within what the examples speak of: by its nearest one. */
const within = (vector: Float32Array, examples: readonly Float32Array[]): number => {
  let nearest = -1;
  for (const example of examples) nearest = Math.max(nearest, cosine(vector, example));
  return Math.min(1, Math.max(0, (nearest - FAR) / (NEAR - FAR)));
};

interface Fitted {
  labels: string[];
  vectorizer: Vectorizer;
  layer: Layer;
  vectors: readonly Float32Array[];
}

const fit = (
  language: Language,
  examples: readonly Example[],
  features: readonly Map<string, number>[],
  vectors: readonly Float32Array[],
): Fitted => {
  const labels = [...new Set(examples.map(({ intent }) => intent))];
  const numbers = new Map(labels.map((label, at) => [label, at]));
  const vectorizer = fitVectorizer(features, language);
  const samples = features.map((counts, at) => ({
    sparse: vectorizer.weigh(counts),
    vector: vectors[at] as Float32Array,
  }));
  const layer = learn(
    samples,
    examples.map(({ intent }) => numbers.get(intent) ?? 0),
    labels.length,
    vectorizer.size,
  );
  return { labels, vectorizer, layer, vectors };
};

const rank = (
  { labels, vectorizer, layer, vectors }: Fitted,
  text: string,
  vector: Float32Array,
  sharpness: number,
  limit: number,
): Candidate[] => {
  const sparse = vectorizer.vectorize(text);
  const scores = new Float64Array(layer.classes);
  scoresOf(layer, { sparse, vector }, scores);
  softmax(scores, sharpness);
  const scope = within(vector, vectors);
  return labels
    .map((intent, at) => ({ intent, probability: (scores[at] as number) * scope }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, limit);
};

/** Sharpness tried by calibration, sharpest first; the first that keeps `TARGET_PRECISION` in cross-validation is taken. */
const SHARPNESS = [1.6, 1.3, 1.1, 0.95, 0.8, 0.65, 0.5];
const DEFAULT_SHARPNESS = 0.95;
const TARGET_PRECISION = 0.95;
const CALIBRATE_UP_TO = 800;
const FOLDS = 3;
/** The line at which calibration measures precision: the shipped answer band, with the margin it asks for. */
const ANSWER_LINE = 0.5;

/** Splits the examples of each intent over the folds in turn. */
const foldsOf = (examples: readonly Example[]): number[] => {
  const seen = new Map<string, number>();
  return examples.map(({ intent }) => {
    const count = seen.get(intent) ?? 0;
    seen.set(intent, count + 1);
    return count % FOLDS;
  });
};

/** The sharpest probabilities at which, on the operator's own examples in cross-validation, 95 % of the answers are right. */
const calibrate = (
  language: Language,
  examples: readonly Example[],
  features: readonly Map<string, number>[],
  vectors: readonly Float32Array[],
): number => {
  if (examples.length > CALIBRATE_UP_TO || examples.length < 3 * FOLDS) return DEFAULT_SHARPNESS;
  const folds = foldsOf(examples);
  const tally = SHARPNESS.map(() => ({ right: 0, all: 0 }));
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = (_: unknown, at: number): boolean => folds[at] !== fold;
    const model = fit(language, examples.filter(others), features.filter(others), vectors.filter(others));
    for (const [at, { text, intent }] of examples.entries()) {
      if (folds[at] !== fold) continue;
      for (const [s, sharpness] of SHARPNESS.entries()) {
        const top = rank(model, text, vectors[at] as Float32Array, sharpness, 1)[0];
        const counted = tally[s];
        if (!top || !counted || top.probability < ANSWER_LINE) continue;
        counted.all += 1;
        if (top.intent === intent) counted.right += 1;
      }
    }
  }
  const good = tally.findIndex(({ right, all }) => all > 0 && right >= TARGET_PRECISION * all);
  return SHARPNESS[good === -1 ? SHARPNESS.length - 1 : good] ?? DEFAULT_SHARPNESS;
};

/** The mean of the examples' vectors: some encoders put all texts near one point, which has to be taken away first. */
const meanOf = (vectors: readonly Float32Array[]): Float32Array => {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    for (let d = 0; d < mean.length; d++)
      mean[d] = (mean[d] as number) + (vector[d] as number) / vectors.length;
  return mean;
};

const away = (vector: Float32Array, mean: Float32Array): Float32Array => {
  const moved = vector.map((value, d) => value - (mean[d] as number));
  const length = Math.sqrt(cosine(moved, moved)) || 1;
  return moved.map((value) => value / length);
};

/**
 * Trains a hybrid classifier on examples and their vectors. Blocks while it works.
 * `centred`: take the examples' mean from every vector.
 */
export const trainHybrid = (
  language: Language,
  examples: readonly Example[],
  given: readonly Float32Array[],
  centred = false,
): Hybrid => {
  if (examples.length === 0) return { rank: () => [] };
  const mean = meanOf(given);
  const placed = (vector: Float32Array): Float32Array => (centred ? away(vector, mean) : vector);
  const vectors = given.map(placed);
  const features = examples.map(({ text }) => featuresOf(text, language));
  const sharpness = calibrate(language, examples, features, vectors);
  const model = fit(language, examples, features, vectors);
  return { rank: (text, vector, limit) => rank(model, text, placed(vector), sharpness, limit) };
};
