import { setImmediate as nextTick } from 'node:timers/promises';
import type { SparseVector } from './vectorizer.ts';

/** A trained linear layer. `scores` writes one raw score per class into `into`. */
export interface SoftmaxLayer {
  classes: number;
  scores(vector: SparseVector, into: Float64Array): void;
}

const EPOCHS = 20;
const LEARNING_RATE = 0.5;
/** Longest time spent before the event loop gets its turn, milliseconds. */
const SLICE_MS = 8;

/** Turns raw scores into probabilities, in place. `sharpness` below 1 makes them more even. */
export const softmax = (scores: Float64Array, sharpness = 1): void => {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score * sharpness > top) top = score * sharpness;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const e = Math.exp((scores[i] as number) * sharpness - top);
    scores[i] = e;
    sum += e;
  }
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] as number) / sum;
};

/** A seeded shuffle, so that the same examples always give the same layer. */
const shuffler = (length: number): (() => Int32Array) => {
  const order = Int32Array.from({ length }, (_, i) => i);
  let seed = 0x2f6e2b1;
  return () => {
    for (let i = length - 1; i > 0; i--) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const j = seed % (i + 1);
      const kept = order[i] as number;
      order[i] = order[j] as number;
      order[j] = kept;
    }
    return order;
  };
};

const step = (
  weights: Float32Array,
  squares: Float32Array,
  gradient: Float64Array,
  vector: SparseVector,
): void => {
  const classes = gradient.length;
  for (let k = 0; k < vector.index.length; k++) {
    const base = (vector.index[k] as number) * classes;
    const value = vector.value[k] as number;
    for (let c = 0; c < classes; c++) {
      const g = (gradient[c] as number) * value;
      if (g * g < 1e-9) continue;
      const square = (squares[base + c] as number) + g * g;
      squares[base + c] = square;
      weights[base + c] = (weights[base + c] as number) - (LEARNING_RATE * g) / Math.sqrt(square);
    }
  }
};

/** Trains a softmax layer by per-example Adagrad on sparse vectors. Deterministic; yields every few milliseconds. */
export const trainSoftmax = async (
  vectors: readonly SparseVector[],
  labels: readonly number[],
  classes: number,
  features: number,
): Promise<SoftmaxLayer> => {
  const weights = new Float32Array(features * classes);
  const squares = new Float32Array(features * classes).fill(1e-3);
  const scores = (vector: SparseVector, into: Float64Array): void => {
    into.fill(0);
    for (let k = 0; k < vector.index.length; k++) {
      const base = (vector.index[k] as number) * classes;
      const value = vector.value[k] as number;
      for (let c = 0; c < classes; c++) into[c] = (into[c] as number) + (weights[base + c] as number) * value;
    }
  };
  const gradient = new Float64Array(classes);
  const shuffle = shuffler(vectors.length);
  let sliceStart = performance.now();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const at of shuffle()) {
      const vector = vectors[at] as SparseVector;
      scores(vector, gradient);
      softmax(gradient);
      const label = labels[at] as number;
      gradient[label] = (gradient[label] as number) - 1;
      step(weights, squares, gradient, vector);
      if (performance.now() - sliceStart > SLICE_MS) {
        await nextTick();
        sliceStart = performance.now();
      }
    }
  }
  return { classes, scores };
};
