import type { Language } from '#contracts/time.ts';
import { type FeatureKind, featuresOf, KIND_WEIGHT } from './features.ts';

/** A sparse vector, and the share (0..1, TF-IDF weighted) of the text's features that the training examples know. */
export interface SparseVector {
  index: Int32Array;
  value: Float32Array;
  coverage: number;
}

/** Turns texts into TF-IDF vectors over the features of the training examples. */
export interface Vectorizer {
  size: number;
  /** Mean coverage of a training example by the other examples: what a text in scope reaches. */
  typicalCoverage: number;
  vectorize(text: string): SparseVector;
  /** The vector of a text whose features are counted already. */
  weigh(features: ReadonlyMap<string, number>): SparseVector;
}

/** From this many examples on, features seen once are dropped: they cost memory and teach nothing. */
const RARE_DROP_FROM = 4_000;

/** Japanese function words, endings and polite requests: how a thing is said, not what. They do not count towards coverage. */
const MERE_GRAMMAR = /^[cw][\p{Script=Hiragana}ー_教知願頂下何]+$/u;
/** Shorter pieces of grammar than these three characters (and the prefix) are in every text, also in 「あああ」. */
const GRAMMAR_TELLS_FROM = 4;
/** Examples too few or too different to cover each other say nothing about a text in scope: coverage is never measured by less than this. */
const LEAST_TYPICAL_COVERAGE = 0.3;

const weightOf = (count: number, idf: number): number => (1 + Math.log(count)) * idf;

const countDocuments = (features: readonly Map<string, number>[]): Map<string, number> => {
  const documents = new Map<string, number>();
  for (const counts of features)
    for (const key of counts.keys()) documents.set(key, (documents.get(key) ?? 0) + 1);
  return documents;
};

const typicalCoverageOf = (
  features: readonly Map<string, number>[],
  documents: Map<string, number>,
  idfOf: (count: number) => number,
): number => {
  let sum = 0;
  for (const counts of features) {
    let known = 0;
    let all = 0;
    for (const [key, count] of counts) {
      if (MERE_GRAMMAR.test(key)) continue;
      const seen = documents.get(key) ?? 0;
      const square = weightOf(count, idfOf(seen > 1 ? seen : 0)) ** 2;
      all += square;
      if (seen > 1) known += square;
    }
    sum += all > 0 ? known / all : 0;
  }
  return features.length > 0 ? Math.max(LEAST_TYPICAL_COVERAGE, sum / features.length) : 1;
};

/** Learns the vocabulary and the weights of the examples, given by their features. */
export const fitVectorizer = (features: readonly Map<string, number>[], language: Language): Vectorizer => {
  const documents = countDocuments(features);
  const idfOf = (count: number): number => Math.log((1 + features.length) / (1 + count)) + 1;
  const vocabulary = new Map<string, number>();
  const idf: number[] = [];
  for (const [key, count] of documents) {
    if (count < 2 && features.length >= RARE_DROP_FROM) continue;
    vocabulary.set(key, idf.length);
    idf.push(idfOf(count));
  }
  const unknownIdf = idfOf(0);

  const weigh = (counted: ReadonlyMap<string, number>): SparseVector => {
    const index: number[] = [];
    const value: number[] = [];
    const kinds: FeatureKind[] = [];
    const norm: Record<FeatureKind, number> = { c: 0, w: 0, k: 0, p: 0 };
    let known = 0;
    let unknown = 0;
    // Of a text that is mere grammar (「わかりました、ありがとうございます」) its grammar counts: there is nothing else to know it by.
    let knownGrammar = 0;
    let unknownGrammar = 0;
    for (const [key, count] of counted) {
      const at = vocabulary.get(key);
      const weight = weightOf(count, at === undefined ? unknownIdf : (idf[at] ?? unknownIdf));
      const counts = !MERE_GRAMMAR.test(key);
      if (at === undefined) {
        if (counts) unknown += weight * weight;
        else if (key.length >= GRAMMAR_TELLS_FROM) unknownGrammar += weight * weight;
        continue;
      }
      const kind = key[0] as FeatureKind;
      index.push(at);
      value.push(weight);
      kinds.push(kind);
      norm[kind] += weight * weight;
      if (counts) known += weight * weight;
      else if (key.length >= GRAMMAR_TELLS_FROM) knownGrammar += weight * weight;
    }
    for (let i = 0; i < value.length; i++) {
      const kind = kinds[i] as FeatureKind;
      value[i] = ((value[i] ?? 0) / Math.sqrt(norm[kind])) * KIND_WEIGHT[kind];
    }
    const isGrammar = known + unknown === 0;
    const all = isGrammar ? knownGrammar + unknownGrammar : known + unknown;
    return {
      index: Int32Array.from(index),
      value: Float32Array.from(value),
      coverage: all > 0 ? (isGrammar ? knownGrammar : known) / all : 0,
    };
  };
  return {
    size: idf.length,
    typicalCoverage: typicalCoverageOf(features, documents, idfOf),
    weigh,
    vectorize: (text) => weigh(featuresOf(text, language)),
  };
};
